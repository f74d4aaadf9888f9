"""Laws 13 and 14 of contacts: nobody else's is seen, no event holds who they are, and an erasure is whole."""

import asyncio
import json
import os
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.people.search import Looked, Search
from onevoice.services import SERVICES
from shared.auth import Role
from shared.mongo import Database, Server
from shared.settings import Settings
from shared.vault import Erased, Vault
from tests.integration.test_http import api, installed, running
from tests.support.eventually import eventually
from tests.support.people import contact_of
from tests.support.processes import OneVoice

__all__ = ["api", "installed", "running"]
ADDRESS = "maria.almeida@mission.example"
SECRET = b"secret" * 8
Caller = Callable[[Role, str], dict[str, str]]
_EACH_ITS_OWN = {"date", "x-correlation-id"}


@pytest.fixture
def caller(running: OneVoice) -> Caller:
    """The headers of somebody who acts for an organisation."""
    issuer = LocalIssuer(Settings(var=running.log.parent))
    return lambda role, org: {"Authorization": f"Bearer {issuer.token(role, org)}"}


@pytest.fixture
async def vault(server: Server, database: Database) -> Vault:
    """A vault whose keys lie in a database of their own."""
    made = Vault(database, server.database(f"{database.name}_keys"), SECRET)
    await made.prepare()
    return made


async def everything(database: Database) -> str:
    """Every document of a database, as text."""
    names = await database.list_collection_names()
    return "".join([str(document) for name in names async for document in database[name].find()])


@pytest.mark.law(13)
async def test_an_address_belongs_to_one_person_however_many_ask_at_once(vault: Vault) -> None:
    """Twenty at once get the same random id, and it is not derived from the address."""
    people = await asyncio.gather(*(vault.settle(ADDRESS) for _ in range(20)))
    assert len(set(people)) == 1
    assert await vault.settle("other@mission.example") not in people


@pytest.mark.law(13)
async def test_the_vault_holds_nothing_that_can_be_read(vault: Vault, database: Database) -> None:
    """Neither the text nor what the person is known by stands in its documents."""
    person = await vault.settle(ADDRESS)
    await vault.put(person, "address", ADDRESS)
    assert await vault.read([person, uuid.uuid4().hex], "address") == {person: ADDRESS}
    assert "almeida" not in await everything(database)


@pytest.mark.law(13)
async def test_a_destroyed_person_is_gone_and_comes_back_as_somebody_else(
    vault: Vault, database: Database, server: Server
) -> None:
    """Also where the data come back from a backup: without the key nothing opens them."""
    person = await vault.settle(ADDRESS)
    await vault.put(person, "address", ADDRESS)
    backup = [document async for document in database["vault"].find()]
    await vault.destroy(person)
    await vault.destroy(person)
    await database["vault"].insert_many(backup)
    assert await vault.read([person], "address") == {}
    assert await vault.find(ADDRESS) is None
    with pytest.raises(Erased):
        await vault.put(person, "address", ADDRESS)
    assert await vault.settle(ADDRESS) != person
    assert person not in await everything(server.database(f"{database.name}_keys"))


@pytest.mark.law(13)
async def test_an_erasure_that_was_cut_off_is_finished_by_whoever_comes_next(
    vault: Vault, database: Database, server: Server
) -> None:
    """A lookup whose key is gone leads to nobody."""
    person = await vault.settle(ADDRESS)
    await server.database(f"{database.name}_keys")["keys"].delete_one({"_id": person})
    fresh = await vault.settle(ADDRESS)
    assert fresh != person
    assert await vault.settle(ADDRESS) == fresh


@pytest.mark.law(14)
async def test_nobody_sees_another_owners_contacts(api: httpx.AsyncClient, caller: Caller) -> None:
    """Not in the list, not by id, and registering an address that others have shows nothing of them."""
    address = f"{uuid.uuid4().hex}@mission.example"
    body = {"kind": "shared_mailbox", "address": address, "name": "Front desk"}
    prt, esp = caller(Role.MISSION, "PRT"), caller(Role.MISSION, "ESP")
    made = await api.post("/notifications/api/contacts", json=body, headers=prt)
    assert made.status_code == httpx.codes.CREATED, made.text
    place, seen = made.headers["Location"], {"after": "{stream}@{version}".format(**made.json())}
    own = (await api.get(place, headers=prt, params=seen)).json()
    assert (own["address"], own["name"]) == (address, "Front desk")
    assert (await api.get(place, headers=esp, params=seen)).status_code == httpx.codes.NOT_FOUND
    assert address not in (await api.get("/notifications/api/contacts", headers=esp)).text
    refused = await api.post(f"{place}/release", json={"reason": "x"}, headers=esp)
    assert refused.status_code == httpx.codes.NOT_FOUND
    shared = await api.post("/notifications/api/contacts", json={**body, "name": "Lisbon"}, headers=esp)
    later = {"after": "{stream}@{version}".format(**shared.json())}
    assert (await api.get(place, headers=esp)).status_code == httpx.codes.NOT_FOUND, "theirs is another id"
    theirs = shared.headers["Location"]
    assert (await api.get(theirs, headers=esp, params=later)).json()["name"] == "Lisbon"
    assert (await api.get(place, headers=prt)).json()["name"] == "Front desk"


async def observed(api: httpx.AsyncClient, headers: dict[str, str], address: str) -> list[Any]:
    """All that an organisation is answered about an address, without what differs from request to request."""
    body = {"kind": "person", "address": address, "name": "Ours"}
    seen: list[Any] = []
    made = await api.post("/notifications/api/contacts", json=body, headers={**headers, "If-Match": '"7"'})
    place, stream = made.headers["Location"], made.json()["stream"]
    for answer in (
        made,
        await api.get(place, headers=headers, params={"after": f"{stream}@{made.json()['version']}"}),
        await api.post("/notifications/api/contacts", json=body, headers=headers),
        await api.get("/notifications/api/contacts", headers=headers),
        await api.post(f"{place}/release", json={"reason": "x"}, headers=headers),
        await api.get(place, headers=headers),
        await api.post(f"{place}/release", json={"reason": "x"}, headers=headers),
    ):
        hashed = answer.request.method == "GET"  # the ETag of what holds the id
        own = {
            n: text
            for n, text in answer.headers.items()
            if n not in _EACH_ITS_OWN and not (hashed and n == "etag")
        }
        known = json.dumps([answer.status_code, own, answer.json()])
        known = known.replace(stream.removeprefix("contact-"), "id")
        seen.append(known.replace(answer.headers["X-Correlation-ID"], "correlation"))
    return seen


@pytest.mark.law(14)
async def test_nobody_learns_whether_others_know_an_address(api: httpx.AsyncClient, caller: Caller) -> None:
    """Registering, reading and releasing one that others look after is answered as a new one is, to the letter."""
    address = f"{uuid.uuid4().hex}@mission.example"
    prt, fra, ita = (caller(Role.MISSION, state) for state in ("PRT", "FRA", "ITA"))
    spelling = address.upper().replace("MISSION.EXAMPLE", "mission.example")
    new = await observed(api, fra, address)
    body = {"kind": "shared_mailbox", "address": spelling, "name": "Front desk"}
    made = [await api.post("/notifications/api/contacts", json=body, headers=one) for one in (prt, ita)]
    assert [one.status_code for one in made] == [httpx.codes.CREATED] * 2
    assert await observed(api, fra, address) == new
    seen = []
    for _ in range(2):
        again = await api.post("/notifications/api/contacts", json=body, headers=fra)
        seen.append(again.json()["stream"])
        assert (
            await api.post(f"{again.headers['Location']}/release", json={"reason": "x"}, headers=fra)
        ).is_success
    assert len({one.json()["stream"] for one in made} | set(seen)) == 4, "as a new one would have"
    own = (await api.get(made[0].headers["Location"], headers=prt)).json()
    assert (own["address"], own["kind"]) == (spelling, "shared_mailbox")


@pytest.mark.law(13)
async def test_an_erasure_leaves_nothing_that_can_be_read(
    api: httpx.AsyncClient, caller: Caller, server: Server, installed: Settings
) -> None:
    """No database, topic, log or metric holds the word before or after; afterwards no service opens its text."""
    word = f"word{uuid.uuid4().hex}"
    body = {"kind": "person", "address": f"{word}@mission.example", "name": f"Ms {word}"}
    prt = caller(Role.MISSION, "PRT")
    made = await api.post("/notifications/api/contacts", json=body, headers=prt)
    place = made.headers["Location"]
    await api.get(place, headers=prt, params={"after": "{stream}@{version}".format(**made.json())})
    contact = await contact_of(installed, server, body["address"])
    vaults = {name: vault_of(name, server, installed) for name in SERVICES}
    for name, vault in vaults.items():  # each keeps something of the contact
        keys = server.database(installed.key_database(name))["keys"]
        await keys.update_one({"_id": contact}, {"$setOnInsert": {"key": os.urandom(32)}}, upsert=True)
        await vault.put(contact, "remark", f"about {word}")
        assert await vault.read([contact], "remark") == {contact: f"about {word}"}
    assert_nowhere(await Search(word, installed).everywhere())
    erased = await api.post(f"/notifications/api/contacts/{contact}/erase", json={"reason": "asked for"})
    assert erased.is_success, erased.text

    async def gone() -> bool:
        return not [name for name, vault in vaults.items() if await vault.kept([contact])]

    await eventually(gone)

    async def unseen() -> bool:
        return (await api.get(place, headers=prt)).status_code == httpx.codes.NOT_FOUND

    await eventually(unseen)
    assert_nowhere(await Search(word, installed).everywhere())


def vault_of(service: str, server: Server, settings: Settings) -> Vault:
    """A service's vault, for who knows a contact's id."""
    keys = server.database(settings.key_database(service))
    return Vault(server.database(settings.database(service)), keys, b"")


def assert_nowhere(looked: Looked) -> None:
    """Something was looked at in every place, and the word is in none."""
    assert looked.clean, [*looked.said()]
    assert looked.databases == 2 * len(SERVICES)
    assert looked.topics == len(SERVICES)
    assert all(
        (looked.documents, looked.records, looked.logs, looked.lines, looked.processes, looked.numbers)
    )
