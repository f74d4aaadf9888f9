"""Files in GridFS's two collections, written piece by piece: a file is there once all of it is.

The chunks are written here and not by the driver's bucket, which holds up to 48 MB of a file before it sends any
of it (pymongo 4.20) and would want a file name.
"""

from collections.abc import AsyncIterable, AsyncIterator, Mapping

from shared.clock import now
from shared.mongo.client import Database, Duplicate, Index, ensure_indexes

Content = AsyncIterator[bytes]

_AT_ONCE = 4
"""Chunks that the store sends together; where nobody says how many, it sends 101."""


class Grid:
    """A bucket. Every method raises ``Unavailable``; a file's id is of one try to write it alone."""

    def __init__(self, database: Database, name: str) -> None:
        self.files = database[f"{name}.files"]
        self.chunks = database[f"{name}.chunks"]

    async def prepare(self, *once: str, by: str | None = None) -> None:
        """Make and check the indexes: one complete file of the same ``once`` in its metadata."""
        await ensure_indexes(self.files, [Index(tuple(f"metadata.{one}" for one in once), unique=True)])
        found = [Index((by,))] if by else []
        await ensure_indexes(self.chunks, [Index(("files_id", "n"), unique=True), *found])

    async def write(
        self,
        file: str,
        pieces: AsyncIterable[bytes],
        metadata: Mapping[str, object],
        each: Mapping[str, object] = {},
        *,
        size: int,
    ) -> bool:
        """Every piece, of this ``size`` but for the last, then the document that makes them a file.

        False where another file of this metadata was complete before. ``each`` stands beside each piece.
        """
        length, number = 0, 0
        async for piece in pieces:
            await self.chunks.insert_one({"files_id": file, "n": number, "data": piece, **each})
            length, number = length + len(piece), number + 1
        whole = {
            "_id": file,
            "length": length,
            "chunkSize": size,
            "uploadDate": now(),
            "metadata": {**metadata},
        }
        try:
            await self.files.insert_one(whole)
        except Duplicate:
            return False
        return True

    async def find(self, **metadata: object) -> str | None:
        """The id of the file of this metadata."""
        found = await self.files.find_one(
            {f"metadata.{name}": is_ for name, is_ in metadata.items()}, {"_id": 1}
        )
        return str(found["_id"]) if found else None

    async def read(self, file: str, first: int = 0) -> Content:
        """The pieces from the ``first`` one on."""
        asked = {"files_id": file, "n": {"$gte": first}}
        async for chunk in self.chunks.find(asked).sort("n").batch_size(_AT_ONCE):
            yield chunk["data"]

    async def discard(self, file: str) -> None:
        """Remove a file, complete or not."""
        await self.files.delete_one({"_id": file})
        await self.chunks.delete_many({"files_id": file})

    async def discard_tries(self, begins: str, but: str) -> None:
        """Remove the pieces of every try whose id begins so, but of this one."""
        after = begins[:-1] + chr(ord(begins[-1]) + 1)
        await self.chunks.delete_many({"files_id": {"$gte": begins, "$lt": after, "$ne": but}})


async def in_pieces(content: Content, size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """The content in pieces, and whether each is the last: at least one, all but the last one full."""
    held = bytearray()
    async for part in content:
        held += part
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True
