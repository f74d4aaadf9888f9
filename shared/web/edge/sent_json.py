"""JSON as somebody sent it: what of it no type could refuse in time is refused before any type looks at it.

Half of a character passes every check of a text and fails when it is encoded; what is nested deep ends the parser;
and a hundred thousand members are a hundred thousand mistakes to describe.
"""

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from shared.i18n.speech import N_
from shared.mistakes import Wrong

DEEPEST: Final = 40
"""Levels of nesting; the deepest command has eight."""
MOST: Final = 50_000
"""Values of one text; the largest command, a call with fifty questions in six languages, has half as many."""
_DEEP: Final = Wrong("body", N_("it is nested too deep; {most} levels at most are right"), {"most": DEEPEST})
_MANY: Final = Wrong("body", N_("it holds too many values; {most} at most are right"), {"most": f"{MOST:,}"})
_HALF: Final = N_(
    "it holds half of a character (a surrogate without the other one); whole characters are right"
)
_SHOWN: Final = 200


class Unfit(Exception):
    """It cannot be taken; ``error`` names the field."""

    def __init__(self, error: Wrong) -> None:
        super().__init__(f"{error.field}: {error.said().message}")
        self.error = error


def read(text: str | bytes) -> object:
    """What the text says. Raises ``ValueError`` for what is no JSON, and ``Unfit``."""
    try:
        found: object = json.loads(text)
    except RecursionError:
        raise Unfit(_DEEP) from None
    for place, said in _texts(found):
        if not _whole(said):
            raise Unfit(Wrong(_path(place), _HALF))
    return found


class _Place(NamedTuple):
    """Where a value stands. Its path is only put together for a mistake: names may be as long as the text."""

    name: str | int
    within: "_Place | None"
    level: int


_WHOLE: Final = _Place("body", None, 1)


def _texts(found: object) -> Iterator[tuple[_Place, str]]:
    """Every text and every name, with the place that it has or is in. Raises ``Unfit``."""
    waiting, seen = [(_WHOLE, found)], 0
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        if not isinstance(value, (dict, list)):
            continue
        seen += len(value)
        if place.level > DEEPEST:
            raise Unfit(_DEEP)
        if seen > MOST:
            raise Unfit(_MANY)
        if isinstance(value, dict):
            yield from ((place, name) for name in value)
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [(_Place(name, place, place.level + 1), part) for name, part in parts]


def _path(place: _Place) -> str:
    names: list[str] = []
    while place.within:
        names.append(str(place.name)[:_SHOWN])
        place = place.within
    return ".".join(reversed(names))[:_SHOWN] or "body"


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
