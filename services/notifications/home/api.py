"""The home page's content over HTTP: what is new, the numbers, the briefings before and after today."""

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.home.current import Current
from services.notifications.home.home import Home
from shared.auth import PUBLIC
from shared.runtime.service import Room
from shared.web.routes.queries import QUERY_PROBLEMS, After, conditional


def routes(room: Room) -> APIRouter:
    """The slice's one route."""
    router = APIRouter(prefix="/home", tags=["home"])
    current = Current(room)

    @router.get("", response_model=Home, responses=QUERY_PROBLEMS, dependencies=[Depends(PUBLIC)])
    async def what_is_new(request: Request, seen: After) -> Response:
        return conditional(request, await current.home(seen))

    return router
