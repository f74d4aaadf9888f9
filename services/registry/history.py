"""The history of an entry of the registry: what happened on its stream, event by event."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import name_of
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
