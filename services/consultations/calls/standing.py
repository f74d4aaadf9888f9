"""Where a call stands at a moment, and how long it still takes inputs. Pure."""

import datetime as dt
from typing import Literal, NamedTuple

from services.consultations.calls.projection import CallState

Stage = Literal["coming", "open", "late", "closed", "withdrawn"]
"""Not yet open; open; closed but taking late inputs; closed; taken back."""


class Left(NamedTuple):
    """How much of the time is left: whole days, or hours where there are none."""

    days: int
    hours: int


def stage(call: CallState, at: dt.datetime) -> Stage:
    """Of a call that was announced."""
    if call.status != "announced" or call.opens is None or call.closes is None or call.terms is None:
        return "withdrawn"
    if at < call.opens.instant:
        return "coming"
    if at < call.closes.instant:
        return "open"
    return "late" if call.terms.late else "closed"


def left(until: dt.datetime, at: dt.datetime) -> Left:
    """From a moment until another one; none where it has passed."""
    more = max(until - at, dt.timedelta())
    return Left(more.days, more.seconds // 3600)
