"""What is said while agencies concur in a draft; ``agency`` and ``at`` are filled in by the route."""

from typing import Final

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.calls import WallClock
from shared.contracts.consultations.concurrence import Agencies, SilenceField
from shared.forms import GROUP, LONG, Form
from shared.texts import N_
from shared.values import Command, Count, Name, Reason, Text

_MOMENT: Final = frozenset({"at"})
DRAFT: Final = Field(title=N_("Draft"), description=N_("The number of the draft that was read."))


class AskToConcur(Command):
    """Ask agencies to concur in the latest draft by a date; asked again, they have the new date."""

    FORM = Form(N_("Ask agencies to concur"), when=("drafted", "concurring"))
    UNSAID = _MOMENT
    agencies: Agencies = Field(
        title=N_("Agencies"), description=N_("Short names such as IOM, one on each line.")
    )
    due: WallClock = Field(title=N_("Until"), json_schema_extra=GROUP)
    silence: SilenceField = "recorded"
    at: AwareDatetime


class StopAsking(Command):
    """An agency need not concur any more."""

    FORM = Form(N_("Ask it no longer"), when=("concurring",), beside="concurrence")
    UNSAID = _MOMENT
    agency: Name = Field(title=N_("Agency"))
    reason: Reason
    at: AwareDatetime


class Concur(Command):
    """Concur in the latest draft, which has to be named: a newer one may have come meanwhile."""

    UNSAID = _MOMENT
    draft: Count = DRAFT
    agency: Name = Field(title=N_("Agency"))
    at: AwareDatetime


class AskForChange(Command):
    """Ask for a change of the latest draft."""

    UNSAID = _MOMENT
    draft: Count = DRAFT
    agency: Name = Field(title=N_("Agency"))
    change: Text = Field(title=N_("What should change"), json_schema_extra=LONG)
    reason: Reason
    at: AwareDatetime


class Decide(Command):
    """Decide for the Coordinator on the latest draft, on the record, though not all have concurred."""

    FORM = Form(N_("Decide for the Coordinator"), when=("drafted", "concurring"))
    UNSAID = _MOMENT
    draft: Count = DRAFT
    reason: Reason
    at: AwareDatetime


class MarkConcurrence(Command):
    """Record what time has brought about; said by the clock alone."""

    at: AwareDatetime


ConcurrenceCommand = AskToConcur | StopAsking | Concur | AskForChange | Decide | MarkConcurrence
"""What every draft answers."""
