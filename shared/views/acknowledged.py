"""Records that somebody has looked at, and that are none of ours: nothing follows from them."""

from datetime import datetime

from shared.kafka.records import Record
from shared.mongo import Database

RecordPlace = tuple[str, int, int]
"""Topic, partition and offset."""


def place_of(record: Record) -> RecordPlace:
    """Where a record lies."""
    return record.topic, record.partition, record.offset


class Acknowledged:
    """Those of one service's database. Raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._collection = database["acknowledged"]

    async def add(self, place: RecordPlace, reason: str, at: datetime) -> None:
        """Say so, and why; said again, the first reason stands."""
        topic, partition, offset = place
        said = {"topic": topic, "partition": partition, "offset": offset, "reason": reason, "at": at}
        of = {"_id": f"{topic}:{partition}:{offset}"}
        await self._collection.update_one(of, {"$setOnInsert": said}, upsert=True)

    async def places(self) -> set[RecordPlace]:
        """Where they lie."""
        return {(d["topic"], d["partition"], d["offset"]) async for d in self._collection.find({})}
