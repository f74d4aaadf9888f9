"""Reactions that a record of the registry refused: shown where they were refused, never retried."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.plain import plain


@plain
class Refusal:
    """A refused reaction: the event that caused it, and why it was refused."""

    cause: EventRef
    reason: str
    version: int
    at: dt.datetime


def refused(record: Recorded[Any]) -> tuple[Refusal, ...]:
    """The refusal that this event is, if it is one."""
    event = record.event
    if not isinstance(event, ReactionRefused):
        return ()
    return (Refusal(cause=event.cause, reason=event.reason, version=record.version, at=record.at),)
