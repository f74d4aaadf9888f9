"""What calendars show of briefings and calls: pure, from their views to entries."""

from services.consultations.briefings.projection import BriefingState
from services.consultations.calls.projection import CallState
from services.consultations.calls.words import MOVED
from shared.calendars import Entry


def of_briefing(state: BriefingState) -> Entry | None:
    """The day or moment of a briefing; None for one that nobody has announced or held."""
    last = max(state.versions.schedule or 0, state.versions.holding or 0)
    change = next((one for one in state.changes if one.version == last), None)
    if not state.listed or state.when is None or change is None:
        return None
    return Entry(
        kind="briefing",
        key=state.key,
        page=f"/consultations/briefings/{state.key}",
        version=change.version,
        at=change.at,
        tells=change.said,
        title=state.title or state.key,
        starts=state.when.begins,
        ends=state.when.ends,
        place=state.place,
        off=state.status in {"cancelled", "postponed", "replaced"},
    )


def of_call(state: CallState) -> Entry | None:
    """The moment at which a call closes; None for one that was never announced, and for an example."""
    change = next((one for one in reversed(state.history) if one.what in MOVED), None)
    if not state.listed or state.example or change is None or change.said is None:
        return None
    if state.closes is None or state.terms is None:
        return None
    return Entry(
        kind="call",
        key=state.key,
        page=f"/consultations/calls/{state.key}",
        version=change.version,
        at=change.at,
        tells=change.said,
        title=state.terms.title,
        starts=state.closes.instant,
        off=state.status == "withdrawn",
    )
