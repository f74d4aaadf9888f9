"""What can be said about a subscription; the stream is named by the contact's id."""

from typing import Literal

from pydantic import AwareDatetime

from shared.contracts.notifications.subscriptions import Ending, Interests, RequestId
from shared.values import Command, OfficialLanguage


class RequestSubscription(Command):
    """Ask for it; ``request`` is a fresh random id, ``at`` the time."""

    request: RequestId
    kind: Literal["person", "shared_mailbox"]
    interests: Interests
    language: OfficialLanguage
    at: AwareDatetime


class ConfirmSubscription(Command):
    """The mailbox confirms what was asked for under this id."""

    request: RequestId
    at: AwareDatetime


class ChangeSubscription(Command):
    """Follow this instead, in this language."""

    interests: Interests
    language: OfficialLanguage


class EndSubscription(Command):
    """Send nothing any more."""

    reason: Ending


class ForgetSubscription(Command):
    """It ended long ago: keep the address no longer for it."""


SubscriptionCommand = (
    RequestSubscription | ConfirmSubscription | ChangeSubscription | EndSubscription | ForgetSubscription
)
"""Every command a subscription answers."""
