"""What can be said about a briefing. The stream is named by the route; ``key`` names an item in it."""

from typing import Annotated

from pydantic import Field, field_validator

from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from shared.contracts.consultations.facts import (
    AgendaItem,
    Arrangements,
    Attendance,
    Intervention,
    Person,
    When,
    source,
)
from shared.contracts.consultations.items import Document, FollowUp, Issue, Wording
from shared.contracts.consultations.outcomes import Outcome
from shared.forms import GROUP, Form
from shared.texts import N_
from shared.values import AtMost, Command, Key, PartialDate, Reason, Text, mistake

_WHAT = ("title", "when", "place")
_HELD = ("held", "summarised")
_COMING = ("foreseen", "scheduled", "postponed")
_ANY = (*_COMING, "cancelled", *_HELD)


class ScheduleBriefing(Command):
    """Announce a briefing; said of a scheduled one with another title, the title changes."""

    FORM = Form(
        N_("Schedule a briefing"), begins=True, when=("foreseen", "postponed", "cancelled"), replaces=_WHAT
    )
    title: Text = Field(title=N_("Title"))
    when: When
    place: Text | None = Field(None, title=N_("Place"))
    source: Text | None = source()


class ForeseeBriefing(Command):
    """Announce a briefing of which the month or the year is known, and no day."""

    FORM = Form(
        N_("Announce a briefing without a day"), begins=True, when=("postponed",), replaces=("title", "place")
    )
    title: Text = Field(title=N_("Title"))
    on: PartialDate = Field(title=N_("Month or year"))
    place: Text | None = Field(None, title=N_("Place"))
    source: Text | None = source()


class MoveBriefing(Command):
    """Move a scheduled briefing to another day, time or place; ``place`` null means not known."""

    FORM = Form(N_("Move it"), when=("scheduled", "postponed"), replaces=("when", "place"))
    when: When
    place: Text | None = Field(None, title=N_("Place"))
    reason: Reason | None = None


class PostponeBriefing(Command):
    """Say that a scheduled briefing will not be held on its day, and that another is not known."""

    FORM = Form(N_("Postpone it"), when=("scheduled",))
    reason: Reason | None = None


class ReplaceBriefing(Command):
    """Say that another briefing takes its place."""

    FORM = Form(N_("Say which briefing takes its place"), when=_COMING)
    by: Key = Field(title=N_("Key of the other briefing"), description=N_("The end of its address."))
    reason: Reason | None = None


class CancelBriefing(Command):
    """Cancel a briefing that is to come."""

    FORM = Form(N_("Cancel it"), when=_COMING)
    reason: Reason | None = None


class HoldBriefing(Command):
    """Record that a briefing took place, scheduled before or not."""

    FORM = Form(
        N_("Record that a briefing was held"),
        begins=True,
        when=(*_COMING, "cancelled"),
        replaces=_WHAT,
    )
    title: Text = Field(title=N_("Title"))
    when: When
    place: Text | None = Field(None, title=N_("Place"))
    source: Text | None = source()


class CorrectHolding(Command):
    """Correct the title, day or place of a briefing that took place."""

    FORM = Form(N_("Correct title, day or place"), when=_HELD, replaces=(*_WHAT, "source"))
    title: Text = Field(title=N_("Title"))
    when: When
    place: Text | None = Field(None, title=N_("Place"))
    source: Text | None = source()


class SetArrangements(Command):
    """Set how one takes part and follows; what was set before is replaced whole."""

    FORM = Form(N_("Set how one takes part"), when=_ANY, replaces=("arrangements",))
    arrangements: Arrangements


class SetWordings(Command):
    """Set texts of the record in other languages; what was set before is replaced whole."""

    FORM = Form(N_("Set texts in other languages"), when=_ANY, replaces=("wordings",))
    wordings: Annotated[tuple[Wording, ...], AtMost(500)] = Field((), title=N_("Texts in other languages"))


class SetProgramme(Command):
    """Set chair, speakers and agenda; what was set before is replaced whole."""

    FORM = Form(N_("Set the programme"), when=_ANY, replaces=("chair", "speakers", "agenda"))
    chair: Person | None = Field(None, title=N_("Chair"), json_schema_extra=GROUP)
    speakers: Annotated[tuple[Person, ...], AtMost(200)] = Field((), title=N_("Speakers"))
    agenda: Annotated[tuple[AgendaItem, ...], AtMost(200)] = Field((), title=N_("Agenda"))

    @field_validator("agenda")
    @classmethod
    def _keys_once(cls, agenda: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        if len({item.key for item in agenda}) < len(agenda):
            wrong = N_("two points of the agenda have the same key")
            raise mistake("key", wrong, N_("a key of its own is right"))
        return agenda


class RecordProceedings(Command):
    """Record what was said and who was present; what was recorded before is replaced whole."""

    FORM = Form(N_("Record the proceedings"), when=_HELD, replaces=("interventions", "attendance"))
    interventions: Annotated[tuple[Intervention, ...], AtMost(500)] = Field((), title=N_("What was said"))
    attendance: Attendance | None = None


class AttachDocument(Command):
    """Attach a document, or a withdrawn one again."""

    FORM = Form(N_("Attach a document"), when=_ANY)
    key: Key
    document: Document


class CorrectDocument(Command):
    """Correct an attached document's particulars."""

    FORM = Form(N_("Correct a document"), beside="documents", replaces=("document",))
    key: Key
    document: Document


class WithdrawDocument(Command):
    """Take a document back."""

    FORM = Form(N_("Withdraw a document"), beside="documents")
    key: Key
    reason: Reason


class RaiseIssue(Command):
    """Record an issue raised, or a withdrawn one again."""

    FORM = Form(N_("Record an issue raised"), when=_HELD)
    key: Key
    issue: Issue


class CorrectIssue(Command):
    """Correct an issue."""

    FORM = Form(N_("Correct an issue"), beside="issues_raised", replaces=("issue",))
    key: Key
    issue: Issue


class WithdrawIssue(Command):
    """Take an issue back."""

    FORM = Form(N_("Withdraw an issue"), beside="issues_raised")
    key: Key
    reason: Reason


class RecordOutcome(Command):
    """Record an outcome, or a withdrawn one again."""

    FORM = Form(N_("Record an outcome"), when=_HELD)
    key: Key
    outcome: Outcome


class CorrectOutcome(Command):
    """Correct an outcome; its kind may change too."""

    FORM = Form(N_("Correct an outcome"), beside="outcomes", replaces=("outcome",))
    key: Key
    outcome: Outcome


class FollowUpOutcome(Command):
    """Record how far an outcome has come, and what shows it."""

    FORM = Form(N_("Follow up an outcome"), beside="outcomes", replaces=("follow_up",))
    key: Key
    follow_up: FollowUp


class WithdrawOutcome(Command):
    """Take an outcome back."""

    FORM = Form(N_("Withdraw an outcome"), beside="outcomes")
    key: Key
    reason: Reason


class SummariseBriefing(Command):
    """Declare the summary of a briefing complete."""

    FORM = Form(N_("Declare the summary complete"), when=("held",))


BriefingCommand = (
    ScheduleBriefing | ForeseeBriefing | MoveBriefing | PostponeBriefing | ReplaceBriefing | CancelBriefing
    | HoldBriefing | CorrectHolding | SetArrangements | SetWordings | SetProgramme | RecordProceedings
    | AttachDocument | CorrectDocument | WithdrawDocument | FileDocument | WithdrawFile
    | RaiseIssue | CorrectIssue | WithdrawIssue
    | RecordOutcome | CorrectOutcome | FollowUpOutcome | WithdrawOutcome | SummariseBriefing
)  # fmt: skip
"""Every command a briefing answers."""
