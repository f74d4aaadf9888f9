"""Obeying an erasure: what an input said is destroyed, and every input of a contact that was erased is erased."""

from typing import Any

from services.consultations.inputs.commands import EraseInput
from services.consultations.inputs.intake import INPUT
from services.consultations.inputs.projection import INPUTS
from shared.contracts.consultations.inputs import InputContactKnown, InputErased, InputReceived
from shared.contracts.envelope import Context, Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.eventstore.handle import Origin
from shared.reactions.duty import Do, Duty


class _Erasing:
    """Does what an erasure asks, for a room."""

    def __init__(self, room: Any) -> None:
        self._room = room
        self._inputs = room.reader(INPUTS)
        self._gone = room.database["erased_contacts"]

    async def obey(self, record: Recorded[Any]) -> None:
        """Do what the event asks; doing it again changes nothing."""
        match record.event:
            case InputErased():
                await self._destroy(key_of(record.stream))
            case ContactErased():
                # Noted first: an input of theirs that the view has not folded yet comes by here itself.
                mark = {"_id": key_of(record.stream)}
                await self._gone.replace_one(mark, mark, upsert=True)
                async for one in self._inputs.each({"contact": key_of(record.stream)}):
                    await self._erase(one.stream, record)
            case InputReceived(contact=str(contact)) | InputContactKnown(contact=contact):
                if await self._gone.find_one({"_id": contact}):
                    await self._erase(record.stream, record)

    async def _destroy(self, id_: str) -> None:
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        for file in state.received.files if state.received else ():
            await self._room.vault.bar(file.id)
        await self._room.vault.bar(id_)

    async def _erase(self, stream: str, record: Recorded[Any]) -> None:
        context = Context(record.context.correlation_id, record.id, record.context.hops + 1)
        command = EraseInput(by="contact_erased")
        await self._room.commands.handle(INPUT, stream, command, Origin("erasure", context))


def _build(room: Any) -> Do:
    return _Erasing(room).obey


ERASE_INPUTS = Duty("consultations.erase-inputs", frozenset({"contact", "input"}), _build)
