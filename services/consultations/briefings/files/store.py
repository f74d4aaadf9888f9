"""The files of documents: public, in the service's own database, each under the hash of what it holds."""

import contextlib
import uuid
from datetime import timedelta
from typing import Final

from shared.clock import now
from shared.mongo import Content, Database, Grid, Index, Unavailable, ensure_indexes, in_pieces

PIECE: Final = 255 * 1024
"""Bytes of one chunk, as GridFS has it."""
_CUT_OFF: Final = timedelta(days=1)
"""After so long a try that is not complete is nobody's any more: no body takes longer than an hour."""


class DocumentFiles:
    """Keeps each content once, for ever. Every method raises ``Unavailable``; all may be repeated."""

    def __init__(self, database: Database) -> None:
        self._grid = Grid(database, "document_files")
        self._tries = database["document_tries"]

    async def prepare(self) -> None:
        """Make and check the indexes."""
        await self._grid.prepare("sha256")
        await ensure_indexes(self._tries, [Index(("at",))])

    async def has(self, sha256: str) -> bool:
        """Whether the content of this hash is there, whole."""
        return await self._grid.find(sha256=sha256) is not None

    async def keep(self, sha256: str, content: Content) -> None:
        """Keep the content of this hash. When it returns, all of it is on disk; before, nothing of it is there."""
        await self._sweep()
        if await self.has(sha256):
            return
        file = f"{sha256}/{uuid.uuid4().hex}"  # a try of its own: one that was cut off is in nobody's way
        await self._tries.insert_one({"_id": file, "at": now()})
        pieces = (piece async for piece, _ in in_pieces(content, PIECE))
        try:
            kept = await self._grid.write(file, pieces, {"sha256": sha256}, size=PIECE)
        except BaseException:
            with contextlib.suppress(Unavailable):
                await self._grid.discard(file)
            raise
        if kept:
            await self._grid.discard_tries(f"{sha256}/", file)
        else:
            await self._grid.discard(file)
        await self._tries.delete_one({"_id": file})

    async def read(self, sha256: str, first: int, size: int) -> Content | None:
        """So many bytes of the content from the ``first`` one on; None where it is not there."""
        file = await self._grid.find(sha256=sha256)
        return self._part(file, first, size) if file else None

    async def _part(self, file: str, first: int, size: int) -> Content:
        skip = first % PIECE
        async for piece in self._grid.read(file, first // PIECE):
            part = piece[skip : skip + size]
            skip, size = 0, size - len(part)
            if part:
                yield part
            if size <= 0:
                return

    async def _sweep(self) -> None:
        """Remove what tries left behind that were cut off."""
        async for one in self._tries.find({"at": {"$lt": now() - _CUT_OFF}}):
            if not await self._grid.files.find_one({"_id": one["_id"]}, {"_id": 1}):
                await self._grid.discard(one["_id"])
            await self._tries.delete_one({"_id": one["_id"]})


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await DocumentFiles(database).prepare()
