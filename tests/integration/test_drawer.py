"""What is kept of somebody whose id the caller derived: once, under a key that is their own."""

import asyncio
import hashlib
import uuid

import pytest

from shared.contracts.commitment import NONCE, commit
from shared.mongo import Database, Server
from shared.vault import Erased, Vault

pytestmark = pytest.mark.law(13)


@pytest.fixture
async def vault(database: Database, server: Server) -> Vault:
    """A vault of its own."""
    made = Vault(database, server.database(f"{database.name}_keys"), b"secret" * 8)
    await made.prepare()
    return made


async def test_many_who_admit_the_same_person_open_one_drawer(vault: Vault) -> None:
    """One key: whoever comes second opens what the first one made."""
    person = uuid.uuid4().hex
    drawers = await asyncio.gather(*(vault.admit(person) for _ in range(10)))
    assert len({drawer.key for drawer in drawers}) == 1
    assert len({drawer.nonce("content") for drawer in drawers}) == 1


async def test_what_was_deposited_first_stays(vault: Vault) -> None:
    """A second deposit changes nothing and answers with the first."""
    drawer = await vault.admit(uuid.uuid4().hex)
    assert await drawer.deposit("content", "first") == "first"
    assert await drawer.deposit("content", "second") == "first"
    assert await vault.read([drawer.person], "content") == {drawer.person: "first"}


async def test_of_one_person_as_many_texts_are_read_at_once_as_are_wanted(vault: Vault) -> None:
    """Each by its field; what is not there, and whoever was erased, is left out."""
    kept, erased = await vault.admit(uuid.uuid4().hex), await vault.admit(uuid.uuid4().hex)
    for drawer, field in ((kept, "one"), (kept, "two"), (erased, "one")):
        await drawer.deposit(field, f"its {field}")
    await vault.destroy(erased.person)
    wanted = [(drawer.person, field) for drawer in (kept, erased) for field in ("one", "two", "three")]
    told = {(kept.person, "one"): "its one", (kept.person, "two"): "its two"}
    assert await vault.each(wanted) == told


async def test_nonces_differ_by_field_and_person_and_go_with_the_key(vault: Vault) -> None:
    """A nonce says nothing about any other, and an erasure takes it."""
    one, other = await vault.admit(uuid.uuid4().hex), await vault.admit(uuid.uuid4().hex)
    nonces = {one.nonce("content"), one.nonce("file"), other.nonce("content")}
    assert {len(nonce) for nonce in nonces} == {NONCE}
    assert len(nonces) == 3
    await vault.destroy(one.person)
    with pytest.raises(Erased):
        await vault.open(one.person)


async def test_nobody_is_admitted_where_somebody_was_barred(vault: Vault) -> None:
    """An id that is derived again finds that it was erased, also where nobody was admitted before."""
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    await (await vault.admit(one)).deposit("content", "text")
    for person in (one, other, one):
        await vault.bar(person)
        with pytest.raises(Erased):
            await vault.admit(person)
    assert await vault.kept([one, other]) == {}


def test_a_commitment_is_the_hash_of_nonce_and_content() -> None:
    """As the format says, so that any language can check it; a nonce of another length is refused."""
    nonce, content = bytes(range(32)), "où et quand".encode()
    assert commit(nonce, content) == hashlib.sha256(nonce + content).hexdigest()
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", content)
