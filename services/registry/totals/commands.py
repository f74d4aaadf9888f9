"""What can be said about the totals that others state; the stream is named by what is counted."""

from pydantic import Field

from shared.contracts.consultations.outcomes_reached import Counted
from shared.contracts.registry.evidence import Evidence
from shared.forms import Form
from shared.texts import N_
from shared.values import Command, Count, Flag, PartialDate, Reason


class StateTotal(Command):
    """Record what evidence says; said again of the same outcome, or document and date, it corrects that."""

    FORM = Form(N_("Record a stated total"), begins=True, when=("stated",), beside="statements")
    what: Counted
    total: Count = Field(title=N_("Total"))
    at_least: Flag = Field(default=False, title=N_("At least so many"))
    as_of: PartialDate = Field(title=N_("As of"))
    evidence: Evidence


class RetractTotal(Command):
    """Take back what it does not say; ``as_of`` is of a document, which may say several."""

    FORM = Form(N_("Take back"), beside="statements")
    what: Counted
    as_of: PartialDate | None = Field(None, title=N_("As of"))
    evidence: Evidence
    reason: Reason


TotalCommand = StateTotal | RetractTotal
"""Every command that totals answer."""
