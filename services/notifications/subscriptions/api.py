"""Asking for a subscription over HTTP. No answer tells whether an address is known, nor how long it took."""

import uuid
from typing import Final, Literal

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, Field

from services.notifications.contacts.register import register
from services.notifications.mail.address import Address
from services.notifications.subscriptions import domain
from services.notifications.subscriptions.commands import RequestSubscription
from shared.auth import PUBLIC
from shared.clock import now
from shared.contracts.notifications.subscriptions import Interests
from shared.eventstore.handle import Origin, Slice
from shared.i18n.speech import N_
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import OfficialLanguage, Value
from shared.web.edge.pace import paced
from shared.web.routes.commands import context

SUBSCRIPTION = Slice("subscription", domain.ABSENT, domain.decide, domain.evolve)
BY_LINK: Final = "self"
"""The actor of who has a mailbox's own link."""


class NewSubscription(Value):
    """What a mailbox wants to be told of, in which language."""

    model_config = ConfigDict(hide_input_in_errors=True)

    address: Address
    interests: Interests = Field(title=N_("Topics"))
    language: OfficialLanguage = Field("en", title=N_("Language"))
    kind: Literal["person", "shared_mailbox"] = "person"


class Asked(Value):
    """The same for every address."""

    detail: str = "If this address can be written to, it is sent a mail with a link that confirms."


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/subscriptions", tags=["subscriptions"], dependencies=[Depends(PUBLIC)])

    @router.post(
        "",
        status_code=202,
        responses=documented(400, 413, 415, 422, 429, 503),
        summary="Ask that a mailbox be told of something",
    )
    async def subscribe(body: NewSubscription) -> Asked:
        """The mailbox itself has to confirm, by a link that it is sent; until then nothing else is sent."""
        await ask(room, body)
        return Asked()

    return router


async def ask(room: Room, wanted: NewSubscription) -> None:
    """Ask for it, in as much time for every address. Raises what a command does."""
    async with paced():
        contact = await register(room.vault, wanted.address, {})
        command = RequestSubscription(
            request=uuid.uuid4().hex,
            kind=wanted.kind,
            interests=wanted.interests,
            language=wanted.language,
            at=now(),
        )
        origin = Origin(actor=BY_LINK, context=context())
        await room.commands.handle(SUBSCRIPTION, f"subscription-{contact}", command, origin)
