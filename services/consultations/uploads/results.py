"""What became of each row of an upload: work, kept beside the history; what is wrong with a row is in the vault."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from pydantic import TypeAdapter

from shared.mistakes import FieldError
from shared.mongo import Database, Duplicate, Index, ensure_indexes
from shared.mongo.ops import ReplaceOne, bulk
from shared.values import Value
from shared.vault import Erased, Vault

LEASE: Final = timedelta(seconds=30)
"""How long a worker that died keeps others from its upload."""
_LONGEST: Final = 2_000_000
"""Characters of a row that are kept; the longest that can become an input has half as many."""
_TOGETHER: Final = 100
_ERRORS: Final = TypeAdapter(tuple[FieldError, ...])


class RowResult(Value):
    """A row by the line that it begins on: the input that it became, or what is wrong with it."""

    line: int
    input: str | None = None
    errors: tuple[FieldError, ...] = ()


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database["upload_rows"], [Index(("upload", "line"), unique=True)])


class Results:
    """Keeps them. Every method raises ``Unavailable``; all may be repeated."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._rows = database["upload_rows"]
        self._work = database["upload_work"]
        self._vault = vault

    async def lease(self, upload: str, owner: str, now: datetime) -> bool:
        """Whether this worker has the upload until ``LEASE`` from now; asked again, for longer."""
        mine = {"_id": upload, "owner": owner, "due": now + LEASE}
        free = {"_id": upload, "$or": [{"owner": owner}, {"due": {"$lt": now}}]}
        try:
            await self._work.replace_one(free, mine, upsert=True)
        except Duplicate:
            return False
        return True

    async def keep(
        self, upload: str, results: Sequence[RowResult], sent: Mapping[int, str] = MappingProxyType({})
    ) -> None:
        """Keep these, and of those that became no input what was ``sent``, by their lines.

        One that is there already stays the same, because its row is the same. No text is kept of an upload that
        was undone meanwhile.
        """
        with contextlib.suppress(Erased):
            drawer = await self._vault.open(upload)
            for one in results:
                if one.errors:
                    await drawer.deposit(_field(one.line), _ERRORS.dump_json(one.errors).decode())
                    if (text := sent.get(one.line)) and len(text) <= _LONGEST:
                        await drawer.deposit(_sent(one.line), text)
        rows = [
            {"_id": f"{upload} {one.line}", "upload": upload, "line": one.line, "input": one.input}
            for one in results
        ]
        await bulk(self._rows, [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows])

    async def lines(self, upload: str) -> dict[int, str | None]:
        """Every row that has a result, with its input."""
        found = self._rows.find({"upload": upload}, {"line": 1, "input": 1})
        return {one["line"]: one["input"] async for one in found}

    async def counts(self, upload: str) -> tuple[int, int]:
        """How many rows became inputs so far, and how many did not."""
        accepted = await self._rows.count_documents({"upload": upload, "input": {"$ne": None}})
        return accepted, await self._rows.count_documents({"upload": upload}) - accepted

    async def page(self, upload: str, after: int, limit: int, *, bad: bool) -> list[RowResult]:
        """Results of rows after this line, in order; ``bad`` alone are those that became no input."""
        query: dict[str, object] = {"upload": upload, "line": {"$gt": after}}
        if bad:
            query["input"] = None
        rows = [one async for one in self._rows.find(query).sort("line", 1).limit(limit)]
        return [
            RowResult(line=one["line"], input=one["input"], errors=await self._errors(upload, one))
            for one in rows
        ]

    async def failed(self, upload: str) -> AsyncIterator[tuple[RowResult, str]]:
        """Each row that became no input, with what was sent; empty where that was too long to be kept."""
        after = -1
        while found := await self.page(upload, after, _TOGETHER, bad=True):
            for one in found:
                there = await self._vault.read([upload], _sent(one.line))
                yield one, there.get(upload, "")
            after = found[-1].line

    async def inputs(self, upload: str) -> AsyncIterator[str]:
        """Every input that the upload brought and that is not known to be withdrawn with it."""
        async for one in self._rows.find({"upload": upload, "input": {"$ne": None}, "withdrawn": None}):
            yield one["input"]

    async def withdrawn(self, upload: str, inputs: Sequence[str]) -> None:
        """These are."""
        where = {"upload": upload, "input": {"$in": list(inputs)}}
        await self._rows.update_many(where, {"$set": {"withdrawn": True}})

    async def _errors(self, upload: str, row: dict[str, object]) -> tuple[FieldError, ...]:
        if row["input"] is not None:
            return ()
        found = await self._vault.read([upload], _field(int(str(row["line"]))))
        return _ERRORS.validate_json(found[upload]) if upload in found else ()


def _field(line: int) -> str:
    return f"row {line}"


def _sent(line: int) -> str:
    return f"row {line} sent"
