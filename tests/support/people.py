"""Contacts by their own ids, as an operator knows them: what owners and authors are told says nothing of those."""

import json
from typing import Any

import httpx

from services.notifications.mail.address import canonical
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.runtime.secrets import read_secret
from shared.settings import Settings
from shared.vault import Vault
from tests.support.inputs_api import id_of


async def contact_of(installed: Settings, server: Server, address: str) -> str:
    """The contact of an address that somebody has registered."""
    database, keys = installed.database("notifications"), installed.key_database("notifications")
    vault = Vault(server.database(database), server.database(keys), read_secret(installed, "notifications"))
    found = await vault.find(canonical(address))
    assert found
    return found


async def author_of(installed: Settings, server: Server, taken: httpx.Response) -> str:
    """The contact of the address that came with an input."""
    store = MongoEventStore(server.database(installed.database("consultations")))
    first: dict[str, Any] = json.loads((await store.load(f"input-{id_of(taken)}"))[0].events[0].data)
    return str(first["contact"])
