"""Contacts over HTTP: each owner sees and keeps its own, and nobody else's."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from services.notifications.contacts import domain
from services.notifications.contacts.commands import EraseContact, RegisterContact, ReleaseContact
from services.notifications.contacts.projection import CONTACTS, ContactState
from services.notifications.contacts.register import ADDRESS, kind_for, named, register, spelt
from services.notifications.mail.address import Address as MailAddress
from shared.auth import Caller, Role, allow
from shared.contracts.notifications.contacts import INPUTS, ContactId
from shared.eventstore.handle import Slice
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Name, Text, Value
from shared.views.reader import NotYet
from shared.web.commands import COMMAND_PROBLEMS, Sent, sent
from shared.web.pace import paced
from shared.web.queries import ITEM_PROBLEMS, PAGE_SIZE, QUERY_PROBLEMS, After, Cursor, Limit, conditional
from shared.web.routes import Address, CommandRoutes

CONTACT = Slice("contact", domain.ABSENT, domain.decide, domain.evolve)
OWNERS = allow(Role.SECRETARIAT, Role.NETWORK, Role.MISSION, Role.STAKEHOLDER, Role.AGENCY, Role.DONOR)
AUTHORITY = allow(Role.SECRETARIAT, Role.OPERATOR)
SERVICES = allow(Role.SERVICE)
_KINDS: Final[Mapping[str, Literal["person", "shared_mailbox"]]] = {
    "person": "person",
    "shared_mailbox": "shared_mailbox",
}


class NewContact(Value):
    """A person or a shared mailbox to be looked after by the caller's organisation."""

    model_config = ConfigDict(hide_input_in_errors=True)

    kind: Literal["person", "shared_mailbox"]
    address: MailAddress
    name: Name | None = None


class Correspondent(Value):
    """Somebody who gave another service their address, to be written to about that."""

    model_config = ConfigDict(hide_input_in_errors=True)

    address: MailAddress


class Found(Value):
    """Their contact."""

    contact: ContactId


class Erasure(Value):
    """Why."""

    reason: Text


class Registered(BaseModel):
    """That it is on disk, and the same whether anybody else looks after this address or not.

    ``version`` is the owner's own: how often others act on the contact is not theirs to know.
    """

    stream: str
    version: Literal[1] = 1


class ContactShown(Value):
    """A contact as its owner sees it: as they spelt and called it."""

    id: str
    kind: Literal["person", "shared_mailbox"] | None
    address: str | None
    name: str | None


class ContactList(Value):
    """The caller's contacts; ``next`` is the cursor of the rest."""

    contacts: tuple[ContactShown, ...]
    next: str | None


async def address(contact: ContactId) -> Address:
    """A contact's stream and place."""
    return Address(f"contact-{contact}", f"/notifications/api/contacts/{contact}")


def place_of(stream: str) -> str:
    """Where a contact is."""
    return f"/notifications/api/contacts/{stream.removeprefix('contact-')}"


def owner_of(caller: Caller) -> str:
    """The organisation that the caller acts for. Raises ``Problem`` 403 where the token names none."""
    if not caller.organisation:
        raise Problem(403, "forbidden", "contacts belong to organisations; your token names none (org)")
    return caller.actor


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/contacts", tags=["contacts"])
    contacts = room.reader(CONTACTS)

    @router.post(
        "",
        status_code=201,
        responses=COMMAND_PROBLEMS,
        summary="Register a person or a shared mailbox",
    )
    async def new_contact(
        body: NewContact,
        response: Response,
        caller: Annotated[Caller, Depends(OWNERS)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Registered:
        """Known or new, the answer is the same, and comes when the owner's list shows it."""
        owner = owner_of(caller)
        said = {named(owner): body.name, kind_for(owner): body.kind, spelt(owner): body.address}
        async with paced():
            contact = await register(room.vault, body.address, said)
            command = RegisterContact(kind=body.kind, owner=owner)
            return await alone(f"contact-{contact}", command, caller, sent, response)

    @router.post("/correspondents", responses=COMMAND_PROBLEMS)
    async def correspondent(
        body: Correspondent,
        response: Response,
        caller: Annotated[Caller, Depends(SERVICES)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Found:
        """The contact of an address, for another service: which then holds that id alone."""
        async with paced():
            contact = await register(room.vault, body.address, {})
            stream, command = f"contact-{contact}", RegisterContact(kind="person", owner=INPUTS)
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

    async def alone(
        stream: str, command: RegisterContact | ReleaseContact, caller: Caller, sent: Sent, response: Response
    ) -> Registered:
        """Do it and answer as if nobody else ever acted on the contact, once the view shows it."""
        status, sent = response.status_code, replace(sent, expected=None)
        done = await room.commands.run(
            CONTACT, stream, command, caller=caller, sent=sent, response=response, location=place_of(stream)
        )
        response.status_code = status
        response.headers["ETag"] = '"1"'
        with contextlib.suppress(NotYet):
            await contacts.wait_for([(stream, done.version)])
        return Registered(stream=stream)

    async def own(contact: str, owner: str) -> ContactState:
        found = await contacts.get(f"contact-{contact}")
        if found is None or owner not in found.state.contact.owners:
            raise Problem(404, "not-found", "there is no such contact, or it is not yours")
        return found.state

    async def shown(states: list[ContactState], owner: str) -> tuple[ContactShown, ...]:
        ids = [state.id for state in states]
        addresses = {
            **await room.vault.read(ids, ADDRESS),  # of those registered before each owner's was kept
            **await room.vault.read(ids, spelt(owner)),
        }
        kinds = await room.vault.read(ids, kind_for(owner))
        names = await room.vault.read(ids, named(owner))
        return tuple(
            ContactShown(
                id=state.id,
                kind=_KINDS.get(kinds.get(state.id, ""), state.contact.kind),
                address=addresses.get(state.id),
                name=names.get(state.id),
            )
            for state in states
        )

    @router.get("", response_model=ContactList, responses=QUERY_PROBLEMS)
    async def own_contacts(
        request: Request,
        seen: After,
        caller: Annotated[Caller, Depends(OWNERS)],
        limit: Limit = PAGE_SIZE,
        cursor: Cursor = None,
    ) -> Response:
        owner = owner_of(caller)
        await contacts.wait_for(seen)
        page = await contacts.page(cursor, limit, {"contact.owners": owner})
        found = await shown([one.state for one in page.items], owner)
        return conditional(request, ContactList(contacts=found, next=page.next), private=True)

    @router.get("/{contact}", response_model=ContactShown, responses=ITEM_PROBLEMS)
    async def one_contact(
        contact: ContactId, request: Request, seen: After, caller: Annotated[Caller, Depends(OWNERS)]
    ) -> Response:
        owner = owner_of(caller)
        await contacts.wait_for(seen)
        [one] = await shown([await own(contact, owner)], owner)
        return conditional(request, one, private=True)

    @router.post("/{contact}/release", responses={**COMMAND_PROBLEMS, **documented(404)})
    async def release(
        contact: ContactId,
        body: Erasure,
        response: Response,
        caller: Annotated[Caller, Depends(OWNERS)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Registered:
        """Look after it no more; a contact that nobody else looks after is erased."""
        owner = owner_of(caller)
        await own(contact, owner)
        command = ReleaseContact(owner=owner, reason=body.reason)
        return await alone(f"contact-{contact}", command, caller, sent, response)

    authority = CommandRoutes(router, room.commands, CONTACT, AUTHORITY)
    authority.add("/{contact}/erase", EraseContact, address)
    return router
