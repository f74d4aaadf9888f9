"""The event store in MongoDB: one collection, one document for each append."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Any

from shared.contracts.envelope import Context
from shared.eventstore.port import Append, Conflict, StoredEvent, StoreUnavailable, StreamFrozen
from shared.mongo import Database, Duplicate, Index, Inserts, Unavailable, chunked, ensure_indexes

_FREEZE = 0
"""``seq`` of the marker that freezes a stream; it comes with the load at no extra cost."""

INDEXES = (
    Index(("stream", "seq"), unique=True),
    Index(("at", "stream"), where={"published": False}),
)


class MongoEventStore:
    """See the port for what is guaranteed; every method waits for the network."""

    def __init__(self, database: Database) -> None:
        self._events = database["events"]
        self._appends = Inserts(self._events)

    async def prepare(self) -> None:
        """Make and check the indexes. Raises ``MisfitIndex`` or ``Unavailable``."""
        await ensure_indexes(self._events, INDEXES)

    async def load(self, stream: str) -> list[Append]:
        """See the port."""
        try:
            found = await self._events.find({"stream": stream}).sort("seq", 1).to_list(None)
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error
        if found and found[0]["seq"] == _FREEZE:
            raise StreamFrozen(found[0]["reason"])
        return [_append(document) for document in found]

    async def exists(self, stream: str) -> bool:
        """See the port."""
        try:
            return await self._events.find_one({"stream": stream}, {"_id": 1}) is not None
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error

    async def append(self, append: Append) -> None:
        """See the port."""
        try:
            await self._appends.insert_one(document_of(append))
        except Duplicate as error:
            raise Conflict(f"{append.stream} already has append {append.seq}") from error
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error

    async def freeze(self, stream: str, reason: str) -> None:
        """See the port."""
        try:
            await self._events.insert_one(
                {
                    "_id": _id(stream, _FREEZE),
                    "stream": stream,
                    "seq": _FREEZE,
                    "reason": reason,
                    "published": True,
                }
            )
        except Duplicate:
            return

    async def thaw(self, stream: str) -> None:
        """See the port."""
        await self._events.delete_one({"_id": _id(stream, _FREEZE)})

    async def frozen(self) -> dict[str, str]:
        """See the port."""
        return {d["stream"]: d["reason"] async for d in self._events.find({"seq": _FREEZE})}

    async def withdraw(self, appends: Sequence[Append]) -> None:
        """Take these out of a frozen stream, and no other that came since; for healing a fork alone."""
        for append in appends:
            place = {"_id": _id(append.stream, append.seq), "command_id": append.command_id}
            await self._events.delete_one(place)

    async def publish_again(self) -> int:
        """Let the relay send every append that has events; how many. Raises ``Unavailable``."""
        sent = {"events.0": {"$exists": True}, "published": True}
        return int((await self._events.update_many(sent, {"$set": {"published": False}})).modified_count)

    async def history(self, stream: str | None = None, *, kind: str | None = None) -> AsyncIterator[Append]:
        """See the port; with ``kind`` the streams of that kind alone."""
        query: dict[str, object] = {"stream": stream} if stream else {}
        if kind:
            query = {"stream": {"$regex": f"^{kind}-"}}
        async for document in self._events.find(query).sort([("stream", 1), ("seq", 1)]):
            if document["seq"] != _FREEZE:
                yield _append(document)

    async def pending(self, limit: int, excluding: Collection[str] = ()) -> list[Append]:
        """See the port. Age only chooses the streams; within a stream, ``seq`` rules, never a clock."""
        waiting: dict[str, object] = {"published": False}
        if excluding:
            waiting["stream"] = {"$nin": list(excluding)}
        try:
            oldest = self._events.find(waiting, {"stream": 1}).sort("at", 1).limit(limit)
            streams = list(dict.fromkeys([d["stream"] async for d in oldest]))
            heads = await self._heads(streams)
            return [heads[stream] for stream in streams if stream in heads]
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error

    async def _heads(self, streams: Sequence[str]) -> dict[str, Append]:
        lowest: dict[str, int] = {}
        for chunk in chunked(streams):
            query = {"stream": {"$in": chunk}, "published": False}
            async for d in self._events.find(query, {"stream": 1, "seq": 1}):
                lowest[d["stream"]] = min(d["seq"], lowest.get(d["stream"], d["seq"]))
        heads: dict[str, Append] = {}
        for chunk in chunked(_id(stream, seq) for stream, seq in lowest.items()):
            async for d in self._events.find({"_id": {"$in": chunk}}):
                heads[d["stream"]] = _append(d)
        return heads

    async def mark(self, appends: Sequence[Append]) -> None:
        """See the port."""
        try:
            for chunk in chunked(_id(a.stream, a.seq) for a in appends):
                await self._events.update_many({"_id": {"$in": chunk}}, {"$set": {"published": True}})
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error

    async def backlog(self, cap: int) -> tuple[int, datetime | None]:
        """See the port."""
        try:
            waiting = await self._events.count_documents({"published": False}, limit=cap)
            oldest = await self._events.find_one({"published": False}, {"at": 1}, sort=[("at", 1)])
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error
        return waiting, oldest["at"] if oldest else None


def _id(stream: str, seq: int) -> str:
    return f"{stream}:{seq}"


def document_of(append: Append) -> dict[str, Any]:
    """The append as it is kept."""
    return {
        "_id": _id(append.stream, append.seq),
        "stream": append.stream,
        "seq": append.seq,
        "first": append.first,
        "last": append.last,
        "events": [
            {"id": e.id, "type": e.type, "version": e.version, "data": e.data, "digest": e.digest}
            for e in append.events
        ],
        "command_id": append.command_id,
        "fingerprint": append.fingerprint,
        "actor": append.actor,
        "at": append.at,
        "context": {
            "correlation_id": append.context.correlation_id,
            "causation_id": append.context.causation_id,
            "hops": append.context.hops,
            "traceparent": append.context.traceparent,
            "silent": append.context.silent,
        },
        "published": append.published,
    }


def _append(document: dict[str, Any]) -> Append:
    return Append(
        stream=document["stream"],
        seq=document["seq"],
        last=document["last"],
        events=tuple(StoredEvent(**event) for event in document["events"]),
        command_id=document["command_id"],
        fingerprint=document["fingerprint"],
        actor=document["actor"],
        at=document["at"],
        context=Context(**document["context"]),
        published=document["published"],
    )
