"""Law 13 of what was put into the vault and never became anything: it is swept, and nobody else is."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from services.notifications.contacts.register import register
from services.notifications.contacts.unregistered import LONG_AGO, sweep_unregistered
from shared.clock import now
from shared.contracts.notifications.contacts import ContactRegistered
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database, Server
from shared.vault import Erased, Kept, Vault, sweep
from tests.support.topic import appended

pytestmark = pytest.mark.law(13)
SECRET = b"secret" * 8
WHOLE = Kept(keys=1, lookups=1, texts=1)
Made = Callable[[datetime], Vault]


@pytest.fixture
async def at(database: Database, server: Server) -> Made:
    """The same vault at any time."""
    keys = server.database(f"{database.name}_keys")
    await Vault(database, keys, SECRET).prepare()
    return lambda moment: Vault(database, keys, SECRET, lambda: moment)


def address() -> str:
    """Nobody else's."""
    return f"{uuid.uuid4().hex}@mission.example"


async def nothing(_person: str) -> bool:
    """Nothing refers to anybody."""
    return False


async def test_a_registration_that_failed_is_swept_after_a_day(
    at: Made, database: Database, server: Server
) -> None:
    """Whole: key, lookup and texts. Who was registered is kept, is looked at once, and stays findable."""
    began = now() - LONG_AGO - timedelta(minutes=1)
    vault, store = at(began), MongoEventStore(database)
    failed, fine, fresh = address(), address(), address()
    lost, kept = await register(vault, failed, {}), await register(vault, fine, {})
    young = await register(at(now()), fresh, {})
    await store.append(appended(f"contact-{kept}", [ContactRegistered(kind="person", owner="self")]))
    assert await sweep_unregistered(vault, database) == 1
    assert await vault.kept([lost, kept, young]) == {kept: WHOLE, young: WHOLE}
    assert (await vault.find(failed), await vault.find(fine)) == (None, kept)
    keys = server.database(f"{database.name}_keys")["keys"]
    assert [key["_id"] async for key in keys.find({"at": {"$exists": True}})] == [young]
    assert await sweep_unregistered(vault, database) == 0
    assert await register(at(now()), fine, {}) == kept


async def test_a_frozen_stream_is_there(at: Made, database: Database) -> None:
    """A contact whose stream waits to be healed is no failed registration."""
    vault, store = at(now() - 2 * LONG_AGO), MongoEventStore(database)
    person = await register(vault, address(), {})
    await store.freeze(f"contact-{person}", "restored")
    assert await sweep(vault, lambda contact: store.exists(f"contact-{contact}"), now() - LONG_AGO) == 0
    assert await vault.kept([person]) == {person: WHOLE}


async def test_who_is_settled_again_while_a_sweep_looks_is_kept_whole(at: Made) -> None:
    """The sweep found nothing that refers to them; the registration that comes then is the stronger."""
    known_by = address()
    person = await register(at(now() - 2 * LONG_AGO), known_by, {})

    async def registered_meanwhile(looked_at: str) -> bool:
        assert looked_at == person
        assert await register(at(now()), known_by, {}) == person
        return False

    vault = at(now())
    assert await sweep(vault, registered_meanwhile, now() - LONG_AGO) == 0
    assert await vault.read([person], "address") == {person: known_by}
    assert await sweep(vault, nothing, now() - LONG_AGO) == 0


async def test_who_is_settled_after_a_sweep_was_cut_off_is_somebody_new(
    at: Made, database: Database, server: Server
) -> None:
    """The key goes first: what is left leads to nobody, and the next sweep takes it away."""
    began, known_by = now() - 2 * LONG_AGO, address()
    vault = at(began)
    person = await register(vault, known_by, {})
    keys = server.database(f"{database.name}_keys")["keys"]
    await keys.update_one({"_id": person}, {"$unset": {"key": ""}})  # and there it was killed
    assert await vault.read([person], "address") == {}
    with pytest.raises(Erased):
        await vault.put(person, "address", known_by)
    fresh = await register(at(now()), known_by, {})
    assert fresh != person
    assert await sweep(vault, nothing, now() - LONG_AGO) == 1
    assert await vault.kept([person, fresh]) == {fresh: WHOLE}


async def test_registrations_and_sweeps_at_once_leave_everybody_whole_or_gone(at: Made) -> None:
    """Thirty old persons, each settled again while two sweeps run: the same person or somebody new, never half."""
    addresses = [address() for _ in range(30)]
    old = [await register(at(now() - 2 * LONG_AGO), one, {}) for one in addresses]
    vault, before = at(now()), now() - LONG_AGO
    again, swept = await asyncio.gather(
        asyncio.gather(*(register(vault, one, {}) for one in addresses)),
        asyncio.gather(*(sweep(vault, nothing, before) for _ in range(2))),
    )
    assert await vault.kept(again) == dict.fromkeys(again, WHOLE)
    assert await vault.kept(set(old) - set(again)) == {}
    assert sum(swept) >= len(set(old) - set(again))
    assert [await vault.find(one) for one in addresses] == again
