"""Law 13 from a shell: a contact is erased, every service is seen to obey, and no back-up undoes it."""

import functools
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.api import Api
from onevoice.people.erasing import Erased, Erasing
from onevoice.people.erasing_again import erase_again
from onevoice.people.search import Search
from onevoice.services import SERVICES
from onevoice.sorry import Sorry
from shared.auth import Role
from shared.kafka import topics
from shared.mongo import Collection, Server
from shared.settings import Settings
from tests.integration.test_contacts import vault_of
from tests.integration.test_http import api, installed, running
from tests.support.people import contact_of
from tests.support.processes import environment, onevoice

__all__ = ["api", "installed", "running"]
pytestmark = pytest.mark.law(13)
Run = Callable[..., subprocess.CompletedProcess[str]]
HOME = "notifications"


@dataclass(frozen=True)
class Person:
    """A registered contact."""

    address: str
    id: str


@pytest.fixture
async def person(api: httpx.AsyncClient, installed: Settings, server: Server) -> Person:
    """Somebody new."""
    address = f"{uuid.uuid4().hex}@mission.example"
    body = {"kind": "person", "address": address, "name": "Ms Almeida"}
    made = await api.post("/notifications/api/contacts", json=body)
    assert made.is_success, made.text
    return Person(address, await contact_of(installed, server, address))


@pytest.fixture
def run(installed: Settings) -> Run:
    """Run a command as an operator does, with an address on its standard input."""
    more = {"ONEVOICE_DATABASE_PREFIX": installed.database_prefix, "ONEVOICE_PORT": str(installed.port)}
    env = environment(installed.var, installed.kafka, installed.mongo, **more)

    return functools.partial(onevoice, env)


async def erase(settings: Settings, contact: str, patience: float = 30.0) -> Erased:
    """Erase as an operator."""
    token = LocalIssuer(settings).token(Role.OPERATOR)
    api = Api(f"http://{settings.host}:{settings.port}", token, patience=0)
    async with api, Erasing(settings) as erasing:
        return await erasing.erase(api, contact, "it was asked for", patience)


async def test_a_contact_is_erased_by_its_address_and_every_service_is_seen_to_obey(
    run: Run, person: Person
) -> None:
    """It says what each destroyed, never whose; the same again finds nobody, and the word is nowhere."""
    done = run("erase", "--address", "-", given=f" {person.address.upper()}\n")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        f"contact {person.id} is erased: contact-{person.id}@2",
        "registry: nothing was kept, nothing is left",
        "consultations: nothing was kept, nothing is left",
        "notifications: the key, 1 lookup and 4 texts destroyed, nothing is left",
    ]
    again = run("erase", "--address", person.address)
    assert again.returncode == 1
    assert again.stderr.startswith("onevoice: nobody has this address")
    assert person.address not in again.stdout + again.stderr
    looked = run("search-everywhere", "-", given=person.address)
    assert looked.returncode == 0, looked.stdout
    assert looked.stdout.splitlines()[-1] == "the word is nowhere"


async def test_erasing_an_erased_contact_says_so(installed: Settings, person: Person) -> None:
    """And changes nothing."""
    first, second = await erase(installed, person.id), await erase(installed, person.id)
    assert [first.already, second.already] == [False, True]
    assert next(second.said()) == f"contact {person.id} was erased before: contact-{person.id}@2"
    assert second.whole


async def test_what_cannot_be_erased_is_one_sentence_with_its_remedy(installed: Settings, run: Run) -> None:
    """An unknown id, an address in its place (not repeated), nobody listening, and a command line of nothing."""
    with pytest.raises(Sorry, match=r"^there is no such contact: check its id, or find it by its address"):
        await erase(installed, uuid.uuid4().hex)
    with pytest.raises(Sorry, match=r"^that is no contact's id.*onevoice erase --address$"):
        await erase(installed, "maria@mission.example")
    async with Erasing(installed) as erasing:
        with pytest.raises(Sorry, match="is right; it is not the address of one mailbox") as found:
            await erasing.find("maria almeida")
    assert "maria" not in str(found.value)
    with pytest.raises(Sorry, match=r"does not answer.*; start it, or say where it is with --url$"):
        await erase(installed.model_copy(update={"port": 1}), uuid.uuid4().hex)
    empty = run("erase")
    assert (empty.returncode, empty.stderr.count("\n")) == (2, 1)


async def test_who_was_never_registered_is_said_to_be_swept(installed: Settings, server: Server) -> None:
    """A registration failed after the vault: there is no stream to erase, and the sentence says what happens."""
    vault = vault_of(HOME, server, installed)
    with pytest.raises(Sorry, match=r"^nobody was ever registered .* swept after a day"):
        await erase(installed, await vault.settle(uuid.uuid4().hex))


async def test_a_service_that_has_not_obeyed_is_named(installed: Settings, person: Person) -> None:
    """Nothing left is not enough: where no duty has come so far, nobody can say that it was obeyed."""
    elsewhere = installed.model_copy(update={"database_prefix": f"t_{uuid.uuid4().hex[:8]}"})
    done = await erase(elsewhere, person.id, patience=0.5)
    assert not done.whole
    assert [one.state for one in done.services] == ["late"] * len(SERVICES)
    assert "onevoice parked list" in done.services[0].sentence(person.id)
    nowhere = installed.model_copy(update={"mongo": "mongodb://127.0.0.1:1"})
    unseen = await erase(nowhere, person.id)
    assert [one.state for one in unseen.services] == ["unseen"] * len(SERVICES)


async def test_a_back_up_does_not_undo_an_erasure(
    installed: Settings, person: Person, run: Run, server: Server
) -> None:
    """Keys, lookups and texts that come back are seen, and destroyed again in every service; twice is once."""
    data = server.database(installed.database(HOME))
    places: list[tuple[Collection, str]] = [
        (server.database(installed.key_database(HOME))["keys"], "_id"),
        (data["vault_lookup"], "person"),
        (data["vault"], "person"),
    ]
    backup: list[list[dict[str, Any]]] = [
        [d async for d in collection.find({field: person.id})] for collection, field in places
    ]
    assert (await erase(installed, person.id)).whole
    for number, documents in enumerate(backup):
        await places[number][0].insert_many(documents)
    other = server.database(installed.key_database("registry"))["keys"]
    await other.insert_one(backup[0][0])
    vault = vault_of(HOME, server, installed)
    assert await vault.read([person.id], "address") == {person.id: person.address}
    seen = {one.service: one.state for one in (await erase(installed, person.id)).services}
    assert seen == {"registry": "back", "consultations": "obeyed", "notifications": "back"}
    done = run("erase", "--again")
    assert done.returncode == 0, done.stderr
    assert "notifications: 1 had come back, destroyed again" in done.stdout.splitlines()
    assert "registry: 1 had come back, destroyed again" in done.stdout.splitlines()
    assert await vault.kept([person.id]) == {}
    assert await other.find_one({"_id": person.id}) is None
    assert set((await erase_again(installed)).back.values()) == {0}
    assert (await erase(installed, person.id)).whole


async def test_a_search_says_where_and_never_what(
    installed: Settings, server: Server, tmp_path: Path
) -> None:
    """In databases also by names and ids, in bytes, and in logs that are given; what cannot be seen is said."""
    word = uuid.uuid4().hex
    database = server.database(installed.database("registry"))
    planted: list[dict[str, Any]] = [
        {"_id": "a", "deep": [{word.upper(): 1}]},
        {"_id": f"x-{word}"},
        {"_id": "c", "b": word.encode()},
    ]
    log, missing = tmp_path / "mine", tmp_path / "missing"
    log.write_text(f"one\ntwo {word}\n")
    try:
        await database["planted"].insert_many(planted)
        looked = await Search(word, installed).everywhere([log, missing], ["http://127.0.0.1:1"])
    finally:
        await database.drop_collection("planted")
    where = f"{installed.database('registry')}/planted"
    assert sorted(looked.found) == sorted(
        [f"{where}/a", f"{where}/document 2, whose _id holds it", f"{where}/c", f"{log}:2"]
    )
    assert [what.partition(",")[0] for what in looked.unseen] == [
        f"log {missing}", "metrics at http://127.0.0.1:1"
    ]  # fmt: skip
    assert not looked.clean
    assert not any(word in line for line in looked.said())


async def test_a_search_in_a_place_that_is_not_there_finds_nothing_out(
    installed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Databases that are not there are not clean, and a process that does not run keeps nothing."""
    nowhere = installed.model_copy(update={"database_prefix": "not_here", "metrics_port": 1})
    looked = await Search("anything", nowhere).everywhere()
    assert len(looked.unseen) == 2 * len(SERVICES)
    assert any("no process runs at http://127.0.0.1:1" in line for line in looked.absent)
    monkeypatch.setattr(topics, "_TIMEOUT", 1.0)
    gone = installed.model_copy(update={"mongo": "mongodb://127.0.0.1:1", "kafka": "127.0.0.1:1"})
    unseen = (await Search("anything", gone).everywhere()).unseen
    assert [what.partition(",")[0] for what in unseen] == [
        "databases at ONEVOICE_MONGO", "topics at ONEVOICE_KAFKA"
    ]  # fmt: skip
