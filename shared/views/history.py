"""The history of an entry of the registry, event by event, and the reactions that were refused to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import name_of
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.i18n.speaker import Said, known, said
from shared.plain import plain
from shared.values import PartialDate


@plain
class Change:
    """One event of the history."""

    version: int
    at: dt.datetime
    what: str
    said: Said
    evidence: str | None = None
    on: PartialDate | None = None
    reason: str | None = None


def change(record: Recorded[Any], history: Sequence[Change]) -> Change:
    """The event as the history shows it: its sentence; its evidence, date and reason where it has them."""
    fields = vars(record.event)
    evidence = fields.get("evidence")
    return Change(
        record.version,
        record.at,
        name_of(record.event),
        said(record, known(history)),
        evidence.id if evidence else None,
        fields.get("on") or fields.get("since"),
        fields.get("reason") or fields.get("note"),
    )


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
