"""Reading a view: by key or by query, always the active generation, and not before what the caller has seen."""

import asyncio
import base64
import binascii
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from shared.mongo import Database
from shared.views.documents import Documents, Parts
from shared.views.fold import Part
from shared.views.generations import Generations
from shared.views.view import View

S = TypeVar("S", bound=BaseModel)
_FOLLOW = 0.5
_PATIENCE = 3.0
_LOOK = 0.02
_WALKED = 1_000


class NotYet(Exception):
    """The view has not come as far as the caller asked for, within ``_PATIENCE`` seconds."""


class NotFolded(Exception):
    """The view does not fold this kind of stream, so it can never come that far."""


class BadCursor(Exception):
    """The cursor is not one that a page of this list gave."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[S]):
    """What is in the view for one stream: its state and the version it stands at."""

    stream: str
    version: int
    state: S


@dataclass(frozen=True, slots=True)
class Page(Generic[S]):
    """Some of a list, and the cursor of the rest."""

    items: Sequence[Seen[S]]
    next: str | None


class Reader(Generic[S]):
    """Reads one view of one service. Safe to share. Raises ``Unavailable`` when the store is away."""

    def __init__(self, database: Database, view: View[S]) -> None:
        self._database = database
        self._view = view
        self._generations = Generations(database)
        self._documents = Documents(database, view, 1)
        self._until = 0.0

    async def get(self, stream: str) -> Seen[S] | None:
        """The state of one stream (in a view of single streams)."""
        found = await (await self._active()).collection.find_one({"_id": stream})
        return self._seen(found) if found else None

    async def collected(self, key: str) -> list[Seen[S]]:
        """Every part of a document that collects streams, by stream."""
        documents = await self._active()
        parts = (await documents.load([key])).get(key, {})
        return [
            Seen(name, part.version, cast("S", part.state))
            for name, part in sorted(parts.items())
            if part.state
        ]

    async def find(self, query: Mapping[str, object], limit: int = 1_000) -> list[Seen[S]]:
        """Streams whose state answers the query (paths inside the state, indexed)."""
        where = {f"part.state.{path}": value for path, value in query.items()}
        cursor = (await self._active()).collection.find(where).limit(limit)
        return sorted([self._seen(d) async for d in cursor], key=lambda seen: seen.stream)

    async def ordered(
        self, path: str, limit: int, query: Mapping[str, object] | None = None, *, descending: bool = False
    ) -> list[Seen[S]]:
        """The first streams by an indexed path inside the state, of those that answer the query."""
        where = {f"part.state.{name}": value for name, value in (query or {}).items()}
        order = -1 if descending else 1
        cursor = (await self._active()).collection.find(where).sort(f"part.state.{path}", order).limit(limit)
        return [self._seen(d) async for d in cursor]

    async def many(self, streams: Iterable[str]) -> dict[str, Seen[S]]:
        """The states of these streams, where they have one."""
        loaded = await (await self._active()).load(streams)
        return {
            stream: Seen(stream, part.version, cast("S", part.state))
            for stream, parts in loaded.items()
            if (part := parts[stream]).state
        }

    async def count(self, query: Mapping[str, object]) -> int:
        """How many streams answer the query."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        return int(await (await self._active()).collection.count_documents(where))

    async def each(self, query: Mapping[str, object]) -> AsyncIterator[Seen[S]]:
        """Every stream that answers the query, in no order, one after the other: any number of them."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        async for found in (await self._active()).collection.find(where).batch_size(_WALKED):
            yield self._seen(found)

    async def tally(self, query: Mapping[str, object], *paths: str) -> list[tuple[tuple[Any, ...], int]]:
        """How many streams answer the query, for each combination of what stands at these paths."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        by = {str(number): f"$part.state.{path}" for number, path in enumerate(paths)}
        group = [{"$match": where}, {"$group": {"_id": by, "number": {"$sum": 1}}}]
        rows = (await self._active()).collection.aggregate(group)
        return [
            (tuple(row["_id"].get(str(number)) for number in range(len(paths))), row["number"])
            async for row in rows
        ]

    async def walk(self, query: Mapping[str, object], *paths: str) -> AsyncIterator[tuple[Any, ...]]:
        """Each stream that answers the query, with these paths inside its state, in no order: any number of them."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        wanted = {"stream": 1} | {f"part.state.{path}": 1 for path in paths}
        async for found in (await self._active()).collection.find(where, wanted).batch_size(_WALKED):
            yield found["stream"], *(_at(found["part"]["state"], path) for path in paths)

    async def page(
        self, cursor: str | None, limit: int, query: Mapping[str, object] | None = None
    ) -> Page[S]:
        """Streams by name, ``limit`` at a time. Raises ``BadCursor``."""
        where: dict[str, object] = {f"part.state.{path}": value for path, value in (query or {}).items()}
        if cursor:
            where["stream"] = {"$gt": _uncursor(cursor)}
        rows = (await self._active()).collection.find(where).sort("stream", 1).limit(limit + 1)
        found = [self._seen(d) async for d in rows]
        more = len(found) > limit
        return Page(found[:limit], _cursor(found[limit - 1].stream) if more else None)

    async def wait_for(self, after: Sequence[tuple[str, int]]) -> None:
        """Return when every (stream, version) is folded. Raises ``NotYet`` and ``NotFolded``."""
        for stream, _ in after:
            if stream.partition("-")[0] not in self._view.kinds:
                raise NotFolded(f"this view folds {', '.join(sorted(self._view.kinds))}, not {stream}")
        deadline = time.monotonic() + _PATIENCE
        while not await self._reached(after):
            if time.monotonic() > deadline:
                raise NotYet("what you wrote is kept, and will show here soon")
            await asyncio.sleep(_LOOK)

    async def _reached(self, after: Sequence[tuple[str, int]]) -> bool:
        documents = await self._active()
        loaded = await documents.load({documents.key(stream) for stream, _ in after})
        return all(
            loaded.get(documents.key(stream), {}).get(stream, Part()).version >= version
            for stream, version in after
        )

    async def _active(self) -> Documents:
        if time.monotonic() > self._until:
            state = await self._generations.of(self._view.name)
            if state.active != self._documents.generation:
                self._documents = Documents(self._database, self._view, state.active)
            self._until = time.monotonic() + _FOLLOW
        return self._documents

    def _seen(self, document: Mapping[str, Any]) -> Seen[S]:
        parts: Parts = self._documents.parts_of(document)
        part = parts[document["_id"]]
        return Seen(document["_id"], part.version, cast("S", part.state))


def _at(state: Any, path: str) -> Any:
    for step in path.split("."):
        state = state[step]
    return state


def _cursor(stream: str) -> str:
    return base64.urlsafe_b64encode(stream.encode()).decode().rstrip("=")


def _uncursor(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise BadCursor("take the cursor from the page before, unchanged") from error
