"""The notices that were issued: what feeds and archives show."""

from typing import Any

from services.notifications.notices.concerned import EVERYTHING, concerned
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.notices import NoticeIssued
from shared.values import Value
from shared.views.view import View


class NoticeState(Value):
    """A notice and the keys it is found under; ``order`` sorts by time, notices of one time as their events."""

    version: int = 0
    id: str
    order: str = ""
    feeds: tuple[str, ...] = ()
    issued: NoticeIssued | None = None
    correlation_id: str = ""


def project(state: NoticeState | None, record: Recorded[Any]) -> NoticeState:
    """The notice after one more event."""
    key = key_of(record.stream)
    before = state or NoticeState(id=key)
    if not isinstance(record.event, NoticeIssued):
        return before.model_copy(update={"version": record.version})
    issued = record.event
    return NoticeState(
        version=record.version,
        id=key,
        order=f"{record.at.timestamp():017.6f}-{issued.cause.version:08}-{key}",
        feeds=(EVERYTHING, *concerned(issued)),
        issued=issued,
        correlation_id=record.context.correlation_id,
    )


NOTICES = View(
    name="notices",
    kinds=frozenset({"notice"}),
    state=NoticeState,
    evolve=project,
    indexes=(("feeds", "order"),),
)
