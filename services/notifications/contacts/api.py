"""Contacts over HTTP: each owner sees and keeps its own, and nobody else's."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict

from services.notifications.contacts.commands import EraseContact, RegisterContact
from services.notifications.contacts.own_api import (
    CONTACT,
    ContactList,
    ContactShown,
    Doing,
    NewContact,
    Owned,
    Registered,
    owner_of,
    place_of,
)
from services.notifications.contacts.register import named, register, spelt
from services.notifications.mail.address import Address as MailAddress
from shared.auth import Caller, Role, allow
from shared.contracts.notifications.contacts import INPUTS, ContactId
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Name, NetworkKey, Text, Value
from shared.web.edge.pace import paced
from shared.web.routes.commands import COMMAND_PROBLEMS, Sent, sent
from shared.web.routes.queries import After, Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

OWNERS = allow(Role.SECRETARIAT, Role.NETWORK, Role.MISSION, Role.STAKEHOLDER, Role.AGENCY, Role.DONOR)
AUTHORITY = allow(Role.SECRETARIAT, Role.OPERATOR)
SERVICES = allow(Role.SERVICE)


class Correspondent(Value):
    """Somebody who gave another service their address, to be written to about that.

    With a ``network`` it is that network's focal point, whom it looks after by the ``name``.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    address: MailAddress
    network: NetworkKey | None = None
    name: Name | None = None


class Found(Value):
    """Their contact."""

    contact: ContactId


class Erasure(Value):
    """Why."""

    reason: Text


async def address(contact: ContactId) -> Address:
    """A contact's stream and place."""
    return Address(f"contact-{contact}", f"/notifications/api/contacts/{contact}")


async def doing(
    response: Response, caller: Annotated[Caller, Depends(OWNERS)], sent: Annotated[Sent, Depends(sent)]
) -> Doing:
    """The dependency of a route by which an owner acts."""
    return Doing(caller, sent, response)


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router, owned = APIRouter(prefix="/contacts", tags=["contacts"]), Owned(room)

    @router.post(
        "", status_code=201, responses=COMMAND_PROBLEMS, summary="Register a person or a shared mailbox"
    )
    async def new_contact(body: NewContact, doing: Annotated[Doing, Depends(doing)]) -> Registered:
        """Known or new, the answer is the same, and comes when the owner's list shows it."""
        return await owned.register(body, doing)

    @router.post("/correspondents", responses=COMMAND_PROBLEMS)
    async def correspondent(
        body: Correspondent,
        response: Response,
        caller: Annotated[Caller, Depends(SERVICES)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Found:
        """The contact of an address, for another service: which then holds that id alone."""
        async with paced():
            owner = f"{Role.NETWORK}:{body.network}" if body.network else INPUTS
            said = {named(owner): body.name, spelt(owner): body.address} if body.network else {}
            contact = await register(room.vault, body.address, said)
            stream, command = f"contact-{contact}", RegisterContact(kind="person", owner=owner)
            await room.commands.run(
                CONTACT,
                stream,
                command,
                caller=caller,
                sent=sent,
                response=response,
                location=place_of(stream),
            )
            return Found(contact=contact)

    @reading(router, "", private=True)
    async def own_contacts(
        seen: After, caller: Annotated[Caller, Depends(OWNERS)], part: Paged
    ) -> ContactList:
        return await owned.list(owner_of(caller), part.cursor, part.limit, seen)

    @reading(router, "/{contact}", private=True)
    async def one_contact(
        contact: ContactId, seen: After, caller: Annotated[Caller, Depends(OWNERS)]
    ) -> ContactShown:
        return await owned.one(contact, owner_of(caller), seen)

    @router.post("/{contact}/release", responses={**COMMAND_PROBLEMS, **documented(404)})
    async def release(
        contact: ContactId, body: Erasure, doing: Annotated[Doing, Depends(doing)]
    ) -> Registered:
        """Look after it no more; a contact that nobody else looks after is erased."""
        return await owned.release(contact, body.reason, doing)

    authority = CommandRoutes(router, room.commands, CONTACT, AUTHORITY)
    authority.add("/{contact}/erase", EraseContact, address)
    return router
