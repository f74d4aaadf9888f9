"""The home page's content over HTTP: what is new, the numbers, the briefings before and after today."""

from fastapi import APIRouter

from services.notifications.home.current import Current
from services.notifications.home.home import Home
from shared.auth import PUBLIC
from shared.runtime.service import Room
from shared.web.routes.queries import After, reading


def routes(room: Room) -> APIRouter:
    """The slice's one route."""
    router = APIRouter(prefix="/home", tags=["home"])
    current = Current(room)

    @reading(router, "", PUBLIC)
    async def what_is_new(seen: After) -> Home:
        return await current.home(seen)

    return router
