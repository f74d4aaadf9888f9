"""Contacts by who looks after them; who they are lies in the vault."""

from typing import Any

from services.notifications.contacts.domain import ABSENT, Contact, evolve
from shared.contracts.envelope import Recorded
from shared.contracts.names import alias, key_of
from shared.values import Value
from shared.views.view import View


class Handle(Value):
    """What an owner calls a contact, from the day on which it began to look after it.

    No other owner has that id for it, and who lets it go and comes back gets another: by none can anybody see whether
    somebody else looks after it, too.
    """

    owner: str
    id: str


class ContactState(Value):
    """A contact's entry."""

    version: int = 0
    id: str
    contact: Contact = ABSENT
    handles: tuple[Handle, ...] = ()

    def handle(self, owner: str) -> str | None:
        """The owner's id for it; None for who does not look after it."""
        return next((one.id for one in self.handles if one.owner == owner), None)


def project(state: ContactState | None, record: Recorded[Any]) -> ContactState:
    """The entry after one more event."""
    before = state or ContactState(id=key_of(record.stream))
    contact = evolve(before.contact, record.event)
    kept = [one for one in before.handles if one.owner in contact.owners]
    begun = [owner for owner in contact.owners if owner not in {one.owner for one in kept}]
    handles = (*kept, *(Handle(owner=owner, id=handle_of(record.id)) for owner in begun))
    return before.model_copy(update={"version": record.version, "contact": contact, "handles": handles})


def handle_of(event: str) -> str:
    """The handle that this event begins."""
    return alias("handle", event)


CONTACTS = View(
    name="contacts",
    kinds=frozenset({"contact"}),
    state=ContactState,
    evolve=project,
    indexes=(("contact.owners",), ("handles.id",)),
)
