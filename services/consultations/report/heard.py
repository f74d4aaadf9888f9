"""Who was heard for a report: how many, by group, region, language and network, and how many of them are cited."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from services.consultations.citations.cited import Cited
from services.consultations.inputs.projection import INPUTS, InputState
from services.consultations.inputs.publishing.numbers import LEAST, Part, safe, told_apart
from services.consultations.inputs.sealed import Seals
from services.consultations.report.projection import ReportState
from shared.clock import iso
from shared.runtime.service import Room
from shared.values import Value

BY: Final = {
    "group": "group",
    "region": "region",
    "language": "language",
    "network": "input.received.network",
}
"""What is told apart, and where it stands in the view of inputs."""


class HeardBy(Value):
    """How many inputs of one kind were heard, and how many of them the report cites."""

    heard: int
    cited: int


class WhoWasHeard(Value):
    """Inputs to the report's calls that stand, up to the moment at which it was frozen, if it was.

    ``heard`` and ``cited`` are of all, then by group, region, language and network, ``none`` where none is stated.
    Where a number would tell of fewer than five people who are not published, it is left out; ``withheld`` says of
    which. Calls that are ``sealed`` are not counted yet.
    """

    report: str
    heard: int
    cited: int | None
    by_group: dict[str, HeardBy]
    by_region: dict[str, HeardBy]
    by_language: dict[str, HeardBy]
    by_network: dict[str, HeardBy]
    withheld: tuple[str, ...]
    sealed: tuple[str, ...]


Tally = Iterable[tuple[tuple[Any, ...], int]]
"""Group, region, language, network, whether published; and how many."""


def who_was_heard(report: str, every: Tally, cited: Tally, sealed: Iterable[str] = ()) -> WhoWasHeard:
    """The numbers. Pure.

    A value is told where both those that are cited and those that are not tell of nobody: of each, the unpublished
    are none or ``LEAST`` at least.
    """
    all_, some = list(every), list(cited)
    parts: dict[str, dict[str, HeardBy]] = {}
    withheld = []
    for place, name in enumerate(BY):
        whole, of_cited = (told_apart(cells, _named(place)) for cells in (all_, some))
        left = {value: _less(one, of_cited.get(value, (0, 0))) for value, one in whole.items()}
        told = safe(whole).keys() & _told(of_cited, whole) & _told(left, whole)
        parts[f"by_{name}"] = {
            value: HeardBy(heard=whole[value][0], cited=of_cited.get(value, (0, 0))[0])
            for value in sorted(told)
        }
        if len(told) < len(whole):
            withheld.append(name)
    return WhoWasHeard(
        report=report,
        heard=sum(n for _, n in all_),
        cited=_together(all_, some),
        **parts,
        withheld=tuple(withheld),
        sealed=tuple(sealed),
    )


def _together(every: Tally, cited: Tally) -> int | None:
    """How many are cited; None where that, or how many are not, would tell of few."""
    hidden, of_them = (sum(n for said, n in cells if not said[-1]) for cells in (every, cited))
    told = all(not 0 < few < LEAST for few in (of_them, hidden - of_them if of_them else 0))
    return sum(n for _, n in cited) if told else None


def _named(place: int) -> Callable[[tuple[Any, ...]], str]:
    return lambda said: said[place] or "none"


def _less(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] - other[0], one[1] - other[1]


def _told(part: Part, whole: Mapping[str, object]) -> set[str]:
    """The values that tell of nobody; what the part does not have tells nothing."""
    return (whole.keys() - part.keys()) | safe(part).keys()


def _network(one: InputState) -> str | None:
    return one.input.received.network if one.input.received else None


class Heard:
    """Counts for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._inputs, self._seals, self._cited = room.reader(INPUTS), Seals(room), Cited(room)

    async def of(self, state: ReportState) -> WhoWasHeard:
        """Who was heard for a report."""
        terms, frozen = state.report.terms, state.report.frozen
        calls = frozen.calls if frozen else terms.calls if terms else ()
        readable = await self._seals.readable()
        counted = [call for call in calls if call in readable]
        query: dict[str, Any] = {"call": {"$in": counted}, "input.standing": "standing"}
        if frozen:
            query["order"] = {"$lt": f"{iso(frozen.at)}~"}
        sealed = [call for call in calls if call not in readable]
        if not counted:
            return who_was_heard(state.key, (), (), sealed)
        every = await self._inputs.tally(query, *BY.values(), "published")
        ids = await self._cited.inputs_cited("report_section", state.key)
        cited = await self._tally_of(ids, counted, str(query["order"]["$lt"]) if frozen else None)
        return who_was_heard(state.key, every, cited.items(), sealed)

    async def _tally_of(self, ids: Iterable[str], calls: Collection[str], until: str | None) -> Counter[Any]:
        """The same of these inputs, as far as they stand and are of these calls."""
        found = await self._inputs.many(f"input-{one}" for one in ids)
        return Counter(
            (one.group, one.region, one.language, _network(one), one.published)
            for one in (each.state for each in found.values())
            if one.input.standing == "standing" and one.call in calls and (until is None or one.order < until)
        )
