"""Fan-outs as they are kept: one for each notice, for ever, so that a redelivered event creates nothing new."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from services.notifications.deliveries.chunks import BULK, Head
from services.notifications.notices.concerned import concerned
from shared.contracts.envelope import Context
from shared.contracts.notifications.notices import NoticeIssued
from shared.mongo import Database, Duplicate, Index, claim, ensure_indexes
from shared.values import RECORDED, OfficialLanguage

_NAME: Final = "fanouts"
CLOCKS: Final = dt.timedelta(seconds=2)
"""How far the clocks of two processes may be apart."""


@dataclass(frozen=True)
class FanOut:
    """A notice on its way to all who follow it, or there."""

    notice: str
    issued: NoticeIssued
    correlation_id: str
    traceparent: str | None
    done_at: dt.datetime | None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys it is to be walked by."""
        return concerned(self.issued)


def head_of(told: FanOut, language: OfficialLanguage) -> Head:
    """What the deliveries of a notice in a language have in common."""
    return Head(told.notice, language, BULK, told.correlation_id, traceparent=told.traceparent)


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_NAME], [Index(("due",)), Index(("done_at",))])


class FanOuts:
    """One service's fan-outs. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._fanouts = database[_NAME]

    async def begin(self, notice: str, issued: NoticeIssued, context: Context, now: dt.datetime) -> None:
        """Begin it, unless it was begun before."""
        document = {
            "_id": notice,
            "issued": issued.model_dump(mode="json"),
            "correlation_id": context.correlation_id,
            "traceparent": context.traceparent,
            "due": now,
            "done_at": None,
            "owner": None,
        }
        try:
            await self._fanouts.insert_one(document)
        except Duplicate:
            return

    async def get(self, notice: str) -> FanOut | None:
        """One of them."""
        found = await self._fanouts.find_one({"_id": notice})
        return _fanout(found) if found else None

    async def lease(self, owner: str, now: dt.datetime, until: dt.datetime) -> FanOut | None:
        """Take the one that has been due the longest."""
        found = await claim(self._fanouts, {"due": {"$lte": now}}, {"due": until, "owner": owner})
        return _fanout(found) if found else None

    async def renew(self, notice: str, owner: str, until: dt.datetime) -> bool:
        """Keep it a while longer; False when it is somebody else's by now."""
        held = await self._fanouts.update_one({"_id": notice, "owner": owner}, {"$set": {"due": until}})
        return bool(held.matched_count)

    async def complete(self, notice: str, now: dt.datetime) -> None:
        """Everybody who followed it has a delivery."""
        done = {"$set": {"due": None, "done_at": now}}
        await self._fanouts.update_one({"_id": notice, "done_at": None}, done)

    async def complete_all(self, now: dt.datetime) -> int:
        """Nobody is told by those that are not complete; how many they are."""
        done = {"$set": {"due": None, "done_at": now}}
        return int((await self._fanouts.update_many({"done_at": None}, done)).modified_count)

    async def under_way(self, since: dt.datetime) -> list[FanOut]:
        """Those that were not complete at that time, whatever the clocks say to within ``CLOCKS``."""
        late = {"done_at": {"$gte": since - CLOCKS}}
        found = [d async for d in self._fanouts.find({"done_at": None})]
        found += [d async for d in self._fanouts.find(late)]
        return [_fanout(document) for document in found]


def _fanout(document: Mapping[str, Any]) -> FanOut:
    return FanOut(
        notice=document["_id"],
        issued=NoticeIssued.model_validate(document["issued"], context=RECORDED),
        correlation_id=document["correlation_id"],
        traceparent=document.get("traceparent"),
        done_at=document["done_at"],
    )
