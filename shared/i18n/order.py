"""The order of the alphabet, as dictionaries have it: É stands with E, œ with oe."""

from typing import Final
from unicodedata import combining, normalize

_TWO_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


def letters(text: str) -> str:
    """The letters of a text, whatever their case and marks."""
    plain = normalize("NFKD", text.casefold().translate(_TWO_LETTERS))
    return "".join(letter for letter in plain if not combining(letter))


def alphabetical(text: str) -> tuple[str, str]:
    """What a list of texts is sorted by; marks tell apart what has the same letters."""
    return letters(text), text.casefold()
