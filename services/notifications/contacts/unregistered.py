"""Who was put into the vault and never registered: a registration that failed leaves them behind."""

from datetime import timedelta
from typing import Final

from shared.clock import Clock, now
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database
from shared.vault import Vault, sweep

LONG_AGO: Final = timedelta(days=1)
"""No registration takes so long between vault and append."""


async def sweep_unregistered(vault: Vault, database: Database, clock: Clock = now) -> int:
    """Destroy them; how many. May run at any time, in any number. Raises ``Unavailable``, ``StoreUnavailable``."""
    store = MongoEventStore(database)

    async def registered(contact: str) -> bool:
        # Who subscribed becomes a contact by a reaction, which may be behind.
        return await store.exists(f"contact-{contact}") or await store.exists(f"subscription-{contact}")

    return await sweep(vault, registered, clock() - LONG_AGO)
