"""Deliveries as they are kept: chunks of one notice, one language and one lane, at most ``MOST`` in each.

Work, neither history nor view. A unique index over contact and notice is what makes a delivery one of its
kind, whoever writes it, in whatever order. A chunk's ``due`` is the earliest of its deliveries', or the end
of the lease of the sender that has it in hand; results are only taken under that lease.
"""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.notifications.deliveries.authors.about import About, AboutAny, AboutFinding, AboutParticipant
from services.notifications.deliveries.plan import Delivery, Try, after
from shared.mongo import Database, Duplicate, Index, chunked, claim, ensure_indexes
from shared.values import OfficialLanguage

MOST: Final = 200
URGENT: Final = 0
"""The lane of what a reader waits for: the mail with the link that confirms, the receipt of an input."""
BULK: Final = 1
LANES: Final = (URGENT, BULK)
TROUBLE: Final = frozenset({"bounced", "failed"})
"""The states that a delivery should not end in."""
_NAME: Final = "deliveries"


@dataclass(frozen=True)
class Head:
    """What the deliveries of a chunk have in common.

    ``request`` is set for a mail that asks to confirm, ``letter`` for one to the author of an input, or to a
    participant. Neither is of a notice: ``notice`` is then a name of its own.
    """

    notice: str
    language: OfficialLanguage
    lane: int
    correlation_id: str
    request: str | None = None
    letter: AboutAny | None = None
    traceparent: str | None = None


@dataclass(frozen=True)
class Chunk:
    """A chunk as it was read; ``owner`` is the lease that it was last taken under."""

    id: str
    head: Head
    at: dt.datetime
    to: tuple[Delivery, ...]
    owner: str | None = None

    def name(self, place: int) -> str:
        """The id of a delivery in it, for ever."""
        return f"{self.id}-{place}"


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    indexes = [
        Index(("to.contact", "notice"), unique=True),
        Index(("lane", "due")),
        Index(("notice",)),
        Index(("trouble", "at"), where={"trouble": True}),
    ]
    await ensure_indexes(database[_NAME], indexes)


class Chunks:
    """One service's chunks. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._chunks = database[_NAME]

    async def add(self, head: Head, at: dt.datetime, deliveries: Sequence[Delivery]) -> int:
        """Keep those of at most ``MOST`` deliveries that are not there yet, due at once; how many they were."""
        left = list(deliveries)
        while left:
            document = {
                "_id": uuid.uuid4().hex,
                **vars(head),
                "letter": head.letter and head.letter.model_dump(),
                "at": at,
                "due": at,
                "owner": None,
                "size": len(left),
                "to": [one.model_copy(update={"due": at}).model_dump() for one in left],
            }
            try:
                await self._chunks.insert_one(document)
            except Duplicate:
                there = await self.told(head.notice, [one.contact for one in left])
                left = [one for one in left if one.contact not in there]
            else:
                return len(left)
        return 0

    async def told(self, notice: str, contacts: Sequence[str]) -> set[str]:
        """Which of these contacts have a delivery of the notice."""
        found: set[str] = set()
        for wanted in chunked(contacts):
            query = {"to.contact": {"$in": wanted}, "notice": notice}
            async for document in self._chunks.find(query, {"to.contact": 1}):
                found.update(one["contact"] for one in document["to"])
        return found.intersection(contacts)

    async def waiting(self, notice: str, contacts: Sequence[str]) -> set[str]:
        """Which of these contacts have a delivery of the notice that is yet to be sent."""
        query = {"to.contact": {"$in": list(contacts)}, "notice": notice, "due": {"$ne": None}}
        found = [_chunk(document) async for document in self._chunks.find(query)]
        return {one.contact for chunk in found for one in chunk.to if one.due}.intersection(contacts)

    async def letters(self, contact: str, since: dt.datetime) -> int:
        """How many letters to this contact were made since then."""
        query = {"to.contact": contact, "letter": {"$ne": None}, "at": {"$gt": since}}
        return int(await self._chunks.count_documents(query))

    async def lease(
        self, lane: int, now: dt.datetime, until: dt.datetime, but: Collection[str] = ()
    ) -> Chunk | None:
        """Take the chunk of the lane that has been due the longest; nobody else has it before ``until``.

        Each lease is an ``owner`` of its own, so that no result of an older one is taken. ``but`` are those that the
        caller has in hand: a lease may run out while the store is away, and what is known of them is yet to be kept.
        """
        owner = uuid.uuid4().hex
        query = {"lane": lane, "due": {"$lte": now}, **({"_id": {"$nin": list(but)}} if but else {})}
        found = await claim(self._chunks, query, {"due": until, "owner": owner})
        return _chunk(found) if found else None

    async def record(
        self, chunk: str, owner: str | None, due: dt.datetime | None, results: Mapping[int, Delivery]
    ) -> bool:
        """Keep results, by place, and the chunk's new ``due``; False when the chunk is somebody else's by now."""
        changes: dict[str, Any] = {f"to.{place}": one.model_dump() for place, one in results.items()}
        if any(one.state in TROUBLE for one in results.values()):
            changes["trouble"] = True
        held = await self._chunks.update_one(
            {"_id": chunk, "owner": owner}, {"$set": {**changes, "due": due}}
        )
        return bool(held.matched_count)

    async def suppress(self, since: dt.datetime, told: Try) -> int:
        """End what is due of the deliveries made since then, whoever had them in hand; how many they were."""
        ended = 0
        async for document in self._chunks.find({"at": {"$gte": since}, "due": {"$ne": None}}):
            chunk = _chunk(document)
            results = {
                place: after(one, told, chunk.at, 0.5) for place, one in enumerate(chunk.to) if one.due
            }
            await self.record(chunk.id, chunk.owner, None, results)
            ended += len(results)
        return ended

    async def trouble(self, limit: int) -> list[tuple[Chunk, int]]:
        """The deliveries that came to nothing, those made last first."""
        found = self._chunks.find({"trouble": True}).sort("at", -1).limit(limit)
        chunks = [_chunk(document) async for document in found]
        return [(c, n) for c in chunks for n, one in enumerate(c.to) if one.state in TROUBLE][:limit]

    async def again(self, chunk: str, place: int, now: dt.datetime) -> bool:
        """Let one that was given up be due once more; False where it was not, or a sender has its chunk in hand."""
        at = f"to.{place}"
        query = {"_id": chunk, "due": None, f"{at}.state": "failed"}
        change = {f"{at}.state": "due", f"{at}.due": now, "due": now, "owner": None}
        return bool((await self._chunks.update_one(query, {"$set": change})).matched_count)

    async def one(self, chunk: str) -> Chunk | None:
        """A chunk by its id."""
        found = await self._chunks.find_one({"_id": chunk})
        return _chunk(found) if found else None

    async def of_contact(self, contact: str) -> list[tuple[Chunk, int]]:
        """Every delivery to a contact, newest first: its chunk and its place there."""
        found = [_chunk(d) async for d in self._chunks.find({"to.contact": contact})]
        places = [(c, n) for c in found for n, one in enumerate(c.to) if one.contact == contact]
        return sorted(places, key=lambda place: place[0].at, reverse=True)

    async def sizes(self, notice: str) -> AsyncIterator[tuple[str, int]]:
        """Language and number of deliveries of each chunk of a notice."""
        async for document in self._chunks.find({"notice": notice}, {"language": 1, "size": 1}):
            yield document["language"], document["size"]

    async def oldest(self) -> dt.datetime | None:
        """Since when the chunk waits that waits longest; None when none does."""
        found = [
            document["due"]
            for lane in LANES
            async for document in self._chunks.find({"lane": lane, "due": {"$ne": None}}, {"due": 1})
            .sort("due", 1)
            .limit(1)
        ]
        return min(found, default=None)


def _chunk(document: Mapping[str, Any]) -> Chunk:
    head: dict[str, Any] = {name: document.get(name) for name in Head.__dataclass_fields__}
    if letter := head["letter"]:
        kind = AboutFinding if "finding" in letter else About if "input" in letter else AboutParticipant
        head["letter"] = kind.model_validate(letter)
    return Chunk(
        id=document["_id"],
        head=Head(**head),
        at=document["at"],
        to=tuple(Delivery.model_validate(one) for one in document["to"]),
        owner=document["owner"],
    )
