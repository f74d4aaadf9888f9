"""Calls for input on the home page: what happens to them, and those that are open. Examples are not shown."""

from typing import Any, Literal

from services.notifications.home.said import Said, said, titled, when
from services.notifications.seen import resource_of
from shared.contracts.consultations import calls as c
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of
from shared.i18n.speech import N_
from shared.values import RECORDED, Value


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


def sentence_of_call(event: Event, before: CallGlance | None) -> Said | None:  # noqa: PLR0911  a row for each event
    """The sentence for an event of a call that was announced."""
    if before is None or before.example or before.closes is None:
        return None
    title = titled(before.title)
    match event:
        case c.CallMarked(mark="opened", closes=closes):
            return said(
                N_("The call for input “{title}” is open until {when}"), title=title, when=_at(closes)
            )
        case c.CallExtended(closes=closes):
            text = N_("The call for input “{title}” is extended until {when}")
            return said(text, title=title, when=_at(closes))
        case c.CallClosedEarly(closes=closes):
            text = N_("The call for input “{title}” closes earlier than was said: {when}")
            return said(text, title=title, when=_at(closes))
        case c.CallReopened(closes=closes):
            text = N_("The call for input “{title}” is open again until {when}")
            return said(text, title=title, when=_at(closes))
        case c.CallMarked(mark="closed"):
            return said(N_("The call for input “{title}” has closed"), title=title)
        case c.CallWithdrawn():
            return said(N_("The call for input “{title}” is withdrawn"), title=title)
    return None


def _at(closes: Deadline) -> Said:
    at = {"date": closes.date, "start": closes.time, "time_zone": closes.time_zone}
    return when(When.model_validate(at, context=RECORDED))
