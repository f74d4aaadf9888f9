"""The home page's content as it stands now, read from the views."""

import datetime as dt
from collections.abc import Sequence

from services.notifications.home.home import OPEN, Home, home
from services.notifications.home.projection import KEPT, NEWS, ROLL, NewsState
from shared.clock import now
from shared.runtime.service import Room


class Current:
    """Reads it, for the API and for the page."""

    def __init__(self, room: Room) -> None:
        self._news, self._roll = room.reader(NEWS), room.reader(ROLL)

    async def home(self, seen: Sequence[tuple[str, int]]) -> Home:
        """The content, not before what the caller has seen. Raises ``NotYet`` and ``NotFolded``."""
        await self._news.wait_for(seen)
        await self._roll.wait_for([place for place in seen if place[0].startswith("champion-")])
        today = now().date()
        entries = [one.state for one in await self._roll.collected("champions")]
        return home(await self._known(today), entries, today)

    async def _known(self, today: dt.date) -> list[NewsState]:
        """As much of the news as the page can need, each part by an index."""
        day = "briefing.when.date"
        coming = {"briefing.status": "scheduled", day: {"$gte": today.isoformat()}}
        found = await self._news.ordered("latest_at", KEPT, descending=True)
        found += await self._news.ordered(day, 1, coming)
        for status in ("held", "summarised"):
            found += await self._news.ordered(day, 1, {"briefing.status": status}, descending=True)
        open_ = {"call.status": "open", "call.example": False}
        found += await self._news.ordered("call.closes.instant", OPEN, open_)
        return [one.state for one in found]
