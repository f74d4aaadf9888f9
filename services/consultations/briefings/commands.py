"""What can be said about a briefing. The stream is named by the route; ``key`` names an item in it."""

from typing import Annotated

from pydantic import field_validator

from shared.contracts.consultations.facts import (
    AgendaItem,
    Attendance,
    Document,
    Intervention,
    Issue,
    Person,
    When,
)
from shared.contracts.consultations.outcomes import Outcome
from shared.values import AtMost, Command, Key, Text, mistake


class ScheduleBriefing(Command):
    """Announce a briefing; said of a scheduled one with another title, the title changes."""

    title: Text
    when: When
    place: Text | None = None


class MoveBriefing(Command):
    """Move a scheduled briefing to another day, time or place; ``place`` null means not known."""

    when: When
    place: Text | None = None
    reason: Text | None = None


class CancelBriefing(Command):
    """Cancel a scheduled briefing."""

    reason: Text | None = None


class HoldBriefing(Command):
    """Record that a briefing took place, scheduled before or not."""

    title: Text
    when: When
    place: Text | None = None


class CorrectHolding(Command):
    """Correct the title, day or place of a briefing that took place."""

    title: Text
    when: When
    place: Text | None = None


class SetProgramme(Command):
    """Set chair, speakers and agenda; what was set before is replaced whole."""

    chair: Person | None = None
    speakers: Annotated[tuple[Person, ...], AtMost(200)] = ()
    agenda: Annotated[tuple[AgendaItem, ...], AtMost(200)] = ()

    @field_validator("agenda")
    @classmethod
    def _keys_once(cls, agenda: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        if len({item.key for item in agenda}) < len(agenda):
            raise mistake("key", "two points of the agenda have the same key", "a key of its own is right")
        return agenda


class RecordProceedings(Command):
    """Record what was said and who was present; what was recorded before is replaced whole."""

    interventions: Annotated[tuple[Intervention, ...], AtMost(500)] = ()
    attendance: Attendance | None = None


class AttachDocument(Command):
    """Attach a document, or a withdrawn one again."""

    key: Key
    document: Document


class CorrectDocument(Command):
    """Correct an attached document's particulars."""

    key: Key
    document: Document


class WithdrawDocument(Command):
    """Take a document back."""

    key: Key
    reason: Text


class RaiseIssue(Command):
    """Record an issue raised, or a withdrawn one again."""

    key: Key
    issue: Issue


class CorrectIssue(Command):
    """Correct an issue."""

    key: Key
    issue: Issue


class WithdrawIssue(Command):
    """Take an issue back."""

    key: Key
    reason: Text


class RecordOutcome(Command):
    """Record an outcome, or a withdrawn one again."""

    key: Key
    outcome: Outcome


class CorrectOutcome(Command):
    """Correct an outcome; its kind may change too."""

    key: Key
    outcome: Outcome


class WithdrawOutcome(Command):
    """Take an outcome back."""

    key: Key
    reason: Text


class SummariseBriefing(Command):
    """Declare the summary of a briefing complete."""


BriefingCommand = (
    ScheduleBriefing
    | MoveBriefing
    | CancelBriefing
    | HoldBriefing
    | CorrectHolding
    | SetProgramme
    | RecordProceedings
    | AttachDocument
    | CorrectDocument
    | WithdrawDocument
    | RaiseIssue
    | CorrectIssue
    | WithdrawIssue
    | RecordOutcome
    | CorrectOutcome
    | WithdrawOutcome
    | SummariseBriefing
)
"""Every command a briefing answers."""
