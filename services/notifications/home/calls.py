"""Calls for input on the home page: those that are open. Examples are not shown."""

from typing import Any, Literal

from services.notifications.seen import resource_of
from shared.contracts.consultations import calls as c
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value


class CallGlance(Value):
    """A call at a glance; ``closes`` is null until it is announced."""

    key: str
    title: Versions
    closes: Deadline | None = None
    status: Literal["drafted", "announced", "open", "closed", "withdrawn"] = "drafted"
    example: bool = False
    href: str


def glance_of_call(before: CallGlance | None, record: Recorded[Any]) -> CallGlance | None:
    """The call after one more event of its stream."""
    match record.event:
        case c.CallDrafted(terms=terms, example=example):
            href = resource_of(record.stream)
            return CallGlance(key=key_of(record.stream), title=terms.title, example=example, href=href)
        case c.CallRevised(terms=terms):
            update: dict[str, object] = {"title": terms.title}
        case c.CallAnnounced(closes=closes):
            update = {"closes": closes, "status": "announced"}
        case c.CallMarked(mark="opened", closes=closes):
            update = {"closes": closes, "status": "open"}
        case c.CallMarked(mark="closed"):
            update = {"status": "closed"}
        case c.CallExtended(closes=closes) | c.CallClosedEarly(closes=closes):
            update = {"closes": closes}
        case c.CallReopened(closes=closes):
            update = {"closes": closes, "status": "open"}
        case c.CallWithdrawn():
            update = {"status": "withdrawn"}
        case _:
            return before
    return before and before.model_copy(update=update)
