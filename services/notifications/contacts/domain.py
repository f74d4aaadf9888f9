"""A contact: registered by somebody, looked after by one or several, erased."""

from typing import Literal, assert_never

from services.notifications.contacts.commands import (
    ContactCommand,
    EraseContact,
    RegisterContact,
    ReleaseContact,
)
from shared.contracts.notifications.contacts import (
    ContactErased,
    ContactEvent,
    ContactRegistered,
    ContactReleased,
    ContactShared,
)
from shared.contracts.reactions import ReactionRefused
from shared.values import Refused, Value

Status = Literal["absent", "registered", "erased"]


class Contact(Value):
    """A contact as its events have made it."""

    status: Status = "absent"
    kind: Literal["person", "shared_mailbox"] | None = None
    owners: tuple[str, ...] = ()


ABSENT = Contact()
"""The state before the first event."""


def decide(command: ContactCommand, contact: Contact) -> list[ContactEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case RegisterContact(kind=kind, owner=owner):
            if contact.status == "erased":
                raise Refused("the contact was erased: register its address anew")
            if contact.status == "absent":
                return [ContactRegistered(kind=kind, owner=owner)]
            return [] if owner in contact.owners else [ContactShared(owner=owner)]
        case ReleaseContact(owner=owner, reason=reason):
            if owner not in contact.owners:
                return []
            alone = contact.owners == (owner,)
            return [ContactErased(reason=reason)] if alone else [ContactReleased(owner=owner)]
        case EraseContact(reason=reason):
            if contact.status == "absent":
                raise Refused("there is no such contact: check its id")
            return [] if contact.status == "erased" else [ContactErased(reason=reason)]
        case _:
            assert_never(command)


def evolve(contact: Contact, event: ContactEvent) -> Contact:
    """The state after ``event``."""
    match event:
        case ContactRegistered(kind=kind, owner=owner):
            return Contact(status="registered", kind=kind, owners=(owner,))
        case ContactShared(owner=owner):
            return contact.model_copy(update={"owners": (*contact.owners, owner)})
        case ContactReleased(owner=owner):
            return contact.model_copy(update={"owners": tuple(o for o in contact.owners if o != owner)})
        case ContactErased():
            return Contact(status="erased")
        case ReactionRefused():
            return contact
        case _:
            assert_never(event)
