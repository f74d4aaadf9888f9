"""How many inputs a call has, by whom they speak for: counted at most every some seconds, however many ask."""

import time
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final

from services.consultations.inputs.projection import INPUTS
from shared.runtime.service import Room
from shared.values import Value

_KEPT: Final = 10.0
"""Seconds for which a count is good enough: it reads every input of the call."""
_BY: Final = ("group", "language", "region", "day")
LEAST: Final = 5
"""People of whom a number may tell that they took part without being published: of fewer, others may know who."""


class Numbers(Value):
    """Inputs that a call has received; how many of them were withdrawn or erased, by whomever, and how many stand.

    ``published`` and the breakdowns are of those that stand; ``by_day`` is by the day of receipt in UTC;
    ``by_region`` has no region under ``none``. Where a number would tell of fewer than ``LEAST`` people who are not
    published, it is left out, and ``withheld`` says of which breakdowns; where a region's ``withdrawn`` would, they
    are not counted.
    """

    total: int
    withdrawn: int
    standing: int
    published: int
    by_group: dict[str, int]
    by_language: dict[str, int]
    by_region: dict[str, int]
    by_day: dict[str, int]
    withheld: tuple[str, ...] = ()


Tally = Iterable[tuple[tuple[Any, ...], int]]
"""Group, language, region, day, standing, and whether published; and how many."""


def numbers(tally: Tally, region: str | None = None) -> Numbers:
    """The numbers of a whole call, or of one region in it. Pure.

    A region's are told only where no other region's would tell, by what is left of the whole, of few people.
    """
    rows = list(tally)
    cells = [
        ((group, language, place or "none", day, published), n)
        for (group, language, place, day, standing, published), n in rows
        if standing == "standing"
    ]
    gone = [
        ((place or "none", False), n) for (_, _, place, _, standing, _), n in rows if standing != "standing"
    ]
    whole = _parts(cells)
    shown = {name: safe(part) for name, part in whole.items()}
    if region:
        if region not in shown["region"]:
            nothing = _named({name: {} for name in _BY})
            return Numbers(total=0, withdrawn=0, standing=0, published=0, withheld=tuple(_BY), **nothing)
        crossed = {name: _crossed(cells, at) for at, name in enumerate(_BY)}
        cells = [(said, n) for said, n in cells if said[2] == region]
        told = region in safe(told_apart(gone, itemgetter(0)))
        gone = [(said, n) for said, n in gone if told and said[0] == region]
        whole = _parts(cells)
        shown = {name: _counts(part) if _is_safe(crossed[name]) else {} for name, part in whole.items()}
    withheld = [name for name, part in whole.items() if shown[name].keys() != part.keys()]
    standing, withdrawn = (sum(n for _, n in some) for some in (cells, gone))
    return Numbers(
        total=standing + withdrawn,
        withdrawn=withdrawn,
        standing=standing,
        published=sum(n for said, n in cells if said[-1]),
        withheld=tuple(withheld),
        **_named(shown),
    )


Cells = list[tuple[tuple[Any, ...], int]]
Part = dict[Any, tuple[int, int]]
"""By its value, how many inputs there are, and how many of them are not published."""


def _parts(cells: Cells) -> dict[str, Part]:
    return {name: told_apart(cells, itemgetter(at)) for at, name in enumerate(_BY)}


def _crossed(cells: Cells, at: int) -> Part:
    return told_apart(cells, itemgetter(2, at))


def told_apart(cells: Cells, by: Callable[[tuple[Any, ...]], Any]) -> Part:
    """How many there are by that, and how many of them are not published, as the last of a cell's words says."""
    part: Part = {}
    for said, n in cells:
        all_, hidden = part.get(by(said), (0, 0))
        part[by(said)] = all_ + n, hidden + (0 if said[-1] else n)
    return dict(sorted(part.items()))


def _is_safe(part: Part) -> bool:
    return not any(0 < hidden < LEAST for _, hidden in part.values())


def _counts(part: Part) -> dict[str, int]:
    return {value: all_ for value, (all_, _) in part.items()}


def safe(part: Part) -> dict[str, int]:
    """Without the values that tell of few, and so many others that the rest of the total tells of few neither."""
    if _is_safe(part):
        return _counts(part)
    left_out, together = set[str](), 0
    for value, (_, hidden) in sorted(part.items(), key=lambda one: one[1][1]):
        if hidden > 0 and (hidden < LEAST or together < LEAST or len(left_out) == 1):
            left_out.add(value)
            together += hidden
    if together < LEAST or len(left_out) == 1:
        return {}
    return {value: n for value, n in _counts(part).items() if value not in left_out}


def _named(shown: Mapping[str, dict[str, int]]) -> dict[str, Any]:
    return {f"by_{name}": counts for name, counts in shown.items()}


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
            known = numbers(
                await self._inputs.tally({"call": call}, *_BY, "input.standing", "published"), region
            )
            self._known = {key: one for key, one in self._known.items() if time.monotonic() < one[0]} | {
                (call, region): (time.monotonic() + _KEPT, known)
            }
        return known
