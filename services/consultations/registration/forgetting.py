"""Who cancelled is kept no longer, and who was erased takes nobody's place.

Who they were lies under the contact's own key: an erasure destroys it, whatever this does (``shared.vault.FORGET``).
Which participants name a contact is kept here, from the events that say so: work, neither history nor view.
"""

import contextlib
from typing import Any, Final

from services.consultations.registration.commands import CancelParticipant
from services.consultations.registration.people import field_of
from services.consultations.registration.registering import REGISTRATION
from shared.contracts.consultations.registration import ParticipantCancelled, ParticipantRegistered
from shared.contracts.envelope import Context, Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.eventstore.handle import Origin
from shared.mongo import Database, Index, ensure_indexes
from shared.reactions.duty import Do, Duty
from shared.vault import Erased

_NAMING: Final = "participants_of_contacts"
_GONE: Final = "contacts_that_take_part_no_more"


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_NAMING], [Index(("contact",))])


class _Forgetting:
    """Does what an event asks, for a room; doing it again changes nothing."""

    def __init__(self, room: Any) -> None:
        self._room = room
        self._naming = room.database[_NAMING]
        self._gone = room.database[_GONE]

    async def obey(self, record: Recorded[Any]) -> None:
        """Do it."""
        match record.event:
            case ParticipantRegistered(id=id_, contact=contact):
                # Kept first, then looked whether they are gone: the other way round of an erasure, below.
                named = {"_id": id_, "stream": record.stream, "contact": contact}
                await self._naming.replace_one({"_id": id_}, named, upsert=True)
                if await self._gone.find_one({"_id": contact}):
                    await self._leave(named, record)
            case ParticipantCancelled(id=id_):
                if named := await self._naming.find_one({"_id": id_}):
                    await self._forget(named)
            case ContactErased():
                mark = {"_id": key_of(record.stream)}
                await self._gone.replace_one(mark, mark, upsert=True)
                for named in [one async for one in self._naming.find({"contact": mark["_id"]})]:
                    await self._leave(named, record)

    async def _leave(self, named: dict[str, Any], record: Recorded[Any]) -> None:
        """Cancel for who was erased; what was kept of them meanwhile goes too."""
        context = Context(record.context.correlation_id, record.id, record.context.hops + 1)
        command = CancelParticipant(id=named["_id"], by="contact_erased")
        await self._room.commands.handle(REGISTRATION, named["stream"], command, Origin("erasure", context))
        await self._room.vault.destroy(named["contact"])

    async def _forget(self, named: dict[str, Any]) -> None:
        with contextlib.suppress(Erased):  # with all the rest of them
            await (await self._room.vault.open(named["contact"])).remove(field_of(named["_id"]))
        await self._naming.delete_one({"_id": named["_id"]})


def _build(room: Any) -> Do:
    return _Forgetting(room).obey


FORGET_PARTICIPANTS = Duty(
    "consultations.forget-participants", frozenset({"contact", "registration"}), _build
)
