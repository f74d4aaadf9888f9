"""How often a document's file was downloaded: a number for each day, and nothing of who did.

Counted is a GET that is answered with the file from its first byte on. A HEAD, a 304, and a part that goes on with
what was begun are not.
"""

import datetime as dt
from typing import Final

from shared import metrics
from shared.clock import now
from shared.mongo import Database, Duplicate
from shared.values import Value


class DayCount(Value):
    """A day in UTC."""

    day: dt.date
    downloads: int


class Downloads(Value):
    """How often the file was downloaded, all its versions together: in all, and on each day that it was."""

    total: int
    days: tuple[DayCount, ...]


_ONE: Final = {"$inc": {"downloads": 1}}


class Counting:
    """Counts, for a process. Every method raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._counts = database["document_downloads"]

    async def count(self, key: str, item: str) -> None:
        """One more, today."""
        of = {"_id": f"{key}/{item}/{now().date()}"}
        try:
            await self._counts.update_one(of, _ONE, upsert=True)
        except Duplicate:  # two were the first of the day
            await self._counts.update_one(of, _ONE)
        metrics.DOWNLOADS.inc()

    async def read(self, key: str, item: str) -> Downloads:
        """All of a document, the newest day first."""
        place = f"{key}/{item}/"
        found = self._counts.find({"_id": {"$gte": place, "$lt": f"{key}/{item}0"}})  # 0 comes after /
        days = [
            DayCount(day=dt.date.fromisoformat(one["_id"].removeprefix(place)), downloads=one["downloads"])
            async for one in found.sort("_id", -1)
        ]
        return Downloads(total=sum(one.downloads for one in days), days=tuple(days))
