"""A briefing to Member States: announced, moved, cancelled, held, summarised, and what it brought about."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from services.consultations.briefings import commands as c
from services.consultations.briefings import filing, scheduling
from services.consultations.briefings.briefing import ABSENT, Briefing, Status, held, known
from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.briefings import BriefingEvent
from shared.contracts.consultations.facts import Holding
from shared.contracts.consultations.filing import DocumentFiled, FileWithdrawn
from shared.contracts.reactions import ReactionRefused

__all__ = ["ABSENT", "Briefing", "Status", "decide", "evolve"]


def decide(command: c.BriefingCommand, briefing: Briefing) -> list[BriefingEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, briefing))


def _decided(command: c.BriefingCommand, briefing: Briefing) -> Iterator[BriefingEvent]:  # noqa: C901, PLR0912, PLR0915  one row each
    documents, issues, outcomes = briefing.documents, briefing.issues, briefing.outcomes
    match command:
        case c.ScheduleBriefing():
            yield from scheduling.schedule(command, briefing)
        case c.ForeseeBriefing():
            yield from scheduling.foresee(command, briefing)
        case c.MoveBriefing():
            yield from scheduling.move(command, briefing)
        case c.PostponeBriefing():
            yield from scheduling.postpone(command, briefing)
        case c.ReplaceBriefing():
            yield from scheduling.replace_by(command, briefing)
        case c.CancelBriefing():
            yield from scheduling.cancel(command, briefing)
        case c.HoldBriefing():
            yield from scheduling.hold(command, briefing)
        case c.CorrectHolding():
            yield from scheduling.correct(command, briefing)
        case c.SetArrangements(arrangements=arrangements):
            known(briefing)
            if arrangements != briefing.arrangements:
                yield e.ArrangementsSet(arrangements=arrangements)
        case c.SetWordings(wordings=wordings):
            known(briefing)
            if wordings != briefing.wordings:
                yield e.WordingsSet(wordings=wordings)
        case c.SetProgramme():
            known(briefing)
            if command != briefing.programme:
                yield e.ProgrammeSet.model_validate(dict(command))
        case c.RecordProceedings():
            held(briefing)
            if command != briefing.proceedings:
                yield e.ProceedingsRecorded.model_validate(dict(command))
        case c.AttachDocument(key=key, document=document):
            known(briefing)
            if documents.is_new(key, document):
                yield e.DocumentAttached(key=key, document=document)
        case c.CorrectDocument(key=key, document=document):
            if (old := documents.to_correct(key)) != document:
                yield e.DocumentCorrected(key=key, document=document, replaces=old)
        case c.WithdrawDocument(key=key, reason=reason):
            if gone := documents.to_withdraw(key):
                yield e.DocumentWithdrawn(key=key, document=gone, reason=reason)
        case FileDocument() | WithdrawFile():
            yield from filing.decided(command, briefing)
        case c.RaiseIssue(key=key, issue=issue):
            held(briefing)
            if issues.is_new(key, issue):
                yield e.IssueRaised(key=key, issue=issue)
        case c.CorrectIssue(key=key, issue=issue):
            if (before := issues.to_correct(key)) != issue:
                yield e.IssueCorrected(key=key, issue=issue, replaces=before)
        case c.WithdrawIssue(key=key, reason=reason):
            if dropped := issues.to_withdraw(key):
                yield e.IssueWithdrawn(key=key, issue=dropped, reason=reason)
        case c.RecordOutcome(key=key, outcome=outcome):
            day = held(briefing).when.date
            if outcomes.is_new(key, outcome):
                yield e.OutcomeRecorded(key=key, outcome=outcome, announced_on=day)
        case c.CorrectOutcome(key=key, outcome=outcome):
            day = held(briefing).when.date
            if (said := outcomes.to_correct(key)) != outcome:
                yield e.OutcomeCorrected(key=key, outcome=outcome, announced_on=day, replaces=said)
        case c.FollowUpOutcome(key=key, follow_up=follow_up):
            outcome = outcomes.to_correct(key)
            if briefing.followed.get(key) != follow_up:
                yield e.OutcomeFollowedUp(key=key, outcome=outcome, follow_up=follow_up)
        case c.WithdrawOutcome(key=key, reason=reason):
            if undone := outcomes.to_withdraw(key):
                yield e.OutcomeWithdrawn(key=key, outcome=undone, reason=reason)
        case c.SummariseBriefing():
            held(briefing)
            if briefing.status == "held":
                yield e.BriefingSummarised()
        case _:
            assert_never(command)


def evolve(briefing: Briefing, event: BriefingEvent) -> Briefing:  # noqa: C901, PLR0911, PLR0912  one row for each event
    """The state after ``event``."""
    match event:
        case e.BriefingScheduled():
            return replace(briefing, status="scheduled", is_=_as(event))
        case e.BriefingForeseen():
            return replace(briefing, status="foreseen", foreseen=event, is_=None)
        case e.BriefingRetitled(title=title):
            return replace(briefing, is_=briefing.is_ and briefing.is_.model_copy(update={"title": title}))
        case e.BriefingMoved(when=when, place=place):
            moved = {"when": when, "place": place}
            is_ = briefing.is_ and briefing.is_.model_copy(update=moved)
            return replace(briefing, status="scheduled", is_=is_)
        case e.BriefingPostponed():
            return replace(briefing, status="postponed")
        case e.BriefingReplaced():
            return replace(briefing, status="replaced")
        case e.BriefingCancelled():
            return replace(briefing, status="cancelled")
        case e.BriefingHeld():
            return replace(briefing, status="held", is_=_as(event))
        case e.HoldingCorrected():
            return replace(briefing, is_=_as(event))
        case e.ArrangementsSet(arrangements=arrangements):
            return replace(briefing, arrangements=arrangements)
        case e.WordingsSet(wordings=wordings):
            return replace(briefing, wordings=wordings)
        case e.ProgrammeSet(chair=chair, speakers=speakers, agenda=agenda):
            return replace(briefing, programme=c.SetProgramme(chair=chair, speakers=speakers, agenda=agenda))
        case e.ProceedingsRecorded(interventions=said, attendance=attendance):
            return replace(
                briefing, proceedings=c.RecordProceedings(interventions=said, attendance=attendance)
            )
        case e.DocumentAttached(key=key, document=document) | e.DocumentCorrected(key=key, document=document):
            return replace(briefing, documents=briefing.documents.holding(key, document))
        case e.DocumentWithdrawn(key=key):
            return replace(briefing, documents=briefing.documents.without(key))
        case DocumentFiled() | FileWithdrawn():
            return replace(briefing, files=filing.after(briefing.files, event))
        case e.IssueRaised(key=key, issue=issue) | e.IssueCorrected(key=key, issue=issue):
            return replace(briefing, issues=briefing.issues.holding(key, issue))
        case e.IssueWithdrawn(key=key):
            return replace(briefing, issues=briefing.issues.without(key))
        case e.OutcomeRecorded(key=key, outcome=outcome) | e.OutcomeCorrected(key=key, outcome=outcome):
            return replace(briefing, outcomes=briefing.outcomes.holding(key, outcome))
        case e.OutcomeFollowedUp(key=key, follow_up=follow_up):
            return replace(briefing, followed={**briefing.followed, key: follow_up})
        case e.OutcomeWithdrawn(key=key):
            followed = {other: one for other, one in briefing.followed.items() if other != key}
            return replace(briefing, outcomes=briefing.outcomes.without(key), followed=followed)
        case e.BriefingSummarised():
            return replace(briefing, status="summarised")
        case ReactionRefused():
            return briefing
        case _:
            assert_never(event)


def _as(event: e.BriefingScheduled | e.BriefingHeld | e.HoldingCorrected) -> Holding:
    return Holding(title=event.title, when=event.when, place=event.place, source=event.source)
