"""Addresses that came with an input while notifications was away: they wait in its drawer until it can be asked.

What waits is named here by the input's id alone: work, neither history nor view. The address goes with the input's
key, and nothing else holds it.
"""

from datetime import datetime, timedelta
from typing import Final

from shared.mongo import Database, Duplicate, Index, claim, ensure_indexes
from shared.vault import Drawer

ADDRESS: Final = "address"
"""The vault's field for an address whose contact is not known yet."""
LEASE: Final = timedelta(seconds=30)
"""How long one that was looked at is left: to who has it in hand, and then to what went wrong."""
_NAME: Final = "waiting_addresses"


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_NAME], [Index(("due",))])


class Addresses:
    """Keeps them. Every method raises ``Unavailable``; all may be repeated."""

    def __init__(self, database: Database) -> None:
        self._waiting = database[_NAME]

    async def keep(self, drawer: Drawer, address: str, now: datetime) -> None:
        """Let it wait. The first one that is kept with an input is the one."""
        await drawer.deposit(ADDRESS, address)
        try:
            await self._waiting.insert_one({"_id": drawer.person, "due": now})
        except Duplicate:
            return

    async def next(self, now: datetime) -> str | None:
        """The input whose address has waited the longest; nobody else gets it before ``LEASE`` is over."""
        found = await claim(self._waiting, {"due": {"$lte": now}}, {"due": now + LEASE})
        return str(found["_id"]) if found else None

    async def done(self, input_: str, drawer: Drawer | None) -> None:
        """It waits no more: the address goes first, since nothing else leads to it."""
        if drawer:
            await drawer.remove(ADDRESS)
        await self._waiting.delete_one({"_id": input_})
