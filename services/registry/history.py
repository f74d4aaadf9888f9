"""The history of an entry of the registry: what happened on its stream, event by event."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import name_of
from shared.i18n.speaker import Said, known, said
from shared.values import PartialDate, Value


class Change(Value):
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
    event = record.event
    evidence = getattr(event, "evidence", None)
    return Change(
        version=record.version,
        at=record.at,
        what=name_of(event),
        said=said(record, known(history)),
        evidence=evidence.id if evidence else None,
        on=getattr(event, "on", None) or getattr(event, "since", None),
        reason=getattr(event, "reason", None) or getattr(event, "note", None),
    )
