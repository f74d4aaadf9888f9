"""The public record of a briefing, folded from its stream: one document for each briefing."""

from datetime import datetime
from typing import Any, Literal, assert_never

from services.consultations.briefings.briefing import Status
from services.consultations.briefings.shown import DocumentItem, IssueItem, OutcomeItem, fold_file, fold_item
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import (
    AgendaItem,
    Arrangements,
    Attendance,
    Intervention,
    Person,
    When,
)
from shared.contracts.consultations.filing import DocumentFiled, FileWithdrawn
from shared.contracts.consultations.items import Wording
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of, name_of
from shared.i18n.speaker import Said, known, said
from shared.plain import plain
from shared.values import PartialDate, Value
from shared.views.view import View


class ScheduleEntry(Value):
    """One step of the schedule; both dates of a move stay."""

    what: Literal["scheduled", "foreseen", "retitled", "moved", "postponed", "replaced", "cancelled"]
    title: str | None = None
    when: When | None = None
    on: PartialDate | None = None
    by: str | None = None
    place: str | None = None
    before: When | None = None
    reason: str | None = None
    version: int
    at: datetime


class Versions(Value):
    """The version of the stream that last set each part of the record; null where none has."""

    schedule: int | None = None
    holding: int | None = None
    arrangements: int | None = None
    wordings: int | None = None
    programme: int | None = None
    proceedings: int | None = None
    summary: int | None = None


@plain
class BriefingChange:
    """One event of the history: when it was recorded, what it is, and which item it is about."""

    version: int
    at: datetime
    what: str
    said: Said
    item: str | None = None
    reason: str | None = None


class BriefingState(Value):
    """The record as everybody sees it. A briefing that is not ``listed`` is not there.

    ``when`` is the day it is, was or was to be held, ``on`` the month or year where it has no day, ``replaced_by``
    the key of the briefing that takes its place.
    """

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    title: str | None = None
    when: When | None = None
    on: PartialDate | None = None
    place: str | None = None
    source: str | None = None
    replaced_by: str | None = None
    arrangements: Arrangements = Arrangements()
    wordings: tuple[Wording, ...] = ()
    schedule: tuple[ScheduleEntry, ...] = ()
    chair: Person | None = None
    speakers: tuple[Person, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    attendance: Attendance | None = None
    documents: tuple[DocumentItem, ...] = ()
    issues_raised: tuple[IssueItem, ...] = ()
    outcomes: tuple[OutcomeItem, ...] = ()
    versions: Versions = Versions()
    changes: tuple[BriefingChange, ...] = ()


def project(state: BriefingState | None, record: Recorded[Any]) -> BriefingState:
    """The record after one more event."""
    event, version, fields = record.event, record.version, vars(record.event)
    before = state or BriefingState(key=key_of(record.stream))
    told = said(record, known(before.changes))
    change = BriefingChange(version, record.at, name_of(event), told, fields.get("key"), fields.get("reason"))
    after = _folded(before, record)
    listed = after.status != "absent"
    return after.model_copy(
        update={"version": version, "listed": listed, "changes": (*before.changes, change)}
    )


def _folded(state: BriefingState, record: Recorded[Any]) -> BriefingState:  # noqa: C901, PLR0911  a table
    event, version = record.event, record.version
    match event:
        case (
            e.BriefingScheduled()
            | e.BriefingForeseen()
            | e.BriefingRetitled()
            | e.BriefingMoved()
            | e.BriefingPostponed()
            | e.BriefingReplaced()
            | e.BriefingCancelled()
        ):
            return _scheduled(state, event, record)
        case e.BriefingHeld() | e.HoldingCorrected():
            return _held(state, event, version)
        case e.ArrangementsSet(arrangements=arrangements):
            return _set(state, "arrangements", version, {"arrangements": arrangements})
        case e.WordingsSet(wordings=wordings):
            return _set(state, "wordings", version, {"wordings": wordings})
        case e.ProgrammeSet(chair=chair, speakers=speakers, agenda=agenda):
            parts: dict[str, object] = {"chair": chair, "speakers": speakers, "agenda": agenda}
            return _set(state, "programme", version, parts)
        case e.ProceedingsRecorded(interventions=interventions, attendance=attendance):
            parts = {"interventions": interventions, "attendance": attendance}
            return _set(state, "proceedings", version, parts)
        case e.BriefingSummarised():
            return _set(state, "summary", version, {"status": "summarised"})
        case e.DocumentAttached() | e.DocumentCorrected() | e.DocumentWithdrawn():
            return state.model_copy(update={"documents": fold_item(state.documents, event, version)})
        case DocumentFiled() | FileWithdrawn():
            return state.model_copy(update={"documents": fold_file(state.documents, record)})
        case e.IssueRaised() | e.IssueCorrected() | e.IssueWithdrawn():
            return state.model_copy(update={"issues_raised": fold_item(state.issues_raised, event, version)})
        case e.OutcomeRecorded() | e.OutcomeCorrected() | e.OutcomeFollowedUp() | e.OutcomeWithdrawn():
            return state.model_copy(update={"outcomes": fold_item(state.outcomes, event, version)})
    return state


def _set(state: BriefingState, part: str, version: int, update: dict[str, object]) -> BriefingState:
    versions = state.versions.model_copy(update={part: version})
    return state.model_copy(update={**update, "versions": versions})


def _held(state: BriefingState, event: e.BriefingHeld | e.HoldingCorrected, version: int) -> BriefingState:
    facts: dict[str, object] = {
        "title": event.title,
        "when": event.when,
        "on": None,
        "place": event.place,
        "source": event.source,
    }
    if isinstance(event, e.BriefingHeld):
        facts["status"] = "held"
    day = {"announced_on": event.when.date}
    facts["outcomes"] = tuple(outcome.model_copy(update=day) for outcome in state.outcomes)
    return _set(state, "holding", version, facts)


def _scheduled(
    state: BriefingState,
    event: e.BriefingScheduled
    | e.BriefingForeseen
    | e.BriefingRetitled
    | e.BriefingMoved
    | e.BriefingPostponed
    | e.BriefingReplaced
    | e.BriefingCancelled,
    record: Recorded[Any],
) -> BriefingState:
    now: dict[str, Any]
    match event:
        case e.BriefingScheduled(title=title, when=when, place=place):
            said = {"what": "scheduled", "title": title, "when": when, "place": place}
            now = {**said, "status": "scheduled", "on": None, "source": event.source, "replaced_by": None}
            del now["what"]
        case e.BriefingForeseen(title=title, on=on, place=place):
            said = {"what": "foreseen", "title": title, "on": on, "place": place}
            now = {**said, "status": "foreseen", "when": None, "source": event.source, "replaced_by": None}
            del now["what"]
        case e.BriefingRetitled(title=title):
            now = {"title": title}
            said = {"what": "retitled", "title": title}
        case e.BriefingMoved(when=when, place=place, reason=reason, before=before):
            now = {"when": when, "place": place, "status": "scheduled"}
            said = {"what": "moved", "when": when, "place": place, "reason": reason, "before": before}
        case e.BriefingReplaced(by=by, reason=reason):
            now = {"status": "replaced", "replaced_by": by}
            said = {"what": "replaced", "by": by, "reason": reason, "before": state.when}
        case e.BriefingPostponed(reason=reason) | e.BriefingCancelled(reason=reason):
            what = "postponed" if isinstance(event, e.BriefingPostponed) else "cancelled"
            now = {"status": what}
            said = {"what": what, "reason": reason, "before": state.when}
        case _:
            assert_never(event)
    entry = ScheduleEntry.model_validate({**said, "version": record.version, "at": record.at})
    return _set(state, "schedule", record.version, {**now, "schedule": (*state.schedule, entry)})


BRIEFINGS = View(
    name="briefings",
    kinds=frozenset({"briefing"}),
    state=BriefingState,
    evolve=project,
    indexes=(("listed", "when.date"), ("status", "when.date")),
)
