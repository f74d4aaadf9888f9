"""The events of a briefing to Member States, stream ``briefing-<key>``."""

from typing import Annotated

from pydantic import Field

from shared.contracts.consultations import facts as f
from shared.contracts.consultations import items
from shared.contracts.consultations.filing import DocumentFiled, FileWithdrawn
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import Day, Key, PartialDate, Text, added


class BriefingScheduled(Event, type="onevoice.consultations.briefing-scheduled.v1"):
    """A briefing is announced for a day; after a cancellation, announced again."""

    title: Text
    when: f.When
    place: Text | None
    source: Text | None = added()
    says = (N_("{it} is scheduled for {when}, {place}"), N_("{it} is scheduled for {when}"))


class BriefingForeseen(Event, type="onevoice.consultations.briefing-foreseen.v1"):
    """A briefing is announced for a month or a year; its day is not known yet."""

    title: Text
    on: PartialDate
    place: Text | None
    source: Text | None
    says = (N_("{it} is foreseen for {on}, {place}"), N_("{it} is foreseen for {on}"))


class BriefingRetitled(Event, type="onevoice.consultations.briefing-retitled.v1"):
    """A scheduled briefing's title was changed; day and place stay."""

    title: Text
    before: Text
    says = (N_("{before} is now called {title}"),)


class BriefingMoved(Event, type="onevoice.consultations.briefing-moved.v1"):
    """A scheduled briefing was moved; ``before`` keeps the day it was to be."""

    when: f.When
    place: Text | None
    reason: Text | None
    before: f.When
    says = (N_("{it} is moved from {before} to {when}, {place}"), N_("{it} is moved from {before} to {when}"))
    adds = (N_("Reason: {reason}"),)


class BriefingPostponed(Event, type="onevoice.consultations.briefing-postponed.v1"):
    """A scheduled briefing will not be held on its day; another one is not known yet."""

    reason: Text | None
    says = (N_("{it} is postponed; a new date is not known yet"),)
    adds = (N_("It was scheduled for {when}."), N_("Reason: {reason}"))


class BriefingReplaced(Event, type="onevoice.consultations.briefing-replaced.v1"):
    """Another briefing takes the place of one that was announced; ``by`` is its key."""

    by: Key
    reason: Text | None
    says = (N_("{it} is replaced by another briefing"),)
    adds = (N_("It was scheduled for {when}."), N_("Reason: {reason}"))


class BriefingCancelled(Event, type="onevoice.consultations.briefing-cancelled.v1"):
    """A scheduled briefing will not take place."""

    reason: Text | None
    says = (N_("{it} is cancelled"),)
    adds = (N_("It was scheduled for {when}."), N_("Reason: {reason}"))


class BriefingHeld(Event, type="onevoice.consultations.briefing-held.v1"):
    """A briefing took place, whether or not a schedule of it is known."""

    title: Text
    when: f.When
    place: Text | None
    source: Text | None = added()
    says = (N_("{it} was held on {when}, {place}"), N_("{it} was held on {when}"))


class HoldingCorrected(Event, type="onevoice.consultations.holding-corrected.v1"):
    """What was recorded of a briefing's title, day or place was wrong; ``replaces`` is what was recorded."""

    title: Text
    when: f.When
    place: Text | None
    replaces: f.Holding
    source: Text | None = added()
    says = (
        N_("The record of {it} was corrected: it was held on {when}, {place}"),
        N_("The record of {it} was corrected: it was held on {when}"),
    )


class ArrangementsSet(Event, type="onevoice.consultations.arrangements-set.v1"):
    """How one takes part and follows; a later one replaces the earlier whole."""

    arrangements: f.Arrangements
    says = (N_("How to take part in {it} is set"),)


class WordingsSet(Event, type="onevoice.consultations.wordings-set.v1"):
    """Texts of the record in other languages; a later one replaces the earlier whole."""

    wordings: tuple[items.Wording, ...]
    says = (N_("Texts of the record of {it} are there in other languages"),)


class ProgrammeSet(Event, type="onevoice.consultations.programme-set.v1"):
    """Chair, speakers and agenda; a later one replaces the earlier whole."""

    chair: f.Person | None
    speakers: tuple[f.Person, ...]
    agenda: tuple[f.AgendaItem, ...]
    says = (N_("The programme of {it} is set"),)


class ProceedingsRecorded(Event, type="onevoice.consultations.proceedings-recorded.v1"):
    """What was said and who was present; a later one replaces the earlier whole."""

    interventions: tuple[f.Intervention, ...]
    attendance: f.Attendance | None
    says = (N_("The proceedings of {it} are recorded"),)


class DocumentAttached(Event, type="onevoice.consultations.document-attached.v1"):
    """A document belongs to the briefing."""

    key: Key
    document: items.Document
    says = (N_("A document of {it} is attached: {document}"),)


class DocumentCorrected(Event, type="onevoice.consultations.document-corrected.v1"):
    """A document's particulars were wrong."""

    key: Key
    document: items.Document
    replaces: items.Document
    says = (N_("A document of {it} was corrected: {document}"),)


class DocumentWithdrawn(Event, type="onevoice.consultations.document-withdrawn.v1"):
    """A document no longer belongs to the briefing."""

    key: Key
    document: items.Document
    reason: Text
    says = (N_("A document of {it} was withdrawn: {document}"),)
    adds = (N_("Reason: {reason}"),)


class IssueRaised(Event, type="onevoice.consultations.issue-raised.v1"):
    """An issue was raised at the briefing."""

    key: Key
    issue: items.Issue
    says = (N_("An issue was raised at {it}: {issue}"),)


class IssueCorrected(Event, type="onevoice.consultations.issue-corrected.v1"):
    """An issue was recorded wrongly."""

    key: Key
    issue: items.Issue
    replaces: items.Issue
    says = (N_("An issue raised at {it} was corrected: {issue}"),)


class IssueWithdrawn(Event, type="onevoice.consultations.issue-withdrawn.v1"):
    """An issue was not raised after all."""

    key: Key
    issue: items.Issue
    reason: Text
    says = (N_("An issue was not raised at {it} after all: {issue}"),)
    adds = (N_("Reason: {reason}"),)


class OutcomeRecorded(Event, type="onevoice.consultations.outcome-recorded.v1"):
    """The briefing brought this about; ``announced_on`` is the day it was held."""

    key: Key
    outcome: Outcome
    announced_on: Day
    says = (N_("An outcome of {it} is recorded: {outcome}"),)


class OutcomeCorrected(Event, type="onevoice.consultations.outcome-corrected.v1"):
    """An outcome, or the day it was announced on, was recorded wrongly; ``replaces`` is what was recorded."""

    key: Key
    outcome: Outcome
    announced_on: Day
    replaces: Outcome
    says = (N_("An outcome of {it} was corrected: {outcome}"),)


class OutcomeFollowedUp(Event, type="onevoice.consultations.outcome-followed-up.v1"):
    """How far an outcome has come, by somebody's word; a later one replaces it."""

    key: Key
    outcome: Outcome
    follow_up: items.FollowUp
    says = (N_("An outcome of {it} is {follow_up}: {outcome}"),)


class OutcomeWithdrawn(Event, type="onevoice.consultations.outcome-withdrawn.v1"):
    """The briefing did not bring this about after all."""

    key: Key
    outcome: Outcome
    reason: Text
    says = (N_("An outcome of {it} was withdrawn: {outcome}"),)
    adds = (N_("Reason: {reason}"),)


class BriefingSummarised(Event, type="onevoice.consultations.briefing-summarised.v1"):
    """The briefing's summary is complete; later corrections are events of their own."""

    says = (N_("The summary of {it} is complete"),)
    adds = (N_("It was held on {when}."),)


BriefingEvent = Annotated[
    BriefingScheduled | BriefingForeseen | BriefingRetitled | BriefingMoved | BriefingPostponed | BriefingReplaced
    | BriefingCancelled | BriefingHeld | HoldingCorrected | ArrangementsSet | WordingsSet | ProgrammeSet
    | ProceedingsRecorded
    | DocumentAttached | DocumentCorrected | DocumentWithdrawn | DocumentFiled | FileWithdrawn
    | IssueRaised | IssueCorrected | IssueWithdrawn
    | OutcomeRecorded | OutcomeCorrected | OutcomeFollowedUp | OutcomeWithdrawn
    | BriefingSummarised | ReactionRefused,
    Field(discriminator="type"),
]  # fmt: skip
"""Every event of a stream ``briefing-…``."""
