"""Subscriptions as senders and pages see them: by what they follow, and by what is due."""

import datetime as dt
from typing import Any, Final

from services.notifications.notices.concerned import followed
from services.notifications.subscriptions.domain import ABSENT, Subscription, evolve
from shared.clock import iso
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.subscriptions import SubscriptionEnded
from shared.values import Value
from shared.views.view import View

KEPT: Final = dt.timedelta(days=30)
"""How long an address is kept after its subscription ended: its reader may yet ask what they were sent."""


class SubscriberState(Value):
    """A subscription's entry.

    ``keys`` are what it is found under for a notice (``concerned``), none unless it is active; ``due`` is when
    something is to be done about it without anybody asking.
    """

    version: int = 0
    contact: str
    subscription: Subscription = ABSENT
    keys: tuple[str, ...] = ()
    due: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether it is told anything."""
        return self.subscription.status == "active"


def project(state: SubscriberState | None, record: Recorded[Any]) -> SubscriberState:
    """The entry after one more event."""
    before = state or SubscriberState(contact=key_of(record.stream))
    now = evolve(before.subscription, record.event)
    due = _due(before, now, record)
    return before.model_copy(
        update={"version": record.version, "subscription": now, "keys": _keys(now), "due": due}
    )


def _keys(now: Subscription) -> tuple[str, ...]:
    if now.status != "active":
        return ()
    found = (key for one in now.interests for key in followed(one.topic, one.place))
    return tuple(dict.fromkeys(found))


def _due(before: SubscriberState, now: Subscription, record: Recorded[Any]) -> str | None:
    match now.status:
        case "requested":
            return max(iso(asked.expires_at) for asked in now.requests.values())
        case "ended" if isinstance(record.event, SubscriptionEnded):
            kept = dt.timedelta(0) if record.event.reason == "not_confirmed" else KEPT
            return iso(record.at + kept)
        case "ended":
            return before.due
    return None


SUBSCRIBERS = View(
    name="subscribers",
    kinds=frozenset({"subscription"}),
    state=SubscriberState,
    evolve=project,
    indexes=(("keys",), ("due",)),
)
