"""The pseudo-locale: English texts in letters that no other text has, a third longer, right to left."""

import re
from typing import Final

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED: Final = "àƀçđéƒĝĥîĵķļɱñôþǫřšţûṽŵẋýžÀƁÇÐÉƑĜĤÎĴĶĻṀÑÔÞǪŘŠŢÛṼŴẊÝŽ"
_LETTERS: Final = str.maketrans(_PLAIN, _MARKED)
_PLACE: Final = re.compile(r"(\{[^{}]*\})")
_THIRD: Final = 3


def pseudo(text: str) -> str:
    """The text in it; places for values stay as they are."""
    parts = [part if part.startswith("{") else part.translate(_LETTERS) for part in _PLACE.split(text)]
    return "".join(parts) + "·" * (len(text) // _THIRD)
