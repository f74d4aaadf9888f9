"""The event store in MongoDB: one collection, one document for each append."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from shared.contracts.envelope import Context
from shared.eventstore.port import Append, Conflict, Run, StoredEvent, StoreUnavailable, StreamFrozen, run_of
from shared.mongo import (
    Database,
    Duplicate,
    Index,
    Inserts,
    Unavailable,
    chunked,
    ensure_indexes,
    store_passes,
)

_FREEZE = 0
"""``seq`` of the marker that freezes a stream; it comes with the load at no extra cost."""

_WAITING: Final = {"at": {"$gt": datetime.min.replace(tzinfo=UTC)}, "published": False}
"""What waits for Kafka. MongoDB takes a partial index only for a query that also bounds its first key."""
_PAGE: Final = 256
"""Documents that one look of the relay reads at most for a hundred streams."""

INDEXES = (
    Index(("stream", "seq"), unique=True),
    Index(("at", "stream"), where={"published": False}),
)


@contextmanager
def answering() -> Iterator[None]:
    """What is only away is ``StoreUnavailable``; what the store refuses for good stays the fault that it is."""
    try:
        yield
    except Unavailable as error:
        if store_passes(error) and not isinstance(error, Duplicate):
            raise StoreUnavailable(str(error)) from error
        raise


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
        with answering():
            found = await self._events.find({"stream": stream}).sort("seq", 1).to_list(None)
        if found and found[0]["seq"] == _FREEZE:
            raise StreamFrozen(found[0]["reason"])
        return [_append(document) for document in found]

    async def exists(self, stream: str) -> bool:
        """See the port."""
        with answering():
            return await self._events.find_one({"stream": stream}, {"_id": 1}) is not None

    async def append(self, append: Append) -> None:
        """See the port."""
        try:
            with answering():
                await self._appends.insert_one(document_of(append))
        except Duplicate as error:
            raise Conflict(f"{append.stream} already has append {append.seq}") from error

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

    async def pending(self, limit: int, excluding: Collection[str] = ()) -> list[Run]:
        """See the port. Age only chooses the streams; within a stream, ``seq`` rules, never a clock."""
        waiting: dict[str, object] = dict(_WAITING)
        if excluding:
            waiting["stream"] = {"$nin": list(excluding)}
        with answering():
            oldest = self._events.find(waiting, {"stream": 1}).sort("at", 1).limit(limit)
            streams = list(dict.fromkeys([d["stream"] async for d in oldest]))
            runs = await self._runs(streams)
        return [runs[stream] for stream in streams if stream in runs]

    async def _runs(self, streams: Sequence[str]) -> dict[str, Run]:
        """By stream; of some none, where others have so much waiting that these must come later."""
        waiting: dict[str, list[Append]] = {}
        for chunk in chunked(streams):
            query = {"stream": {"$in": chunk}, "published": False}
            page = self._events.find(query).sort([("stream", 1), ("seq", 1)]).limit(_PAGE)
            async for document in page:
                waiting.setdefault(document["stream"], []).append(_append(document))
        return {stream: run_of(appends) for stream, appends in waiting.items()}

    async def mark(self, appends: Sequence[Append]) -> None:
        """See the port."""
        with answering():
            for chunk in chunked(_id(a.stream, a.seq) for a in appends):
                await self._events.update_many({"_id": {"$in": chunk}}, {"$set": {"published": True}})

    async def backlog(self, cap: int) -> tuple[int, datetime | None]:
        """See the port."""
        with answering():
            waiting = await self._events.count_documents(_WAITING, limit=cap)
            oldest = await self._events.find_one(_WAITING, {"at": 1}, sort=[("at", 1)])
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
