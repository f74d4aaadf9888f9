"""Reading a view: by key or by query, of the generation that this code reads, not before what the caller has seen."""

import asyncio
import base64
import binascii
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from shared.mongo import Database
from shared.views.documents import Documents
from shared.views.fold import Part
from shared.views.generations import Generations
from shared.views.unreadable import Unreadable, leave_out
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
        if found is None:
            return None
        [(name, part)] = self._documents.shown_of(found).items()
        if part.trouble:
            leave_out(self._view.name, name, part.trouble)
            raise Unreadable(name)
        return Seen(name, part.version, cast("S", part.state))

    async def collected(self, key: str) -> list[Seen[S]]:
        """Every part of a document that collects streams, by stream."""
        documents = await self._active()
        parts = (await documents.look([key])).get(key, {})
        return [seen for name, part in sorted(parts.items()) if (seen := self._of(name, part))]

    async def find(self, query: Mapping[str, object], limit: int = 1_000) -> list[Seen[S]]:
        """Streams whose state answers the query (paths inside the state, indexed)."""
        where = {f"part.state.{path}": value for path, value in query.items()}
        cursor = (await self._active()).collection.find(where).limit(limit)
        return sorted(await self._all(cursor), key=lambda seen: seen.stream)

    async def ordered(
        self, path: str, limit: int, query: Mapping[str, object] | None = None, *, descending: bool = False
    ) -> list[Seen[S]]:
        """The first streams by an indexed path inside the state, of those that answer the query and can be read."""
        where = {f"part.state.{name}": value for name, value in (query or {}).items()}
        order = -1 if descending else 1
        documents = (await self._active()).collection.find(where).sort(f"part.state.{path}", order)
        found: list[Seen[S]] = []
        async for document in documents.batch_size(limit):
            if seen := self._seen(document):
                found.append(seen)
            if len(found) == limit:
                break
        return found

    async def many(self, streams: Iterable[str]) -> dict[str, Seen[S]]:
        """The states of these streams, where they have one."""
        loaded = await (await self._active()).look(streams)
        return {stream: seen for stream, parts in loaded.items() if (seen := self._of(stream, parts[stream]))}

    async def count(self, query: Mapping[str, object]) -> int:
        """How many streams answer the query."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        return int(await (await self._active()).collection.count_documents(where))

    async def each(self, query: Mapping[str, object]) -> AsyncIterator[Seen[S]]:
        """Every stream that answers the query, in no order, one after the other: any number of them."""
        where = {f"part.state.{name}": value for name, value in query.items()}
        async for found in (await self._active()).collection.find(where).batch_size(_WALKED):
            if seen := self._seen(found):
                yield seen

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
            try:
                values = [_at(found["part"]["state"], path) for path in paths]
            except (KeyError, TypeError) as error:
                leave_out(self._view.name, found["_id"], f"{type(error).__name__}: {error}")
            else:
                yield found["stream"], *values

    async def page(
        self, cursor: str | None, limit: int, query: Mapping[str, object] | None = None
    ) -> Page[S]:
        """Streams by name, ``limit`` at a time. Raises ``BadCursor``."""
        where: dict[str, object] = {f"part.state.{path}": value for path, value in (query or {}).items()}
        if cursor:
            where["stream"] = {"$gt": _uncursor(cursor)}
        rows = (await self._active()).collection.find(where).sort("stream", 1).limit(limit + 1)
        found = await rows.to_list(None)
        shown = (self._seen(document) for document in found[:limit])
        more = len(found) > limit
        return Page([seen for seen in shown if seen], _cursor(found[limit - 1]["_id"]) if more else None)

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
        reached = await (await self._active()).versions(stream for stream, _ in after)
        return all(reached.get(stream, 0) >= version for stream, version in after)

    async def _active(self) -> Documents:
        if time.monotonic() > self._until:
            read = (await self._generations.of(self._view)).read
            if read != self._documents.generation:
                self._documents = Documents(self._database, self._view, read)
            self._until = time.monotonic() + _FOLLOW
        return self._documents

    async def _all(self, documents: AsyncIterable[Mapping[str, Any]]) -> list[Seen[S]]:
        return [seen async for document in documents if (seen := self._seen(document))]

    def _seen(self, document: Mapping[str, Any]) -> Seen[S] | None:
        """What a document of a single stream shows; None, and noted, where it cannot be read."""
        [(name, part)] = self._documents.shown_of(document).items()
        return self._of(name, part)

    def _of(self, stream: str, part: Part) -> Seen[S] | None:
        if part.trouble:
            leave_out(self._view.name, stream, part.trouble)
        return Seen(stream, part.version, cast("S", part.state)) if part.state else None


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
