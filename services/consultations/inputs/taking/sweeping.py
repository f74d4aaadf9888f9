"""What was put into the vault for what never came about, an input or a registration, is destroyed after a day."""

from datetime import timedelta
from typing import Final

from services.consultations.attachments.claiming import CLAIM
from services.consultations.registration.people import CLAIM as REGISTERED
from services.consultations.registration.registering import REGISTRATION
from shared.clock import Clock, now
from shared.eventstore.mongo import MongoEventStore
from shared.runtime.service import Room
from shared.runtime.supervised import supervised
from shared.vault import sweep

LONG_AGO: Final = timedelta(days=1)
"""No input takes so long between vault and append; files may be uploaded so long beforehand."""
_LOOK: Final = 60.0


class Sweeping:
    """Sweeps from time to time. Any number may sweep at once."""

    def __init__(self, room: Room, clock: Clock = now) -> None:
        self._vault = room.vault
        self._commands = room.commands
        self._wakeup = room.wakeup
        self._store = MongoEventStore(room.database)
        self._clock = clock

    async def run(self) -> None:
        """Sweep until cancelled; waits while the store is away."""
        await supervised("the sweep", self._step, self._wakeup, poll=_LOOK, again=_LOOK)

    async def _step(self) -> bool:
        await self.sweep()
        return False

    async def sweep(self) -> int:
        """Destroy what nothing refers to; how many. Raises ``Unavailable`` and ``StoreUnavailable``."""
        return await sweep(self._vault, self._refers, self._clock() - LONG_AGO)

    async def _refers(self, person: str) -> bool:
        if registered := (await self._vault.read([person], REGISTERED)).get(person):
            _, found = await self._commands.read(REGISTRATION, f"registration-{registered}")
            return any(one.contact == person for one in found.participants.values())
        # A file says itself which input it is part of.
        claimed = (await self._vault.read([person], CLAIM)).get(person, person)
        return await self._store.exists(f"input-{claimed}") or await self._store.exists(f"upload-{person}")
