"""The history of an entry of the registry: what happened on its stream, event by event."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import name_of
from shared.values import PartialDate, Value


class Change(Value):
    """One event of the history."""

    version: int
    at: dt.datetime
    what: str
    evidence: str | None = None
    on: PartialDate | None = None
    reason: str | None = None


def change(record: Recorded[Any]) -> Change:
    """The event as the history shows it: its evidence, date and reason where it has them."""
    event = record.event
    evidence = getattr(event, "evidence", None)
    return Change(
        version=record.version,
        at=record.at,
        what=name_of(event),
        evidence=evidence.id if evidence else None,
        on=getattr(event, "on", None) or getattr(event, "since", None),
        reason=getattr(event, "reason", None) or getattr(event, "note", None),
    )
