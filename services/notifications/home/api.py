"""The home page's content over HTTP: what is new, the numbers, the briefings before and after today."""

import datetime as dt

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.home.home import Home, home
from services.notifications.home.projection import KEPT, NEWS, ROLL, NewsState
from shared.auth import PUBLIC
from shared.clock import now
from shared.runtime.service import Room
from shared.views.reader import Reader
from shared.web.queries import QUERY_PROBLEMS, After, conditional


def routes(room: Room) -> APIRouter:
    """The slice's one route."""
    router = APIRouter(prefix="/home", tags=["home"])
    news, roll = room.reader(NEWS), room.reader(ROLL)

    @router.get("", response_model=Home, responses=QUERY_PROBLEMS, dependencies=[Depends(PUBLIC)])
    async def what_is_new(request: Request, seen: After) -> Response:
        await news.wait_for(seen)
        await roll.wait_for([place for place in seen if place[0].startswith("champion-")])
        today = now().date()
        entries = [one.state for one in await roll.collected("champions")]
        return conditional(request, home(await _known(news, today), entries, today))

    return router


async def _known(news: Reader[NewsState], today: dt.date) -> list[NewsState]:
    """As much of the news as the page can need, each part by an index."""
    day = "briefing.when.date"
    coming = {"briefing.status": "scheduled", day: {"$gte": today.isoformat()}}
    found = await news.ordered("latest_at", KEPT, descending=True)
    found += await news.ordered(day, 1, coming)
    for status in ("held", "summarised"):
        found += await news.ordered(day, 1, {"briefing.status": status}, descending=True)
    return [one.state for one in found]
