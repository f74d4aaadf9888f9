"""Where in an answer a passage stands, as an officer gives it: whole, or by its first and its last words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_AROUND: Final = 40
"""Characters shown on either side, to tell places apart."""


@dataclass(frozen=True)
class Place:
    """From ``start`` up to ``end``, in code points."""

    start: int
    end: int


def places(answer: str, first: str, last: str = "") -> list[Place]:
    """Wherever the passage stands, across itself too, in order.

    However its spaces and line ends were copied, they are those of the answer. With ``last`` it goes from ``first``
    on to the next place where that stands.
    """
    starts = list(_stand(answer, first))
    if not last.split():
        return starts
    ends = list(_stand(answer, last))
    found = ((one.start, next((end.end for end in ends if end.start >= one.end), None)) for one in starts)
    return [Place(start, end) for start, end in found if end is not None]


def _stand(answer: str, words: str) -> Iterator[Place]:
    if not words.split():
        return
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = pattern.search(answer)
    while found:
        yield Place(found.start(), found.end())
        found = pattern.search(answer, found.start() + 1)


def around(answer: str, place: Place) -> tuple[str, str, str]:
    """The passage with a little of what stands before and after it."""
    before, after = answer[max(0, place.start - _AROUND) : place.start], answer[place.end :][:_AROUND]
    return before, answer[place.start : place.end], after


@dataclass(frozen=True)
class Stretch:
    """A part of an answer that the same marks cover, by their numbers."""

    text: str
    marks: tuple[int, ...]


def stretches(answer: str, marks: Sequence[Place]) -> list[Stretch]:
    """The answer in the fewest parts that are each covered alike, whichever marks overlap."""
    edges = {0, len(answer), *(edge for mark in marks for edge in (mark.start, mark.end))}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(answer))
    return [
        Stretch(
            answer[start:end],
            tuple(n for n, mark in enumerate(marks, 1) if mark.start <= start and end <= mark.end),
        )
        for start, end in pairwise(cuts)
    ]
