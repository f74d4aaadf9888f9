"""How agencies concur in a draft: the events of an answer and of a report that say so, in the streams of both."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.calls import Deadline
from shared.contracts.envelope import Event, Sentences
from shared.forms import worded
from shared.texts import N_
from shared.values import AtMost, Count, Name, Text

MOST_AGENCIES: Final = 50
"""As many as are asked at a time."""
Agencies = Annotated[tuple[Name, ...], AtMost(MOST_AGENCIES, 1)]
"""Agencies by their short names, such as IOM."""
Silence = Literal["recorded", "concurs"]
"""What it means when an agency lets the date pass."""
SILENCES: Final[Mapping[Silence, str]] = {
    "recorded": N_("It is shown as silence, and agreement waits"),
    "concurs": N_("Silence counts as concurrence"),
}
"""What each is called."""
SilenceField = Annotated[
    Silence, Field(title=N_("If the date passes without a word"), json_schema_extra=worded(SILENCES))
]
How = Literal["concurred", "decided"]
"""By the concurrence of all who were asked, or by the Coordinator's decision."""
Reminder = Literal["due_in_3_days", "due_in_1_day"]


class ConcurrenceAsked(Event, type="onevoice.consultations.concurrence-asked.v1"):
    """Agencies are asked to concur in a draft by a date; what their silence means is said with it, before it falls.

    Asked again, an agency has the new date, and what it said before no longer counts.
    """

    draft: Count
    agencies: Agencies
    due: Deadline
    silence: Silence
    at: AwareDatetime
    says = (N_("{agencies} are asked to concur in draft {draft} of “{it}” by {due}"),)


class ConcurrenceEnded(Event, type="onevoice.consultations.concurrence-ended.v1"):
    """An agency is no longer asked."""

    agency: Name
    reason: Text
    says = (N_("{agency} is no longer asked to concur in “{it}”: {reason}"),)


class Concurred(Event, type="onevoice.consultations.concurred.v1"):
    """An agency concurs in a draft."""

    draft: Count
    agency: Name
    says = (N_("{agency} concurs in draft {draft} of “{it}”"),)


class ChangeAsked(Event, type="onevoice.consultations.change-asked.v1"):
    """An agency asks for a change of a draft, in its own words, which are for who takes part."""

    draft: Count
    agency: Name
    change: Text
    reason: Text
    says = (N_("{agency} asks for a change of draft {draft} of “{it}”"),)


class ConcurrenceReminded(Event, type="onevoice.consultations.concurrence-reminded.v1"):
    """The date is near for agencies that have not answered; ``missed``: it had passed when this was recorded."""

    mark: Reminder
    agencies: Agencies
    due: Deadline
    missed: bool
    says = (N_("{agencies} have until {due} to concur in “{it}”"),)


class DatePassed(Event, type="onevoice.consultations.concurrence-date-passed.v1"):
    """Agencies have let the date pass. That is silence, and concurrence only where it was said so before."""

    agencies: Agencies
    due: Deadline
    silence: Silence
    says_by = "silence"
    says: ClassVar[Mapping[object, Sentences]] = {
        "recorded": (N_("{agencies} let the date pass without a word on “{it}”"),),
        "concurs": (
            N_("{agencies} let the date pass on “{it}”: by its rules, silence counts as concurrence"),
        ),
    }


class DraftAgreed(Event, type="onevoice.consultations.draft-agreed.v1"):
    """A draft is agreed: all who were asked concurred, or the Coordinator decided, for the reason on record.

    ``concurred`` are those who said so, ``silent`` those who said nothing; of the latter some may count by the rules.
    """

    draft: Count
    how: How
    concurred: Annotated[tuple[Name, ...], AtMost(MOST_AGENCIES)]
    silent: Annotated[tuple[Name, ...], AtMost(MOST_AGENCIES)]
    reason: Text | None
    at: AwareDatetime
    says_by = "how"
    says: ClassVar[Mapping[object, Sentences]] = {
        "concurred": (N_("Draft {draft} of “{it}” is agreed"),),
        "decided": (N_("The Coordinator decided on draft {draft} of “{it}”: {reason}"),),
    }


ConcurrenceEvent = (
    ConcurrenceAsked
    | ConcurrenceEnded
    | Concurred
    | ChangeAsked
    | ConcurrenceReminded
    | DatePassed
    | DraftAgreed
)
"""What the streams of answers and reports have in common."""
