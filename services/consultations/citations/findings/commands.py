"""The commands of a finding. ``by`` is filled in by the route."""

from pydantic import Field

from shared.contracts.consultations.citations import LedTo
from shared.contracts.consultations.questions import Versions
from shared.forms import LONG, Form
from shared.texts import N_
from shared.values import Command, Flag, Key, Name, Reason


class RecordFinding(Command):
    """Record a sentence that inputs support: passages of them are marked for it afterwards."""

    FORM = Form(N_("Record a finding"), begins=True)
    text: Versions = Field(title=N_("Finding"), json_schema_extra=LONG)
    call: Key | None = Field(
        None,
        title=N_("Call"),
        description=N_("The key of the call that was answered; empty where several were."),
    )
    example: Flag = Field(
        default=False, title=N_("An example, not a real finding"), description=N_("Said once, and for ever.")
    )
    by: Name


class CorrectFinding(Command):
    """Say it otherwise."""

    FORM = Form(N_("Correct it"), when=("recorded",), replaces=("text",))
    text: Versions = Field(title=N_("Finding"), json_schema_extra=LONG)
    by: Name


class WithdrawFinding(Command):
    """Take the finding back; its passages are cited no more."""

    FORM = Form(N_("Take it back"), when=("recorded",))
    reason: Reason
    by: Name


class TieOutcome(LedTo, Command):
    """Say what came of the finding."""

    FORM = Form(N_("Say what came of it"), when=("recorded",))
    by: Name


class UntieOutcome(LedTo, Command):
    """Say that it did not come of the finding, after all."""

    FORM = Form(N_("Take back what came of it"), beside="outcomes")
    reason: Reason
    by: Name


FindingCommand = RecordFinding | CorrectFinding | WithdrawFinding | TieOutcome | UntieOutcome
"""Every command a finding answers."""
