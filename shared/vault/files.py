"""A person's files: encrypted piece by piece under the person's key. No name and no type is kept in the clear."""

import contextlib
import os
import uuid
from collections.abc import Awaitable, Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.mongo import Content, Database, Grid, Unavailable, in_pieces
from shared.vault.drawer import Drawer, Erased

PIECE: Final = 256 * 1024
"""Bytes of a file that are encrypted together, and lie in one chunk."""

_NONCE: Final = 12
_TAG: Final = 16


class Files:
    """The files of a vault's persons, each under a name (``content``) that the code gives, never its owner.

    A file is there once it is complete, and then stays as it is. What is written and read lies in memory a few
    pieces at a time. Every method raises ``Unavailable``; all may be repeated.
    """

    def __init__(self, database: Database, drawer_of: Callable[[str], Awaitable[Drawer]]) -> None:
        self._grid = Grid(database, "vault_files")
        self.chunks = self._grid.chunks
        self._drawer_of = drawer_of

    async def prepare(self) -> None:
        """Make and check the indexes: one complete file of a name, one piece of a number."""
        await self._grid.prepare("person", "name", by="person")

    async def deposit(self, person: str, name: str, content: Content) -> bool:
        """Keep the content unless a file of this name is complete already; whether this one is what is kept.

        Raises ``Erased``, also when the person is erased while this writes: then nothing of it is left.
        """
        key = (await self._drawer_of(person)).key
        if await self._grid.find(person=person, name=name):
            return False
        file = (
            f"{person}/{name}/{uuid.uuid4().hex}"  # a try of its own: one that was cut off is in nobody's way
        )
        try:
            sealed, of = _sealed(key, file, content), {"person": person}
            kept = await self._grid.write(file, sealed, {**of, "name": name}, of, size=_NONCE + PIECE + _TAG)
            await self._still(person, key)
        except BaseException:
            with contextlib.suppress(Unavailable):
                await self._grid.discard(file)
            raise
        if kept:
            await self._grid.discard_tries(f"{person}/{name}/", file)
        else:
            await self._grid.discard(file)
        return kept

    async def open(self, person: str, name: str) -> Content | None:
        """The content as a stream, None where no file of this name is complete. Raises ``Erased``.

        The stream raises ValueError where a piece does not open in its place; what it gave before is genuine, and
        whole only when the stream ends.
        """
        key = (await self._drawer_of(person)).key
        file = await self._grid.find(person=person, name=name)
        return self._read(file, key) if file else None

    async def remove(self, person: str) -> None:
        """Remove every file of the person, complete or not."""
        await self._grid.files.delete_many({"metadata.person": person})
        await self.chunks.delete_many({"person": person})

    async def _still(self, person: str, key: bytes) -> None:
        """Raises ``Erased`` where that is no longer the person's key."""
        if (await self._drawer_of(person)).key != key:
            raise Erased(person)

    async def _read(self, file: str, key: bytes) -> Content:
        number, held = 0, b""
        async for data in self._grid.read(file):
            if held:
                yield _opened(key, held, file, number, last=False)
                number += 1
            held = data
        yield _opened(key, held, file, number, last=True)


async def _sealed(key: bytes, file: str, content: Content) -> Content:
    cipher, number = AESGCM(key), 0
    async for piece, last in in_pieces(content, PIECE):
        nonce = os.urandom(_NONCE)
        yield nonce + cipher.encrypt(nonce, piece, _place(file, number, last=last))
        number += 1


def _place(file: str, number: int, *, last: bool) -> bytes:
    """Where a piece belongs: it opens nowhere else, and the last one only at the end."""
    return f"{file} {number} {'last' if last else 'more'}".encode()


def _opened(key: bytes, data: bytes, file: str, number: int, *, last: bool) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], _place(file, number, last=last))
    except (InvalidTag, ValueError) as error:  # ValueError: there is too little of it
        raise ValueError(f"piece {number} of the vault's file {file} does not open with its key") from error
