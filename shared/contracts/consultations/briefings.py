"""The events of a briefing to Member States, stream ``briefing-<key>``."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.consultations.facts import (
    AgendaItem,
    Attendance,
    Document,
    Holding,
    Intervention,
    Issue,
    Person,
    When,
)
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.values import Day, Key, Text


class BriefingScheduled(Event):
    """A briefing is announced for a day; after a cancellation, announced again."""

    type: Literal["onevoice.consultations.briefing-scheduled.v1"] = (
        "onevoice.consultations.briefing-scheduled.v1"
    )
    title: Text
    when: When
    place: Text | None


class BriefingRetitled(Event):
    """A scheduled briefing's title was changed; day and place stay."""

    type: Literal["onevoice.consultations.briefing-retitled.v1"] = (
        "onevoice.consultations.briefing-retitled.v1"
    )
    title: Text
    before: Text


class BriefingMoved(Event):
    """A scheduled briefing was moved; ``before`` keeps the day it was to be."""

    type: Literal["onevoice.consultations.briefing-moved.v1"] = "onevoice.consultations.briefing-moved.v1"
    when: When
    place: Text | None
    reason: Text | None
    before: When


class BriefingCancelled(Event):
    """A scheduled briefing will not take place."""

    type: Literal["onevoice.consultations.briefing-cancelled.v1"] = (
        "onevoice.consultations.briefing-cancelled.v1"
    )
    reason: Text | None


class BriefingHeld(Event):
    """A briefing took place, whether or not a schedule of it is known."""

    type: Literal["onevoice.consultations.briefing-held.v1"] = "onevoice.consultations.briefing-held.v1"
    title: Text
    when: When
    place: Text | None


class HoldingCorrected(Event):
    """What was recorded of a briefing's title, day or place was wrong; ``replaces`` is what was recorded."""

    type: Literal["onevoice.consultations.holding-corrected.v1"] = (
        "onevoice.consultations.holding-corrected.v1"
    )
    title: Text
    when: When
    place: Text | None
    replaces: Holding


class ProgrammeSet(Event):
    """Chair, speakers and agenda; a later one replaces the earlier whole."""

    type: Literal["onevoice.consultations.programme-set.v1"] = "onevoice.consultations.programme-set.v1"
    chair: Person | None
    speakers: tuple[Person, ...]
    agenda: tuple[AgendaItem, ...]


class ProceedingsRecorded(Event):
    """What was said and who was present; a later one replaces the earlier whole."""

    type: Literal["onevoice.consultations.proceedings-recorded.v1"] = (
        "onevoice.consultations.proceedings-recorded.v1"
    )
    interventions: tuple[Intervention, ...]
    attendance: Attendance | None


class DocumentAttached(Event):
    """A document belongs to the briefing."""

    type: Literal["onevoice.consultations.document-attached.v1"] = (
        "onevoice.consultations.document-attached.v1"
    )
    key: Key
    document: Document


class DocumentCorrected(Event):
    """A document's particulars were wrong."""

    type: Literal["onevoice.consultations.document-corrected.v1"] = (
        "onevoice.consultations.document-corrected.v1"
    )
    key: Key
    document: Document
    replaces: Document


class DocumentWithdrawn(Event):
    """A document no longer belongs to the briefing."""

    type: Literal["onevoice.consultations.document-withdrawn.v1"] = (
        "onevoice.consultations.document-withdrawn.v1"
    )
    key: Key
    document: Document
    reason: Text


class IssueRaised(Event):
    """An issue was raised at the briefing."""

    type: Literal["onevoice.consultations.issue-raised.v1"] = "onevoice.consultations.issue-raised.v1"
    key: Key
    issue: Issue


class IssueCorrected(Event):
    """An issue was recorded wrongly."""

    type: Literal["onevoice.consultations.issue-corrected.v1"] = "onevoice.consultations.issue-corrected.v1"
    key: Key
    issue: Issue
    replaces: Issue


class IssueWithdrawn(Event):
    """An issue was not raised after all."""

    type: Literal["onevoice.consultations.issue-withdrawn.v1"] = "onevoice.consultations.issue-withdrawn.v1"
    key: Key
    issue: Issue
    reason: Text


class OutcomeRecorded(Event):
    """The briefing brought this about; ``announced_on`` is the day it was held."""

    type: Literal["onevoice.consultations.outcome-recorded.v1"] = "onevoice.consultations.outcome-recorded.v1"
    key: Key
    outcome: Outcome
    announced_on: Day


class OutcomeCorrected(Event):
    """An outcome, or the day it was announced on, was recorded wrongly; ``replaces`` is what was recorded."""

    type: Literal["onevoice.consultations.outcome-corrected.v1"] = (
        "onevoice.consultations.outcome-corrected.v1"
    )
    key: Key
    outcome: Outcome
    announced_on: Day
    replaces: Outcome


class OutcomeWithdrawn(Event):
    """The briefing did not bring this about after all."""

    type: Literal["onevoice.consultations.outcome-withdrawn.v1"] = (
        "onevoice.consultations.outcome-withdrawn.v1"
    )
    key: Key
    outcome: Outcome
    reason: Text


class BriefingSummarised(Event):
    """The briefing's summary is complete; later corrections are events of their own."""

    type: Literal["onevoice.consultations.briefing-summarised.v1"] = (
        "onevoice.consultations.briefing-summarised.v1"
    )


BriefingEvent = Annotated[
    BriefingScheduled
    | BriefingRetitled
    | BriefingMoved
    | BriefingCancelled
    | BriefingHeld
    | HoldingCorrected
    | ProgrammeSet
    | ProceedingsRecorded
    | DocumentAttached
    | DocumentCorrected
    | DocumentWithdrawn
    | IssueRaised
    | IssueCorrected
    | IssueWithdrawn
    | OutcomeRecorded
    | OutcomeCorrected
    | OutcomeWithdrawn
    | BriefingSummarised
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``briefing-…``."""
