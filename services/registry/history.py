"""The history of an entry of the registry: what happened on its stream, event by event."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import name_of
from shared.plain import plain
from shared.values import PartialDate


@plain
class Change:
    """One event of the history."""

    version: int
    at: dt.datetime
    what: str
    evidence: str | None = None
    on: PartialDate | None = None
    reason: str | None = None


def change(record: Recorded[Any]) -> Change:
    """The event as the history shows it: its evidence, date and reason where it has them."""
    said = vars(record.event)
    evidence = said.get("evidence")
    return Change(
        record.version,
        record.at,
        name_of(record.event),
        evidence.id if evidence else None,
        said.get("on") or said.get("since"),
        said.get("reason") or said.get("note"),
    )
