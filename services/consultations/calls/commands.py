"""The commands of a call for input. ``by`` and ``at`` are filled in by the route: who acts, and when."""

from typing import Final

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.calls import Mark, Terms, WallClock
from shared.contracts.consultations.outcomes import ConsultationsPlanned
from shared.contracts.reactions import EventRef
from shared.forms import GROUP, Form
from shared.texts import N_
from shared.values import Command, Flag, Name, Reason, Text

_MOMENT: Final = frozenset({"at"})


class DraftCall(Command):
    """Draft a call; said of a draft again, it says this instead. An ``example`` is marked as one for ever."""

    FORM = Form(N_("Draft a call for input"), begins=True, when=("drafted",), replaces=("terms", "example"))
    terms: Terms
    example: Flag = Field(
        default=False, title=N_("An example, not a real call"), description=N_("Said once, and for ever.")
    )


class DraftFromOutcome(Command):
    """Draft a call because a briefing announced consultations; a draft nobody touched follows a correction."""

    outcome: ConsultationsPlanned
    cause: EventRef


class DropDraft(Command):
    """Take back a draft that nobody touched, because its outcome was withdrawn."""

    reason: Text
    at: AwareDatetime


class AnnounceCall(Command):
    """Announce the call as it is drafted: from now on it is public, and its terms stay."""

    FORM = Form(N_("Announce it"), when=("drafted",))
    UNSAID = _MOMENT
    by: Name
    at: AwareDatetime


class _MoveClosing(Command):
    UNSAID = _MOMENT
    closes: WallClock = Field(title=N_("Closes"), json_schema_extra=GROUP)
    reason: Reason
    by: Name
    at: AwareDatetime


class ExtendCall(_MoveClosing):
    """Let the call close later."""

    FORM = Form(N_("Let it close later"), when=("announced",))


class CloseCall(_MoveClosing):
    """Let the call close sooner, at least a minute from now."""

    FORM = Form(N_("Let it close sooner"), when=("announced",))


class ReopenCall(_MoveClosing):
    """Let a call that has closed take inputs again."""

    FORM = Form(N_("Open it again"), when=("announced",))


class WithdrawCall(Command):
    """Take the call back. What was received stays received."""

    FORM = Form(N_("Take it back"), when=("drafted", "announced"))
    UNSAID = _MOMENT
    reason: Reason
    by: Name
    at: AwareDatetime


class MarkCall(Command):
    """Record what time has brought about; said by the clock alone."""

    mark: Mark
    at: AwareDatetime


CallCommand = (
    DraftCall
    | DraftFromOutcome
    | DropDraft
    | AnnounceCall
    | ExtendCall
    | CloseCall
    | ReopenCall
    | WithdrawCall
    | MarkCall
)
"""Every command a call answers."""
