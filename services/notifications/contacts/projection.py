"""Contacts by who looks after them; who they are lies in the vault."""

from typing import Any

from services.notifications.contacts.domain import ABSENT, Contact, evolve
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.view import View


class ContactState(Value):
    """A contact's entry."""

    version: int = 0
    id: str
    contact: Contact = ABSENT


def project(state: ContactState | None, record: Recorded[Any]) -> ContactState:
    """The entry after one more event."""
    before = state or ContactState(id=key_of(record.stream))
    return ContactState(version=record.version, id=before.id, contact=evolve(before.contact, record.event))


CONTACTS = View(
    name="contacts",
    kinds=frozenset({"contact"}),
    state=ContactState,
    project=project,
    indexes=(("contact.owners",),),
)
