"""Whether what is said to have come of a finding is there: one line for each kind that can be looked up."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from services.consultations.briefings.projection import BRIEFINGS
from services.consultations.issues.projection import ISSUES
from services.consultations.report.projection import SECTIONS
from shared.contracts.consultations.citations import LedTo, OutcomeKind
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import invalid
from shared.runtime.service import Room

_MISSING: Final = N_("{target} is not there; the key of one that is recorded is right")


async def _briefing_outcome(room: Room, one: LedTo) -> bool:
    found = await room.reader(BRIEFINGS).get(f"briefing-{one.whole}")
    return found is not None and any(
        item.key == one.part and not item.withdrawn for item in found.state.outcomes
    )


async def _answer(room: Room, one: LedTo) -> bool:
    found = await room.reader(ISSUES).get(f"issue-{one.whole}")
    return found is not None and bool(found.state.issue.answers)


async def _report_section(room: Room, one: LedTo) -> bool:
    found = await room.reader(SECTIONS).get(f"section-{one.part}")
    return found is not None and found.state.of == one.whole and found.state.section.status != "dropped"


THERE: Final[Mapping[OutcomeKind, Callable[[Room, LedTo], Awaitable[bool]]]] = {
    "answer": _answer,
    "briefing_outcome": _briefing_outcome,
    "report_section": _report_section,
}
"""How to look each kind up. A kind without a line is taken as it is said."""


async def check_target(room: Room, one: LedTo) -> None:
    """Raises ``Problem`` 422 for what can be looked up and is not there, and ``Unavailable``."""
    there = THERE.get(one.kind)
    if there and not await there(room, one):
        raise invalid([Wrong("target", _MISSING, {"target": one.target})])
