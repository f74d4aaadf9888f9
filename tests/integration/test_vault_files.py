"""Law 13 of files: each under its person's key, whole or not there, and gone with the person."""

import hashlib
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.clock import now
from shared.mongo import Database, Server
from shared.vault import Erased, Kept, Vault
from shared.vault.files import PIECE

pytestmark = pytest.mark.law(13)
CHUNKS, FILES = "vault_files.chunks", "vault_files.files"


@pytest.fixture
async def vault(database: Database, server: Server) -> Vault:
    """A vault of its own."""
    made = Vault(database, server.database(f"{database.name}_keys"), b"secret" * 8)
    await made.prepare()
    return made


@pytest.fixture
async def person(vault: Vault) -> str:
    """Somebody of whom nothing is kept yet."""
    return (await vault.admit(uuid.uuid4().hex)).person


async def parts(content: bytes, size: int = 70_001) -> AsyncIterator[bytes]:
    """The content as it might arrive."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def broken_off(content: bytes) -> AsyncIterator[bytes]:
    """The content of a sender who goes away before its end."""
    async for part in parts(content):
        yield part
    raise ConnectionResetError


async def read(vault: Vault, person: str, name: str = "file") -> bytes | None:
    """The whole content."""
    stream = await vault.files.open(person, name)
    return None if stream is None else b"".join([part async for part in stream])


async def chunks(database: Database, person: str) -> list[dict[str, Any]]:
    """What lies in the store."""
    return [one async for one in database[CHUNKS].find({"person": person}).sort([("files_id", 1), ("n", 1)])]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])
async def test_what_was_deposited_is_read(vault: Vault, person: str, size: int) -> None:
    """Byte for byte, at every border of a piece; nothing is there before."""
    content = os.urandom(size)
    assert await read(vault, person) is None
    assert await vault.files.deposit(person, "file", parts(content))
    assert await read(vault, person) == content
    assert await vault.kept([person]) == {person: Kept(keys=1, files=1)}


async def test_a_large_file_comes_back_in_pieces(vault: Vault, person: str) -> None:
    """25 MB go in and out a piece at a time, and nothing of them lies in the clear."""
    block = os.urandom(1 << 20)

    async def large() -> AsyncIterator[bytes]:
        for _ in range(25):
            yield block

    assert await vault.files.deposit(person, "file", large())
    stream = await vault.files.open(person, "file")
    assert stream is not None
    told, longest = hashlib.sha256(), 0
    async for part in stream:
        told.update(part)
        longest = max(longest, len(part))
    assert longest == PIECE
    assert told.digest() == hashlib.sha256(block * 25).digest()


async def test_the_first_complete_file_of_a_name_stays(vault: Vault, database: Database, person: str) -> None:
    """Whoever comes second is told so and leaves nothing, also when both write at once."""

    async def overtaken() -> AsyncIterator[bytes]:
        yield os.urandom(2 * PIECE)
        assert await vault.files.deposit(person, "file", parts(b"first"))
        yield b"second"

    assert not await vault.files.deposit(person, "file", overtaken())
    assert not await vault.files.deposit(person, "file", parts(b"third"))
    assert await read(vault, person) == b"first"
    assert len(await chunks(database, person)) == 1
    assert await vault.files.deposit(person, "other", parts(b"another name"))
    assert await read(vault, person) == b"first"


async def test_no_other_key_opens_a_file(vault: Vault, database: Database, person: str) -> None:
    """A file that is given to somebody else, whole, does not open."""
    other = (await vault.admit(uuid.uuid4().hex)).person
    await vault.files.deposit(person, "file", parts(b"text"))
    await database[CHUNKS].update_many({"person": person}, {"$set": {"person": other}})
    await database[FILES].update_many({}, {"$set": {"metadata.person": other}})
    assert await read(vault, person) is None
    with pytest.raises(ValueError, match="does not open"):
        await read(vault, other)


async def swap(database: Database, kept: list[dict[str, Any]]) -> None:
    """Two pieces change places."""
    for one, other in ((kept[0], kept[1]), (kept[1], kept[0])):
        await database[CHUNKS].update_one({"_id": one["_id"]}, {"$set": {"data": other["data"]}})


async def cut(database: Database, kept: list[dict[str, Any]]) -> None:
    """The end is gone."""
    await database[CHUNKS].delete_one({"_id": kept[-1]["_id"]})


async def behead(database: Database, kept: list[dict[str, Any]]) -> None:
    """The beginning is gone."""
    await database[CHUNKS].delete_one({"_id": kept[0]["_id"]})


async def spoil(database: Database, kept: list[dict[str, Any]]) -> None:
    """One bit differs."""
    data = bytearray(kept[1]["data"])
    data[100] ^= 1
    await database[CHUNKS].update_one({"_id": kept[1]["_id"]}, {"$set": {"data": bytes(data)}})


async def empty(database: Database, _kept: list[dict[str, Any]]) -> None:
    """Nothing is left of it but its document."""
    await database[CHUNKS].delete_many({})


async def borrow(database: Database, kept: list[dict[str, Any]]) -> None:
    """A piece comes from another file of the same person."""
    [other] = [one for one in kept if "/other/" in one["files_id"] and one["n"] == 1]
    [own] = [one for one in kept if "/file/" in one["files_id"] and one["n"] == 1]
    await database[CHUNKS].update_one({"_id": own["_id"]}, {"$set": {"data": other["data"]}})


@pytest.mark.parametrize("harm", [swap, cut, behead, spoil, empty, borrow])
async def test_a_piece_opens_in_its_place_alone(
    harm: Any, vault: Vault, database: Database, person: str
) -> None:
    """Moved, missing, cut off or altered: the stream ends in an error, never in another content."""
    content = os.urandom(2 * PIECE + 5)
    await vault.files.deposit(person, "file", parts(content))
    if harm is borrow:
        await vault.files.deposit(person, "other", parts(content))
    await harm(database, await chunks(database, person))
    with pytest.raises(ValueError, match="does not open"):
        await read(vault, person)


async def test_a_writer_that_fails_leaves_nothing(vault: Vault, database: Database, person: str) -> None:
    """What its source raises comes through, and what it had written is taken away."""
    with pytest.raises(ConnectionResetError):
        await vault.files.deposit(person, "file", broken_off(os.urandom(3 * PIECE)))
    assert await chunks(database, person) == []


async def half_written(vault: Vault, database: Database, person: str) -> None:
    """As a kill leaves it: some pieces, and no document."""
    await vault.files.deposit(person, "half", parts(os.urandom(3 * PIECE)))
    await database[FILES].delete_many({"metadata.name": "half"})
    await database[CHUNKS].delete_many({"files_id": {"$regex": "/half/"}, "n": {"$gt": 1}})


async def test_a_half_written_file_is_not_there_and_the_next_try_takes_its_place(
    vault: Vault, database: Database, person: str
) -> None:
    """Nobody reads it; who writes that name again leaves one file."""
    await half_written(vault, database, person)
    assert await read(vault, person, "half") is None
    assert await vault.kept([person]) == {person: Kept(keys=1, files=1)}
    assert await vault.files.deposit(person, "half", parts(b"whole"))
    assert await read(vault, person, "half") == b"whole"
    assert len(await chunks(database, person)) == 1


async def test_an_erasure_leaves_no_document(vault: Vault, database: Database, person: str) -> None:
    """Whole and half-written files go with the key, also where an earlier erasure was cut off after it."""
    other = (await vault.admit(uuid.uuid4().hex)).person
    await vault.files.deposit(other, "file", parts(b"another's"))
    await vault.files.deposit(person, "file", parts(os.urandom(PIECE + 1)))
    await half_written(vault, database, person)
    await database.client[f"{database.name}_keys"]["keys"].delete_one({"_id": person})
    with pytest.raises(Erased):
        await vault.files.open(person, "file")
    await vault.destroy(person)
    assert await vault.kept([person]) == {}
    assert await chunks(database, person) == []
    assert await database[FILES].count_documents({}) == 1
    assert await read(vault, other) == b"another's"


async def test_a_sweep_takes_half_written_files(vault: Vault, database: Database, person: str) -> None:
    """Who was abandoned leaves nothing."""
    await half_written(vault, database, person)
    [(_, at)] = [one async for one in vault.waiting(now())]
    assert await vault.abandon(person, at)
    assert await vault.kept([person]) == {}
    assert await chunks(database, person) == []


@pytest.mark.parametrize("again", [False, True], ids=["gone", "somebody new"])
async def test_who_is_erased_while_a_file_is_written_keeps_nothing_of_it(
    vault: Vault, database: Database, person: str, *, again: bool
) -> None:
    """Pieces that were written after the erasure go too, also where the id has a new key by then."""

    async def erased_meanwhile() -> AsyncIterator[bytes]:
        yield os.urandom(PIECE + 1)
        await vault.destroy(person)
        if again:
            await vault.admit(person)
        yield os.urandom(PIECE)

    with pytest.raises(Erased):
        await vault.files.deposit(person, "file", erased_meanwhile())
    assert await chunks(database, person) == []
    assert await database[FILES].count_documents({}) == 0


async def test_nothing_about_a_file_lies_in_the_clear(vault: Vault, database: Database, person: str) -> None:
    """Its document holds an id, a length, a time and the code's own name for it; no file name, no type."""
    await vault.files.deposit(person, "file", parts(b"a planted word"))
    [document] = [one async for one in database[FILES].find()]
    assert document.keys() == {"_id", "length", "chunkSize", "uploadDate", "metadata"}
    assert document["metadata"] == {"person": person, "name": "file"}
    assert b"planted" not in (await chunks(database, person))[0]["data"]
