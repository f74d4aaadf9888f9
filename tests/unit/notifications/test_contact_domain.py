"""What a contact answers."""

from services.notifications.contacts.commands import EraseContact, RegisterContact, ReleaseContact
from services.notifications.contacts.domain import ABSENT, decide, evolve
from services.notifications.contacts.projection import CONTACTS
from shared.contracts.notifications.contacts import (
    ContactErased,
    ContactRegistered,
    ContactReleased,
    ContactShared,
)
from tests.support.spec import spec
from tests.support.streams import fold, recorded

PRT, ESP = "mission:PRT", "mission:ESP"
REGISTER = RegisterContact(kind="person", owner=PRT)
REGISTERED = ContactRegistered(kind="person", owner=PRT)
SHARED = ContactShared(owner=ESP)
contact = spec(decide, evolve, ABSENT)


def test_a_contact_is_registered_once_for_each_owner() -> None:
    """A second owner shares it, and who has it already says nothing new."""
    contact.when(REGISTER).then(REGISTERED)
    contact.given(REGISTERED).when(REGISTER).then()
    contact.given(REGISTERED).when(RegisterContact(kind="person", owner=ESP)).then(SHARED)


def test_the_last_owner_to_release_it_erases_it() -> None:
    """One of two only lets go; who does not have it says nothing."""
    release = ReleaseContact(owner=PRT, reason="left the mission")
    contact.given(REGISTERED).when(release).then(ContactErased(reason="left the mission"))
    contact.given(REGISTERED, SHARED).when(release).then(ContactReleased(owner=PRT))
    contact.given(REGISTERED).when(ReleaseContact(owner=ESP, reason="x")).then()


def test_an_erasure_is_for_ever() -> None:
    """Whoever looks after it; again says nothing new, and its stream begins no second life."""
    erase = EraseContact(reason="asked for")
    contact.when(erase).refused("no such contact")
    contact.given(REGISTERED, SHARED).when(erase).then(ContactErased(reason="asked for"))
    gone = contact.given(REGISTERED, ContactErased(reason="asked for"))
    gone.when(erase).then()
    gone.when(REGISTER).refused("register its address anew")


def test_the_view_shows_an_erased_contact_to_nobody() -> None:
    """It has no owners any more."""
    erased = ContactErased(reason="x")
    shown = fold(CONTACTS, recorded("contact-" + "0" * 32, [REGISTERED, SHARED, erased]))
    assert shown
    assert (shown.version, shown.contact.owners, shown.contact.status) == (3, (), "erased")
