"""What is kept of focal points is destroyed: of one who is no more, and with whoever is erased or never was named."""

from datetime import timedelta
from typing import Any, Final

from services.registry.networks.api import NETWORK
from services.registry.networks.focal_points import GONE, field
from shared.clock import Clock, now
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.contracts.registry.networks import FocalPointNamed, FocalPointReleased
from shared.eventstore.mongo import MongoEventStore
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.runtime.supervised import supervised
from shared.vault import Erased, sweep

LONG_AGO: Final = timedelta(days=1)
"""Nobody takes so long to be named, between vault and append."""
_LOOK: Final = 60.0


def _build(room: Any) -> Do:
    async def forget(record: Recorded[Any]) -> None:
        match record.event:
            case ContactErased():
                # Noted first: who is named by only now, with a contact that was asked for before, sees the note.
                mark = {"_id": key_of(record.stream)}
                await room.database[GONE].replace_one(mark, mark, upsert=True)
                await room.vault.destroy(key_of(record.stream))
            case FocalPointReleased(contact=contact):
                await _remove(room, key_of(record.stream), contact)

    return forget


async def _remove(room: Any, network: str, contact: str) -> None:
    _, state = await room.commands.read(NETWORK, f"network-{network}")
    if any(one.contact == contact for one in state.focal_points):  # named again meanwhile
        return
    try:
        drawer = await room.vault.open(contact)
    except Erased:
        return
    await drawer.remove(field(network))


FORGET_FOCAL_POINTS = Duty("registry.forget-focal-points", frozenset({"contact", "network"}), _build)


class Sweeping:
    """Sweeps from time to time who was put into the vault and never named. Any number may sweep at once."""

    def __init__(self, room: Room, clock: Clock = now) -> None:
        self._vault, self._wakeup, self._clock = room.vault, room.wakeup, clock
        self._store = MongoEventStore(room.database)

    async def run(self) -> None:
        """Sweep until cancelled; waits while the store is away."""
        await supervised("the sweep", self._step, self._wakeup, poll=_LOOK, again=_LOOK)

    async def _step(self) -> bool:
        await self.sweep()
        return False

    async def sweep(self) -> int:
        """Destroy them; how many. Raises ``Unavailable`` and ``StoreUnavailable``."""
        return await sweep(self._vault, self._named, self._clock() - LONG_AGO)

    async def _named(self, contact: str) -> bool:
        """Whether any network ever named them: networks are few, and this is asked once of each contact."""
        async for append in self._store.history(kind=NETWORK.kind):
            for stored in append.events:
                event = CATALOGUE.decode(stored.type, stored.data, NETWORK.kind)
                if isinstance(event, FocalPointNamed) and event.contact == contact:
                    return True
        return False
