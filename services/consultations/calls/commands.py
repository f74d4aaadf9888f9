"""The commands of a call for input. ``by`` and ``at`` are filled in by the route: who acts, and when."""

from typing import Final

from pydantic import AwareDatetime

from shared.contracts.consultations.calls import Mark, Terms, WallClock
from shared.contracts.consultations.outcomes import ConsultationsPlanned
from shared.contracts.reactions import EventRef
from shared.values import Command, Flag, Name, Text

_MOMENT: Final = frozenset({"at"})


class DraftCall(Command):
    """Draft a call; said of a draft again, it says this instead. An ``example`` is marked as one for ever."""

    terms: Terms
    example: Flag = False


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

    UNSAID = _MOMENT
    by: Name
    at: AwareDatetime


class _MoveClosing(Command):
    UNSAID = _MOMENT
    closes: WallClock
    reason: Text
    by: Name
    at: AwareDatetime


class ExtendCall(_MoveClosing):
    """Let the call close later."""


class CloseCall(_MoveClosing):
    """Let the call close sooner, at least a minute from now."""


class ReopenCall(_MoveClosing):
    """Let a call that has closed take inputs again."""


class WithdrawCall(Command):
    """Take the call back. What was received stays received."""

    UNSAID = _MOMENT
    reason: Text
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
