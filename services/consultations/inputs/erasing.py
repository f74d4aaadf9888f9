"""Obeying an erasure: what an input said is destroyed, and every input of a contact that was erased is erased.

Which inputs name a contact is kept here, from the events that say so: work, neither history nor view. A view may be
away, behind or have parked the very input; an erasure must find it all the same.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

from services.consultations.inputs.commands import EraseInput
from services.consultations.inputs.taking.intake import INPUT
from shared.contracts.catalogue import CATALOGUE, Undecodable
from shared.contracts.consultations.inputs import InputContactKnown, InputErased, InputReceived
from shared.contracts.envelope import Context, Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.eventstore.handle import Origin
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StoredEvent
from shared.mongo import Database, Index, chunked, ensure_indexes
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Belonging

_NAMING: Final = "inputs_of_contacts"
_GONE: Final = "erased_contacts"
_TOGETHER: Final = 20
"""Inputs erased at once: more would only wait for the store."""


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_NAMING], [Index(("contact",))])


class _Erasing:
    """Does what an erasure asks, for a room."""

    def __init__(self, room: Any) -> None:
        self._room = room
        self._naming = room.database[_NAMING]
        self._gone = room.database[_GONE]

    async def obey(self, record: Recorded[Any]) -> None:
        """Do what the event asks; doing it again changes nothing."""
        match record.event:
            case InputErased():
                await self._destroy(key_of(record.stream))
            case ContactErased():
                # Noted first: an input of theirs that comes by only now, here or elsewhere, sees the note.
                mark = {"_id": key_of(record.stream)}
                await self._gone.replace_one(mark, mark, upsert=True)
                found = self._naming.find({"contact": key_of(record.stream)})
                for group in chunked([one["_id"] async for one in found], _TOGETHER):
                    await asyncio.gather(*(self._erase(stream, record) for stream in group))
            case InputReceived(contact=str(contact)) | InputContactKnown(contact=contact):
                # Kept first, then looked whether it is gone: the other way round of the case above.
                named = {"_id": record.stream, "contact": contact}
                await self._naming.replace_one({"_id": record.stream}, named, upsert=True)
                if await self._gone.find_one({"_id": contact}):
                    await self._erase(record.stream, record)

    async def _destroy(self, id_: str) -> None:
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        for person in _persons(id_, state.received):
            await self._room.vault.bar(person)

    async def _erase(self, stream: str, record: Recorded[Any]) -> None:
        context = Context(record.context.correlation_id, record.id, record.context.hops + 1)
        command = EraseInput(by="contact_erased")
        await self._room.commands.handle(INPUT, stream, command, Origin("erasure", context))


def _persons(id_: str, received: InputReceived | None) -> tuple[str, ...]:
    """Whom the vault knows an input as: its files, then itself."""
    return (*(file.id for file in (received.files if received else ())), id_)


async def belongings(database: Database) -> AsyncIterator[Belonging]:
    """Every input, with the contact that it names, from the store itself. Raises ``Unavailable``."""
    found: Belonging | None = None
    async for append in MongoEventStore(database).history(kind=INPUT.kind):
        if found is None or found.stream != append.stream:
            if found:
                yield found
            found = Belonging(append.stream, None, (), erased=False)
        for stored in append.events:
            found = _with(found, stored)
    if found:
        yield found


def _with(input_: Belonging, stored: StoredEvent) -> Belonging:
    try:
        event = CATALOGUE.decode(stored.type, stored.data, INPUT.kind)
    except Undecodable:  # of a later version: it says neither of these
        return input_
    match event:
        case InputReceived(contact=contact):
            return replace(input_, contact=contact, persons=_persons(key_of(input_.stream), event))
        case InputContactKnown(contact=contact):
            return replace(input_, contact=contact)
        case InputErased():
            return replace(input_, erased=True)
    return input_


def _build(room: Any) -> Do:
    return _Erasing(room).obey


ERASE_INPUTS = Duty("consultations.erase-inputs-of-contacts", frozenset({"contact", "input"}), _build)
"""Named anew when it began to keep which inputs name a contact, so that it reads what went by before."""
