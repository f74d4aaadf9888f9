"""A subscription: asked for, confirmed by the mailbox itself, changed, ended, forgotten."""

import datetime as dt
from typing import Final, Literal, assert_never

from pydantic import AwareDatetime

from services.notifications.subscriptions.commands import (
    ChangeSubscription,
    ConfirmSubscription,
    EndSubscription,
    ForgetSubscription,
    RequestSubscription,
    SubscriptionCommand,
)
from shared.contracts.notifications.subscriptions import (
    Ending,
    Interest,
    SubscriptionChanged,
    SubscriptionConfirmed,
    SubscriptionEnded,
    SubscriptionEvent,
    SubscriptionForgotten,
    SubscriptionRequested,
)
from shared.contracts.reactions import ReactionRefused
from shared.values import OfficialLanguage, Refused, Value

VALID: Final = dt.timedelta(days=2)
"""How long the link in the confirmation mail is good."""
AGAIN: Final = dt.timedelta(minutes=15)
"""The same is not asked for twice within this time: the mail is still on its way."""
A_DAY: Final = dt.timedelta(days=1)
A_DAYS_MAILS: Final = 5
"""Whoever knows an address can have it sent confirmation mails; so many a day, and no more."""

Status = Literal["absent", "requested", "active", "ended", "forgotten"]


class Request(Value):
    """What was asked for and waits for the mailbox's word."""

    interests: tuple[Interest, ...]
    language: OfficialLanguage
    at: AwareDatetime
    expires_at: AwareDatetime


class Subscription(Value):
    """A subscription as its events have made it."""

    status: Status = "absent"
    interests: tuple[Interest, ...] = ()
    language: OfficialLanguage = "en"
    requests: dict[str, Request] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen
    asked: tuple[AwareDatetime, ...] = ()
    """When confirmation mails were caused, the last ones."""
    confirmed: tuple[str, ...] = ()
    """The requests that were confirmed: their links are used up."""
    ending: Ending | None = None


ABSENT = Subscription()
"""The state before the first event."""


def decide(command: SubscriptionCommand, now: Subscription) -> list[SubscriptionEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case RequestSubscription():
            return _requested(command, now)
        case ConfirmSubscription(request=request, at=at):
            return _confirmed(request, at, now)
        case ChangeSubscription(interests=interests, language=language):
            if now.status != "active":
                raise Refused("this subscription has ended: subscribe again")
            wanted = _each_once(interests)
            if (set(wanted), language) == (set(now.interests), now.language):
                return []
            return [SubscriptionChanged(interests=wanted, language=language)]
        case EndSubscription(reason=reason):
            return [SubscriptionEnded(reason=reason)] if now.status in {"requested", "active"} else []
        case ForgetSubscription():
            return [SubscriptionForgotten()] if now.status == "ended" else []
        case _:
            assert_never(command)


def _requested(command: RequestSubscription, now: Subscription) -> list[SubscriptionEvent]:
    """A confirmation mail, unless it is so already, one is on its way, or there were enough today."""
    wanted = _each_once(command.interests)
    if now.status == "active" and command.language == now.language and set(wanted) <= set(now.interests):
        return []
    for before in now.requests.values():
        same = (set(before.interests), before.language) == (set(wanted), command.language)
        if same and dt.timedelta(0) <= command.at - before.at < AGAIN:
            return []
    if sum(command.at - at < A_DAY for at in now.asked) >= A_DAYS_MAILS:
        return []
    return [
        SubscriptionRequested(
            request=command.request,
            kind=command.kind,
            interests=wanted,
            language=command.language,
            at=command.at,
            expires_at=command.at + VALID,
        )
    ]


def _confirmed(request: str, at: dt.datetime, now: Subscription) -> list[SubscriptionEvent]:
    if request in now.confirmed:
        return []
    asked = now.requests.get(request)
    if asked is None or at > asked.expires_at:
        raise Refused("this link is no longer good: subscribe again, and use the newest mail")
    kept = now.interests if now.status == "active" else ()
    every = _each_once((*kept, *asked.interests))
    return [SubscriptionConfirmed(request=request, interests=every, language=asked.language)]


def _each_once(interests: tuple[Interest, ...]) -> tuple[Interest, ...]:
    return tuple(dict.fromkeys(interests))


def _wanted_at_last(now: Subscription) -> dict[str, object]:
    """What was asked for last, where nothing was ever followed: it may be asked for again at another address."""
    if now.interests or not now.requests:
        return {}
    last = max(now.requests.values(), key=lambda asked: asked.at)
    return {"interests": last.interests, "language": last.language}


def _waiting(now: Subscription, at: dt.datetime) -> dict[str, Request]:
    """The requests that may still be confirmed."""
    return {key: asked for key, asked in now.requests.items() if asked.expires_at >= at}


def evolve(now: Subscription, event: SubscriptionEvent) -> Subscription:
    """The state after ``event``."""
    match event:
        case SubscriptionRequested(request=request, interests=interests, language=language):
            asked = Request(interests=interests, language=language, at=event.at, expires_at=event.expires_at)
            return now.model_copy(
                update={
                    "status": now.status if now.status == "active" else "requested",
                    "requests": _waiting(now, event.at) | {request: asked},
                    "asked": (*now.asked, event.at)[-A_DAYS_MAILS:],
                    "ending": None,
                }
            )
        case SubscriptionConfirmed(request=request, interests=interests, language=language):
            left = {key: asked for key, asked in now.requests.items() if key != request}
            return Subscription(
                status="active",
                interests=interests,
                language=language,
                requests=left,
                asked=now.asked,
                confirmed=(*now.confirmed, request),
            )
        case SubscriptionChanged(interests=interests, language=language):
            return now.model_copy(update={"interests": interests, "language": language})
        case SubscriptionEnded(reason=reason):
            return now.model_copy(
                update={"status": "ended", "requests": {}, "ending": reason, **_wanted_at_last(now)}
            )
        case SubscriptionForgotten():
            return now.model_copy(update={"status": "forgotten"})
        case ReactionRefused():
            return now
        case _:
            assert_never(event)
