"""How many inputs a call has, by whom they speak for: counted at most every some seconds, however many ask."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.consultations.inputs.projection import INPUTS
from shared.runtime.service import Room
from shared.values import Value

_KEPT: Final = 10.0
"""Seconds for which a count is good enough: it reads every input of the call."""
_BY: Final = ("group", "language", "region", "day", "published")


class Numbers(Value):
    """Inputs that a call has received, those withdrawn and erased included, and how many are published.

    ``by_day`` is by the day of receipt in UTC; ``by_region`` has no region under ``none``.
    """

    total: int
    published: int
    by_group: dict[str, int]
    by_language: dict[str, int]
    by_region: dict[str, int]
    by_day: dict[str, int]


Tally = Iterable[tuple[tuple[Any, ...], int]]
"""Group, language, region, day, and whether published; and how many."""


def numbers(tally: Tally) -> Numbers:
    """The numbers of a tally. Pure."""
    counted: Mapping[str, Counter[str]] = {name: Counter() for name in _BY}
    for (group, language, region, day, published), number in tally:
        said = (group, language, region or "none", day, "yes" if published else "no")
        for name, value in zip(_BY, said, strict=True):
            counted[name][value] += number
    return Numbers(
        total=counted["group"].total(),
        published=counted["published"]["yes"],
        by_group=dict(sorted(counted["group"].items())),
        by_language=dict(sorted(counted["language"].items())),
        by_region=dict(sorted(counted["region"].items())),
        by_day=dict(sorted(counted["day"].items())),
    )


NONE: Final = numbers(())
"""Of nothing."""


class Counting:
    """Counts for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._inputs = room.reader(INPUTS)
        self._known: dict[tuple[str, str | None], tuple[float, Numbers]] = {}

    async def of(self, call: str, region: str | None = None) -> Numbers:
        """The numbers of a call, or of what concerns one region in it; not older than ``_KEPT`` seconds."""
        until, known = self._known.get((call, region), (0.0, None))
        if known is None or time.monotonic() >= until:
            query: dict[str, object] = {"call": call}
            if region:
                query["region"] = region
            known = numbers(await self._inputs.tally(query, *_BY))
            self._known = {key: one for key, one in self._known.items() if time.monotonic() < one[0]} | {
                (call, region): (time.monotonic() + _KEPT, known)
            }
        return known
