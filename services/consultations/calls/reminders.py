"""What time alone brings about: calls open, near their end and close, each recorded once, however late."""

import datetime as dt
from collections.abc import Iterator

from services.consultations.calls.api import CALL
from services.consultations.calls.commands import MarkCall
from services.consultations.calls.domain import due
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.clocked import Clocked
from shared.runtime.service import Room


class Reminders(Clocked[CallState]):
    """Looks for calls that time has brought further."""

    def __init__(self, room: Room) -> None:
        super().__init__(room, "reminders", CALL, CALLS, _due)


def _due(call: CallState, now: dt.datetime) -> Iterator[MarkCall]:
    return (MarkCall(mark=mark, at=now) for mark, _ in due(call.folded(), now))
