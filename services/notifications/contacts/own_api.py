"""What an organisation knows of its contacts, and does with them: as if nobody else knew any of them."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from services.notifications.contacts import domain
from services.notifications.contacts.commands import RegisterContact, ReleaseContact
from services.notifications.contacts.projection import CONTACTS, ContactState, handle_of
from services.notifications.contacts.register import ADDRESS, kind_for, named, register, spelt
from services.notifications.mail.address import Address as MailAddress
from shared.auth import Caller
from shared.contracts.notifications.contacts import ContactRegistered, ContactShared
from shared.eventstore.handle import Slice
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Name, Value
from shared.views.reader import BadCursor, NotYet
from shared.web.edge.pace import paced
from shared.web.links import BadLink
from shared.web.routes.commands import Sent

CONTACT = Slice("contact", domain.ABSENT, domain.decide, domain.evolve)
_ID: Final = re.compile("contact-[0-9a-f]{32}")
_CURSOR: Final = "contacts cursor"
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


class Registered(BaseModel):
    """That it is on disk, and the same whether anybody else looks after this address or not.

    ``version`` is the owner's own: how often others act on the contact is not theirs to know.
    """

    stream: str
    version: Literal[1] = 1


class ContactShown(Value):
    """A contact as its owner sees it: by the id that it has for them, and as they spelt and called it."""

    id: str
    kind: Literal["person", "shared_mailbox"] | None
    address: str | None
    name: str | None


class ContactList(Value):
    """The caller's contacts; ``next`` is the cursor of the rest."""

    contacts: tuple[ContactShown, ...]
    next: str | None


def place_of(stream: str) -> str:
    """Where a contact is."""
    return f"/notifications/api/contacts/{stream.removeprefix('contact-')}"


@dataclass(frozen=True)
class Doing:
    """A command's request and its answer."""

    caller: Caller
    sent: Sent
    response: Response

    @property
    def owner(self) -> str:
        """For whom it acts. Raises ``Problem`` 403."""
        return owner_of(self.caller)


def owner_of(caller: Caller) -> str:
    """The organisation that the caller acts for. Raises ``Problem`` 403 where the token names none."""
    if not caller.organisation:
        raise Problem(403, "forbidden", "contacts belong to organisations; your token names none (org)")
    return caller.actor


class Owned:
    """The contacts of organisations; each has ids of its own for them."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._contacts = room.reader(CONTACTS)

    async def register(self, body: NewContact, doing: Doing) -> Registered:
        """Known or new, the answer is the same, and comes when the owner's list shows it."""
        owner = doing.owner
        said = {named(owner): body.name, kind_for(owner): body.kind, spelt(owner): body.address}
        async with paced():
            contact = await register(self._room.vault, body.address, said)
            version = await self._alone(contact, RegisterContact(kind=body.kind, owner=owner), doing)
            return self._registered(await self._begun(contact, owner, version), doing)

    async def release(self, handle: str, reason: str, doing: Doing) -> Registered:
        """Look after it no more. Raises ``Problem`` 404."""
        async with paced():
            found = await self._own(handle, doing.owner)
            await self._alone(found.id, ReleaseContact(owner=doing.owner, reason=reason), doing)
            return self._registered(handle, doing)

    async def _alone(self, contact: str, command: RegisterContact | ReleaseContact, doing: Doing) -> int:
        """Do it, and wait until the view shows it; the version at which it was answered."""
        stream, sent = f"contact-{contact}", replace(doing.sent, expected=None)
        done = await self._room.commands.run(
            CONTACT, stream, command, caller=doing.caller, sent=sent, response=Response(), location=""
        )
        with contextlib.suppress(NotYet):
            await self._contacts.wait_for([(stream, done.version)])
        return done.version

    async def _begun(self, contact: str, owner: str, version: int) -> str:
        """The handle under which the owner looked after it at this version."""
        history = await self._room.commands.history(f"contact-{contact}")
        begins = (
            stored.id
            for stored, event in reversed(history)
            if stored.version <= version
            and isinstance(event, ContactRegistered | ContactShared)
            and event.owner == owner
        )
        return handle_of(next(begins))

    @staticmethod
    def _registered(handle: str, doing: Doing) -> Registered:
        """What the owner is answered: as if nobody else ever acted on the contact."""
        stream = f"contact-{handle}"
        doing.response.headers["Location"] = place_of(stream)
        doing.response.headers["ETag"] = '"1"'
        return Registered(stream=stream)

    async def list(
        self, owner: str, cursor: str | None, limit: int, after: Sequence[tuple[str, int]]
    ) -> ContactList:
        """The owner's contacts. Raises ``BadCursor`` and ``NotYet``."""
        await self._wait_for(after)
        page = await self._contacts.page(self._opened(cursor), limit, {"contact.owners": owner})
        shown = await self._shown([one.state for one in page.items], owner)
        following = page.next and self._room.links.seal(_CURSOR, page.next)  # it holds the contact's own id
        return ContactList(contacts=shown, next=following)

    def _opened(self, cursor: str | None) -> str | None:
        try:
            return cursor and self._room.links.open(_CURSOR, cursor)[0]
        except BadLink as error:
            raise BadCursor("take the cursor from the page before, unchanged") from error

    async def one(self, handle: str, owner: str, after: Sequence[tuple[str, int]]) -> ContactShown:
        """One of them. Raises ``Problem`` 404 and ``NotYet``."""
        await self._wait_for(after)
        [shown] = await self._shown([await self._own(handle, owner)], owner)
        return shown

    async def _wait_for(self, after: Sequence[tuple[str, int]]) -> None:
        """Until all is seen. What an owner did to its own contacts was seen before it was answered."""
        await self._contacts.wait_for([one for one in after if not _ID.fullmatch(one[0])])

    async def _own(self, handle: str, owner: str) -> ContactState:
        for found in await self._contacts.find({"handles.id": handle}, limit=1):
            if found.state.handle(owner) == handle:
                return found.state
        raise Problem(404, "not-found", "there is no such contact, or it is not yours")

    async def _shown(self, states: Sequence[ContactState], owner: str) -> tuple[ContactShown, ...]:
        ids, vault = [state.id for state in states], self._room.vault
        addresses = {
            **await vault.read(ids, ADDRESS),  # of those registered before each owner's was kept
            **await vault.read(ids, spelt(owner)),
        }
        kinds = await vault.read(ids, kind_for(owner))
        names = await vault.read(ids, named(owner))
        return tuple(
            ContactShown(
                id=state.handle(owner) or "",
                kind=_KINDS.get(kinds.get(state.id, ""), state.contact.kind),
                address=addresses.get(state.id),
                name=names.get(state.id),
            )
            for state in states
        )
