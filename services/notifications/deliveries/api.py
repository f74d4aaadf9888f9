"""Deliveries over HTTP: for operators, and for the secretariat those that failed and what mends them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import ConfigDict

from services.notifications.contacts.register import ADDRESS
from services.notifications.deliveries.chunks import TROUBLE, Chunk, Chunks
from services.notifications.deliveries.shown import DeliveryShown, TroubleList, delivery_shown, trouble
from services.notifications.mail.address import Address
from services.notifications.subscriptions.api import Asked, NewSubscription, ask
from services.notifications.subscriptions.projection import SUBSCRIBERS
from shared.auth import Caller, Role, allow
from shared.mongo import StoreClock
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Refused, Value
from shared.web.routes.queries import reading

OPERATORS = allow(Role.OPERATOR)
OFFICE = allow(Role.OPERATOR, Role.SECRETARIAT)
SECRETARIAT = allow(Role.SECRETARIAT)
_MOST = 200
DeliveryId = Annotated[
    str,
    Path(pattern=r"^[0-9a-f]{32}-[0-9]{1,3}$", description="The part of a mail's Message-ID before the @."),
]


class RightAddress(Value):
    """Where the reader of a mail that failed can be written to."""

    model_config = ConfigDict(hide_input_in_errors=True)

    address: Address


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/deliveries", tags=["deliveries"])
    chunks, subscribers, clock = Chunks(room.database), room.reader(SUBSCRIBERS), StoreClock(room.database)

    @reading(router, "", private=True)
    async def failed_deliveries(caller: Annotated[Caller, Depends(OFFICE)]) -> TroubleList:
        """Those that were refused or given up, newest first; to the secretariat with whom a notice was for."""
        found = await chunks.trouble(_MOST)
        readers = [c.to[n].contact for c, n in found if not c.head.letter]
        told = await room.vault.read(readers, ADDRESS) if caller.role is Role.SECRETARIAT else {}
        shown = tuple(trouble(c, n, None if c.head.letter else told.get(c.to[n].contact)) for c, n in found)
        return TroubleList(deliveries=shown)

    async def known(delivery: str) -> tuple[Chunk, int]:
        name, _, place = delivery.partition("-")
        chunk = await chunks.one(name)
        if chunk is None or int(place) >= len(chunk.to):
            raise Problem(404, "not-found", "there is no such delivery")
        return chunk, int(place)

    @reading(router, "/{delivery}", OPERATORS, private=True)
    async def one_delivery(delivery: DeliveryId) -> DeliveryShown:
        """Its whole history: every try, when, and the mail server's answer."""
        return delivery_shown(*await known(delivery))

    @router.post(
        "/{delivery}/retry",
        status_code=202,
        responses=documented(400, 404, 409, 413, 415, 422, 503),
        dependencies=[Depends(OPERATORS)],
    )
    async def retry(delivery: DeliveryId) -> DeliveryShown:
        """Try one that was given up once more, now that its cause was mended."""
        chunk, place = await known(delivery)
        if not await chunks.again(chunk.id, place, await clock.now()):
            raise Refused("it was not given up, or others that were made with it are still under way")
        room.wakeup.ring()
        return delivery_shown(*await known(delivery))

    @router.post(
        "/{delivery}/mend",
        status_code=202,
        responses=documented(400, 404, 409, 413, 422, 503),
        dependencies=[Depends(SECRETARIAT)],
        summary="Ask at the right address instead",
    )
    async def mend(delivery: DeliveryId, body: RightAddress) -> Asked:
        """Ask the mailbox at this address, by a mail, whether it wants what the reader of this one followed."""
        chunk, place = await known(delivery)
        found = await subscribers.get(f"subscription-{chunk.to[place].contact}")
        followed = found.state.subscription if found else None
        if chunk.to[place].state not in TROUBLE or chunk.head.letter or not (followed and followed.interests):
            raise Refused("there is nothing to ask for at another address: its reader can subscribe there")
        wanted = NewSubscription(
            address=body.address, interests=followed.interests, language=followed.language
        )
        await ask(room, wanted)
        return Asked()

    return router
