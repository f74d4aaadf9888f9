"""The events of a contact, stream ``contact-<random id>``: never who it is, only what it is kept for."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import Text

ContactId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A random id: it tells nothing about the person, and nobody can compute it."""

INPUTS: Final = "inputs"
SUBSCRIPTION: Final = "subscription"
Owner = Annotated[str, StringConstraints(pattern=r"^(self|inputs|subscription|[a-z]+:[^\x00-\x20].{0,199})$")]
"""What a contact is kept for, each reason an owner of its own: ``inputs`` that it sent, its ``subscription``, or the
role and organisation that look after it, such as ``mission:PRT``.

``self`` stands in older events for inputs and subscription alike; nobody can tell which, so it is never released.
"""


class ContactRegistered(Event, type="onevoice.notifications.contact-registered.v1"):
    """A person, or a shared mailbox of a mission, network or organisation, can be written to."""

    kind: Literal["person", "shared_mailbox"]
    owner: Owner
    says = (N_("A contact is registered"),)


class ContactShared(Event, type="onevoice.notifications.contact-shared.v1"):
    """Another owner looks after the contact too."""

    owner: Owner
    says = (N_("Another owner looks after the contact too"),)


class ContactReleased(Event, type="onevoice.notifications.contact-released.v1"):
    """An owner looks after the contact no more; others do."""

    owner: Owner
    says = (N_("An owner looks after the contact no more"),)


class ContactErased(Event, type="onevoice.notifications.contact-erased.v1"):
    """Every service destroys what it keeps of the contact: its key, its address, its texts."""

    reason: Text
    says = (N_("The contact is erased"),)


ContactEvent = Annotated[
    ContactRegistered | ContactShared | ContactReleased | ContactErased | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``contact-…``."""
