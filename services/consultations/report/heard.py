"""Who was heard for a report: how many, by group, region, language and network, and how many of them are cited."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.publishing.numbers import Part, safe
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

    ``heard`` and ``cited`` of them all, then by group, region, language and network, ``none`` where none is stated.
    Where a number would tell of fewer than five people who are not published, it is left out; ``withheld`` says of
    which. Calls that are ``sealed`` are not counted yet.
    """

    report: str
    heard: int
    cited: int
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
        whole, of_cited = _part(all_, place), _part(some, place)
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
        cited=sum(n for _, n in some),
        **parts,
        withheld=tuple(withheld),
        sealed=tuple(sealed),
    )


def _part(cells: Tally, place: int) -> Part:
    found: Part = {}
    for said, n in cells:
        value = said[place] or "none"
        all_, hidden = found.get(value, (0, 0))
        found[value] = all_ + n, hidden + (0 if said[-1] else n)
    return found


def _less(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] - other[0], one[1] - other[1]


def _told(part: Part, whole: Mapping[str, object]) -> set[str]:
    """The values that tell of nobody; what the part does not have tells nothing."""
    return (whole.keys() - part.keys()) | safe(part).keys()


class Heard:
    """Counts for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._inputs, self._seals = room.reader(INPUTS), Seals(room)

    async def of(self, state: ReportState) -> WhoWasHeard:
        """Who was heard for a report."""
        terms, frozen = state.report.terms, state.report.frozen
        calls = frozen.calls if frozen else terms.calls if terms else ()
        readable = await self._seals.readable()
        counted = [call for call in calls if call in readable]
        query: dict[str, object] = {"call": {"$in": counted}, "input.standing": "standing"}
        if frozen:
            query["order"] = {"$lt": f"{iso(frozen.at)}~"}
        every = await self._inputs.tally(query, *BY.values(), "published") if counted else ()
        return who_was_heard(state.key, every, (), [call for call in calls if call not in readable])
