"""Parked records: what could not be applied waits here, whole, until it can. Nothing is discarded.

``owner`` is a consumer group's name: a view generation or a reaction.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.clock import now
from shared.kafka.records import Incoming, Malformed, Record, incoming, readable
from shared.mongo import Database, Index, UpdateOne, bulk, chunked, ensure_indexes

Header = tuple[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Raw:
    """A Kafka record as it came, so that it can be judged anew."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """A record that waits. ``stream`` is None where its key names none: it was set aside alone."""

    id: str
    owner: str
    stream: str | None
    version: int | None
    reason: str
    detail: str
    at: datetime
    raw: Raw

    def incoming(self) -> Incoming | None:
        """The record judged anew; None while it is malformed."""
        return readable(self.raw)


_INDEXES: Final = (
    Index(("owner", "stream")),
    Index(("stream",)),
    Index(("owner", "reason", "stream", "version")),
)
_LOOKED_AT: Final = 1_000
"""Records that one look for filled gaps comes by."""

_PLACE: Final = ("topic", "partition", "offset")
"""Where a record lies in Kafka."""


class Parked:
    """The parked records of one service. Parking the same record again changes nothing but its reason."""

    def __init__(self, database: Database) -> None:
        self._collection = database["parked"]

    async def prepare(self) -> None:
        """Make and check the indexes."""
        await ensure_indexes(self._collection, _INDEXES)

    async def park(
        self, owner: str, record: Record, reason: str, detail: str, incoming: Incoming | None
    ) -> None:
        """Keep one record. See ``park_all``."""
        await self.park_all(owner, [(record, reason, detail, incoming)])

    async def park_all(self, owner: str, records: Sequence[tuple[Record, str, str, Incoming | None]]) -> None:
        """Keep the records, each under its place in Kafka. Raises ``Unavailable``."""
        operations = []
        for record, reason, detail, known in records:
            place = f"{owner}:{record.topic}:{record.partition}:{record.offset}"
            kept = {
                "owner": owner,
                "stream": known.stream if known else _key(record),
                "version": known.version if known else None,
                "topic": record.topic,
                "partition": record.partition,
                "offset": record.offset,
                "key": record.key,
                "value": record.value,
                "headers": [[name, value] for name, value in record.headers],
                "at": now(),
            }
            operations.append(
                UpdateOne(
                    {"_id": place},
                    {"$setOnInsert": kept, "$set": {"reason": reason, "detail": detail}},
                    upsert=True,
                )
            )
        for chunk in chunked(operations):
            await bulk(self._collection, chunk)

    async def streams(self, owner: str) -> list[str]:
        """Streams of which records wait here."""
        found = await self._collection.distinct("stream", {"owner": owner})
        return sorted(stream for stream in found if stream)

    async def gaps(self, owner: str, after: str) -> tuple[dict[str, int], str]:
        """The lowest version that waits for one before it, by stream, of so many streams ``after`` a name.

        And after which to go on the next time: none, where these were the last.
        """
        waits = {"owner": owner, "reason": "gap", "stream": {"$gt": after}}
        order = [("stream", 1), ("version", 1)]
        page = self._collection.find(waits, {"stream": 1, "version": 1}).sort(order).limit(_LOOKED_AT)
        documents = await page.to_list(None)
        found: dict[str, int] = {}
        for document in documents:
            found.setdefault(document["stream"], document["version"])
        return found, documents[-1]["stream"] if len(documents) == _LOOKED_AT else ""

    async def of_other_code(self, owner: str) -> list[ParkedRecord]:
        """The first records, so many at most, that other code could not read, or could not read the state of."""
        reasons = {"$in": ["undecodable", "unreadable"]}
        found = self._collection.find({"owner": owner, "reason": reasons})
        return [_parked(document) for document in await found.limit(_LOOKED_AT).to_list(None)]

    async def of(self, owner: str, stream: str) -> list[ParkedRecord]:
        """What waits of a stream, by version, then by place in Kafka."""
        found = [_parked(d) async for d in self._collection.find({"owner": owner, "stream": stream})]
        return sorted(found, key=lambda r: (r.version or 0, r.raw.topic, r.raw.partition, r.raw.offset))

    async def everything(self, owner: str | None = None) -> AsyncIterator[ParkedRecord]:
        """All of an owner, or of the service."""
        async for document in self._collection.find({"owner": owner} if owner else {}):
            yield _parked(document)

    async def places(self, owner: str) -> dict[tuple[str, int, int], str]:
        """Where each record lies in Kafka that waits for more than those before it, with what it is and why."""
        wanted = dict.fromkeys((*_PLACE, "stream", "version", "reason", "detail"), 1)
        found = self._collection.find({"owner": owner, "reason": {"$ne": "gap"}}, wanted)
        return {
            (
                d["topic"],
                d["partition"],
                d["offset"],
            ): f"{d['stream']}@{d['version']} ({d['reason']}: {d['detail']})"
            async for d in found
        }

    async def get(self, id_: str) -> ParkedRecord | None:
        """One record by its id."""
        document = await self._collection.find_one({"_id": id_})
        return _parked(document) if document else None

    async def release(self, ids: Sequence[str]) -> None:
        """They are applied, or were before: they wait no longer."""
        for chunk in chunked(ids):
            await self._collection.delete_many({"_id": {"$in": chunk}})

    async def forget(self, owner: str) -> None:
        """A generation that is gone leaves nothing parked."""
        await self._collection.delete_many({"owner": owner})


def _key(record: Record) -> str | None:
    try:
        return incoming(record).stream
    except Malformed as error:
        return error.stream


def _parked(document: dict[str, Any]) -> ParkedRecord:
    headers = tuple((name, value) for name, value in document["headers"])
    raw = Raw(**{name: document[name] for name in (*_PLACE, "key", "value")}, headers=headers)
    told = {name: document[name] for name in ("owner", "stream", "version", "reason", "detail", "at")}
    return ParkedRecord(id=document["_id"], **told, raw=raw)
