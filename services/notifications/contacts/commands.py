"""What can be said about a contact; the stream is named by its random id."""

from typing import Literal

from shared.contracts.notifications.contacts import Owner
from shared.values import Command, Text


class RegisterContact(Command):
    """Look after a person or a shared mailbox, beside those who do already."""

    kind: Literal["person", "shared_mailbox"]
    owner: Owner


class ReleaseContact(Command):
    """Look after it no more; a contact that nobody else looks after is erased."""

    owner: Owner
    reason: Text


class EraseContact(Command):
    """Destroy everything that is kept of it, whoever looks after it."""

    reason: Text


ContactCommand = RegisterContact | ReleaseContact | EraseContact
"""Every command a contact answers."""
