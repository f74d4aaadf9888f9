"""A briefing to Member States: scheduled, moved, cancelled, held, summarised, and what it brought about."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from services.consultations.briefings.commands import (
    AttachDocument,
    BriefingCommand,
    CancelBriefing,
    CorrectDocument,
    CorrectHolding,
    CorrectIssue,
    CorrectOutcome,
    HoldBriefing,
    MoveBriefing,
    RaiseIssue,
    RecordOutcome,
    RecordProceedings,
    ScheduleBriefing,
    SetProgramme,
    SummariseBriefing,
    WithdrawDocument,
    WithdrawIssue,
    WithdrawOutcome,
)
from services.consultations.briefings.items import Items
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.briefings import BriefingEvent
from shared.contracts.consultations.facts import Document, Holding, Issue
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    Outcome,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.reactions import ReactionRefused
from shared.texts import Word
from shared.values import Refused

Status = Literal["absent", "scheduled", "cancelled", "held", "summarised"]


@dataclass(frozen=True)
class Briefing:
    """A briefing as its events have made it."""

    status: Status = "absent"
    is_: Holding | None = None  # title, day and place: as scheduled, once held as held
    programme: SetProgramme = field(default_factory=SetProgramme)
    proceedings: RecordProceedings = field(default_factory=RecordProceedings)
    documents: Items[Document] = field(default_factory=lambda: Items("document"))
    issues: Items[Issue] = field(default_factory=lambda: Items("issue"))
    outcomes: Items[Outcome] = field(default_factory=lambda: Items("outcome"))


ABSENT = Briefing()
"""The state before the first event."""


def decide(command: BriefingCommand, briefing: Briefing) -> list[BriefingEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, briefing))


def _decided(command: BriefingCommand, briefing: Briefing) -> Iterator[BriefingEvent]:  # noqa: C901, PLR0912, PLR0915  one row each
    documents, issues, outcomes = briefing.documents, briefing.issues, briefing.outcomes
    match command:
        case ScheduleBriefing():
            yield from _schedule(command, briefing)
        case MoveBriefing():
            yield from _move(command, briefing)
        case CancelBriefing():
            yield from _cancel(command, briefing)
        case HoldBriefing():
            yield from _hold(command, briefing)
        case CorrectHolding():
            yield from _correct(command, briefing)
        case SetProgramme():
            _known(briefing)
            if command != briefing.programme:
                yield e.ProgrammeSet.model_validate(dict(command))
        case RecordProceedings():
            _held(briefing)
            if command != briefing.proceedings:
                yield e.ProceedingsRecorded.model_validate(dict(command))
        case AttachDocument(key=key, document=document):
            _known(briefing)
            if documents.is_new(key, document):
                yield e.DocumentAttached(key=key, document=document)
        case CorrectDocument(key=key, document=document):
            if (old := documents.to_correct(key)) != document:
                yield e.DocumentCorrected(key=key, document=document, replaces=old)
        case WithdrawDocument(key=key, reason=reason):
            if gone := documents.to_withdraw(key):
                yield e.DocumentWithdrawn(key=key, document=gone, reason=reason)
        case RaiseIssue(key=key, issue=issue):
            _held(briefing)
            if issues.is_new(key, issue):
                yield e.IssueRaised(key=key, issue=issue)
        case CorrectIssue(key=key, issue=issue):
            if (before := issues.to_correct(key)) != issue:
                yield e.IssueCorrected(key=key, issue=issue, replaces=before)
        case WithdrawIssue(key=key, reason=reason):
            if dropped := issues.to_withdraw(key):
                yield e.IssueWithdrawn(key=key, issue=dropped, reason=reason)
        case RecordOutcome(key=key, outcome=outcome):
            day = _held(briefing).when.date
            if outcomes.is_new(key, outcome):
                yield e.OutcomeRecorded(key=key, outcome=outcome, announced_on=day)
        case CorrectOutcome(key=key, outcome=outcome):
            day = _held(briefing).when.date
            if (said := outcomes.to_correct(key)) != outcome:
                yield e.OutcomeCorrected(key=key, outcome=outcome, announced_on=day, replaces=said)
        case WithdrawOutcome(key=key, reason=reason):
            if undone := outcomes.to_withdraw(key):
                yield e.OutcomeWithdrawn(key=key, outcome=undone, reason=reason)
        case SummariseBriefing():
            _held(briefing)
            if briefing.status == "held":
                yield e.BriefingSummarised()
        case _:
            assert_never(command)


def _schedule(said: ScheduleBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    known = briefing.is_
    if known is None or briefing.status == "cancelled":
        yield e.BriefingScheduled(title=said.title, when=said.when, place=said.place)
    elif briefing.status != "scheduled":
        raise Refused("the briefing was held: a schedule can no longer be recorded")
    elif (said.when, said.place) != (known.when, known.place):
        raise Refused("the briefing is scheduled for {on} already: move it instead", on=known.when.date)
    elif said.title != known.title:
        yield e.BriefingRetitled(title=said.title, before=known.title)


def _move(said: MoveBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    known = _scheduled(briefing, "moved")
    if (said.when, said.place) != (known.when, known.place):
        yield e.BriefingMoved(when=said.when, place=said.place, reason=said.reason, before=known.when)


def _cancel(said: CancelBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    if briefing.status != "cancelled":
        _scheduled(briefing, "cancelled")
        yield e.BriefingCancelled(reason=said.reason)


def _hold(said: HoldBriefing, briefing: Briefing) -> Iterator[BriefingEvent]:
    if briefing.status == "cancelled":
        raise Refused("the briefing was cancelled: schedule it again before it is held")
    if briefing.status in {"absent", "scheduled"}:
        yield e.BriefingHeld(title=said.title, when=said.when, place=said.place)
    elif Holding(title=said.title, when=said.when, place=said.place) != briefing.is_:
        raise Refused("the briefing was recorded as held otherwise: correct the holding instead")


def _correct(said: CorrectHolding, briefing: Briefing) -> Iterator[BriefingEvent]:
    known = _held(briefing)
    if Holding(title=said.title, when=said.when, place=said.place) == known:
        return
    yield e.HoldingCorrected(title=said.title, when=said.when, place=said.place, replaces=known)
    if said.when.date != known.when.date:
        yield from _announced_anew(briefing, said)


def _announced_anew(briefing: Briefing, correction: CorrectHolding) -> Iterator[BriefingEvent]:
    """The outcomes on whose day other services build, with the corrected day."""
    day = correction.when.date
    for key, outcome in briefing.outcomes.standing.items():
        match outcome:
            case (
                AcceptedChampion() | StructureInProgress(network=str()) | SecondmentAcknowledged(state=str())
            ):
                yield e.OutcomeCorrected(key=key, outcome=outcome, announced_on=day, replaces=outcome)


def _known(briefing: Briefing) -> None:
    if briefing.status == "absent":
        raise Refused("no such briefing is known: schedule it, or record that it was held")


def _scheduled(briefing: Briefing, done: str) -> Holding:
    _known(briefing)
    if briefing.is_ is None or briefing.status == "cancelled":
        raise Refused(
            "the briefing was cancelled and cannot be {done}: schedule it again first", done=Word(done)
        )
    if briefing.status != "scheduled":
        raise Refused(
            "the briefing was held and can no longer be {done}: correct the holding instead", done=Word(done)
        )
    return briefing.is_


def _held(briefing: Briefing) -> Holding:
    if briefing.is_ is None or briefing.status not in {"held", "summarised"}:
        raise Refused("the briefing was not held yet: record first that it was held")
    return briefing.is_


def evolve(briefing: Briefing, event: BriefingEvent) -> Briefing:  # noqa: C901, PLR0911, PLR0912  one row for each event
    """The state after ``event``."""
    match event:
        case e.BriefingScheduled(title=title, when=when, place=place):
            return replace(briefing, status="scheduled", is_=Holding(title=title, when=when, place=place))
        case e.BriefingRetitled(title=title):
            return replace(briefing, is_=briefing.is_ and briefing.is_.model_copy(update={"title": title}))
        case e.BriefingMoved(when=when, place=place):
            moved = {"when": when, "place": place}
            return replace(briefing, is_=briefing.is_ and briefing.is_.model_copy(update=moved))
        case e.BriefingCancelled():
            return replace(briefing, status="cancelled")
        case e.BriefingHeld(title=title, when=when, place=place):
            return replace(briefing, status="held", is_=Holding(title=title, when=when, place=place))
        case e.HoldingCorrected(title=title, when=when, place=place):
            return replace(briefing, is_=Holding(title=title, when=when, place=place))
        case e.ProgrammeSet(chair=chair, speakers=speakers, agenda=agenda):
            return replace(briefing, programme=SetProgramme(chair=chair, speakers=speakers, agenda=agenda))
        case e.ProceedingsRecorded(interventions=said, attendance=attendance):
            return replace(briefing, proceedings=RecordProceedings(interventions=said, attendance=attendance))
        case e.DocumentAttached(key=key, document=document) | e.DocumentCorrected(key=key, document=document):
            return replace(briefing, documents=briefing.documents.holding(key, document))
        case e.DocumentWithdrawn(key=key):
            return replace(briefing, documents=briefing.documents.without(key))
        case e.IssueRaised(key=key, issue=issue) | e.IssueCorrected(key=key, issue=issue):
            return replace(briefing, issues=briefing.issues.holding(key, issue))
        case e.IssueWithdrawn(key=key):
            return replace(briefing, issues=briefing.issues.without(key))
        case e.OutcomeRecorded(key=key, outcome=outcome) | e.OutcomeCorrected(key=key, outcome=outcome):
            return replace(briefing, outcomes=briefing.outcomes.holding(key, outcome))
        case e.OutcomeWithdrawn(key=key):
            return replace(briefing, outcomes=briefing.outcomes.without(key))
        case e.BriefingSummarised():
            return replace(briefing, status="summarised")
        case ReactionRefused():
            return briefing
        case _:
            assert_never(event)
