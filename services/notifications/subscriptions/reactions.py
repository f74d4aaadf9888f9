"""What a subscription means for its contact, and the other way round."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.notifications.contacts.commands import RegisterContact, ReleaseContact
from services.notifications.subscriptions.commands import EndSubscription
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import SUBSCRIPTION, ContactErased
from shared.contracts.notifications.subscriptions import SubscriptionForgotten, SubscriptionRequested
from shared.reactions.reaction import Reaction


def keep(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """Who asks for a subscription is a contact, kept for it until it is forgotten, and for nothing else."""
    contact = f"contact-{key_of(record.stream)}"
    match record.event:
        case SubscriptionRequested(kind=kind):
            yield contact, RegisterContact(kind=kind, owner=SUBSCRIPTION)
        case SubscriptionForgotten():
            yield contact, ReleaseContact(owner=SUBSCRIPTION, reason="The subscription ended.")


def end(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """Who was erased is told nothing any more."""
    if isinstance(record.event, ContactErased):
        yield f"subscription-{key_of(record.stream)}", EndSubscription(reason="erased")


KEEP_CONTACTS = Reaction("notifications.keep-contacts", frozenset({"subscription"}), keep)
END_ERASED = Reaction("notifications.end-erased", frozenset({"contact"}), end)
