"""A person's files: in GridFS's two collections, encrypted piece by piece under the person's key.

The chunks are written here and not by the driver's bucket, which holds up to 48 MB of a file before it sends any
of it (pymongo 4.20) and would want a file name. No name and no type of a file is kept in the clear.
"""

import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.clock import now
from shared.mongo import Database, Duplicate, Index, Unavailable, ensure_indexes
from shared.vault.drawer import Drawer, Erased

PIECE: Final = 256 * 1024
"""Bytes of a file that are encrypted together, and lie in one chunk."""

_NONCE: Final = 12
_TAG: Final = 16
_AT_ONCE: Final = 4
"""Chunks that the store sends together; where nobody says how many, it sends 101."""

Content = AsyncIterator[bytes]


class Files:
    """The files of a vault's persons, each under a name (``content``) that the code gives, never its owner.

    A file is there once it is complete, and then stays as it is. What is written and read lies in memory a few
    pieces at a time. Every method raises ``Unavailable``; all may be repeated.
    """

    def __init__(self, database: Database, drawer_of: Callable[[str], Awaitable[Drawer]]) -> None:
        self._files = database["vault_files.files"]
        self.chunks = database["vault_files.chunks"]
        self._drawer_of = drawer_of

    async def prepare(self) -> None:
        """Make and check the indexes: one complete file of a name, one piece of a number."""
        await ensure_indexes(self._files, [Index(("metadata.person", "metadata.name"), unique=True)])
        await ensure_indexes(self.chunks, [Index(("files_id", "n"), unique=True), Index(("person",))])

    async def deposit(self, person: str, name: str, content: Content) -> bool:
        """Keep the content unless a file of this name is complete already; whether this one is what is kept.

        Raises ``Erased``, also when the person is erased while this writes: then nothing of it is left.
        """
        key = (await self._drawer_of(person)).key
        if await self._find(person, name):
            return False
        file = (
            f"{person}/{name}/{uuid.uuid4().hex}"  # a try of its own: one that was cut off is in nobody's way
        )
        try:
            kept = await self._write(person, name, file, key, content)
            await self._still(person, key)
        except BaseException:
            with contextlib.suppress(Unavailable):
                await self._discard(file)
            raise
        if kept:
            tries = {"$gte": f"{person}/{name}/", "$lt": f"{person}/{name}0", "$ne": file}  # 0 comes after /
            await self.chunks.delete_many({"files_id": tries})
        else:
            await self._discard(file)
        return kept

    async def open(self, person: str, name: str) -> Content | None:
        """The content as a stream, None where no file of this name is complete. Raises ``Erased``.

        The stream raises ValueError where a piece does not open in its place; what it gave before is genuine, and
        whole only when the stream ends.
        """
        key = (await self._drawer_of(person)).key
        file = await self._find(person, name)
        return self._read(file, key) if file else None

    async def remove(self, person: str) -> None:
        """Remove every file of the person, complete or not."""
        await self._files.delete_many({"metadata.person": person})
        await self.chunks.delete_many({"person": person})

    async def _still(self, person: str, key: bytes) -> None:
        """Raises ``Erased`` where that is no longer the person's key."""
        if (await self._drawer_of(person)).key != key:
            raise Erased(person)

    async def _find(self, person: str, name: str) -> str | None:
        found = await self._files.find_one({"metadata.person": person, "metadata.name": name}, {"_id": 1})
        return str(found["_id"]) if found else None

    async def _write(self, person: str, name: str, file: str, key: bytes, content: Content) -> bool:
        """Every piece, then the document that makes them a file; False where another one was complete before."""
        cipher, length, number = AESGCM(key), 0, 0
        async for piece, last in _pieces(content):
            nonce = os.urandom(_NONCE)
            data = nonce + cipher.encrypt(nonce, piece, _place(file, number, last=last))
            await self.chunks.insert_one({"files_id": file, "n": number, "data": data, "person": person})
            length, number = length + len(data), number + 1
        whole = {
            "_id": file,
            "length": length,
            "chunkSize": _NONCE + PIECE + _TAG,
            "uploadDate": now(),
            "metadata": {"person": person, "name": name},
        }
        try:
            await self._files.insert_one(whole)
        except Duplicate:
            return False
        return True

    async def _read(self, file: str, key: bytes) -> Content:
        number, held = 0, b""
        async for chunk in self.chunks.find({"files_id": file}).sort("n").batch_size(_AT_ONCE):
            if held:
                yield _opened(key, held, file, number, last=False)
                number += 1
            held = chunk["data"]
        yield _opened(key, held, file, number, last=True)

    async def _discard(self, file: str) -> None:
        await self._files.delete_one({"_id": file})
        await self.chunks.delete_many({"files_id": file})


async def _pieces(content: Content) -> AsyncIterator[tuple[bytes, bool]]:
    """The content in pieces, and whether each is the last: at least one, all but the last one full."""
    held = bytearray()
    async for part in content:
        held += part
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True


def _place(file: str, number: int, *, last: bool) -> bytes:
    """Where a piece belongs: it opens nowhere else, and the last one only at the end."""
    return f"{file} {number} {'last' if last else 'more'}".encode()


def _opened(key: bytes, data: bytes, file: str, number: int, *, last: bool) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], _place(file, number, last=last))
    except (InvalidTag, ValueError) as error:  # ValueError: there is too little of it
        raise ValueError(f"piece {number} of the vault's file {file} does not open with its key") from error
