"""Who can be written to about an input: its address's contact, asked of notifications, at once or when it is back."""

from typing import Final

import structlog

from services.consultations.inputs.commands import KnowContact
from services.consultations.inputs.taking.addresses import ADDRESS, Addresses
from services.consultations.inputs.taking.intake import CORRESPONDENTS, INPUT
from shared import crash
from shared.eventstore.handle import Origin
from shared.mongo import StoreClock
from shared.peers import PeerAway, PeerRefused, Peers
from shared.runtime.service import Room
from shared.runtime.supervised import Isolated, supervised
from shared.vault import Drawer, Erased
from shared.web.routes.commands import context

_log = structlog.get_logger(__name__)
_WHAT: Final = "addresses"
_LOOK: Final = 5.0
_INVALID: Final = 422


class Contacting:
    """Finds the contacts of addresses that wait. ``run`` until cancelled; any number of processes may run one."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._addresses = Addresses(room.database)
        self._clock = StoreClock(room.database)
        self._apart = Isolated(_WHAT)

    async def run(self) -> None:
        """Look until cancelled; waits while notifications or the store is away."""
        await supervised(_WHAT, self._step, self._room.wakeup, poll=_LOOK, again=_LOOK)

    async def _step(self) -> bool:
        try:
            return await self.look()
        except PeerAway as error:
            _log.warning("addresses wait: notifications is away", error=str(error))
            return False

    async def look(self) -> bool:
        """Settle the one that has waited the longest, if one waits. Raises ``PeerAway``."""
        peers = self._room.peers
        if peers is None:  # nobody can be asked in this process
            return False
        found = await self._addresses.next(await self._clock.now())
        if found is None:
            return False
        await self._apart.work(found, lambda: self._settle(found, peers))
        return True

    async def _settle(self, input_: str, peers: Peers) -> bool:
        _, state = await self._room.commands.read(INPUT, f"input-{input_}")
        drawer = await self._drawer(input_)
        if drawer and state.standing == "absent":
            return True  # under way still; what never comes about is swept, and its drawer with it
        address = await drawer.read(ADDRESS) if drawer else None
        if address and state.contact is None and state.standing != "erased":
            await self._find(input_, address, peers)
        await self._addresses.done(input_, drawer)
        return True

    async def _drawer(self, input_: str) -> Drawer | None:
        try:
            return await self._room.vault.open(input_)
        except Erased:
            return None

    async def _find(self, input_: str, address: str, peers: Peers) -> None:
        """Ask for the contact, and let the input know it; an address that is none is dropped."""
        try:
            found = await peers.post(CORRESPONDENTS, {"address": address})
        except PeerRefused as refused:
            if refused.status != _INVALID:
                raise
            _log.warning("an address was dropped: notifications says that it is none", input=input_)
            return
        command = KnowContact(contact=str(found["contact"]))
        await self._room.commands.handle(INPUT, f"input-{input_}", command, Origin("clock", context()))
        crash.point("contacting.after_append")
