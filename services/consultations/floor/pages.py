"""The floor as a page for the room: who speaks, who is next; kept as it stands by a script, or by looking again."""

from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.floor.asking import Floors
from services.consultations.floor.shown import shown_of
from services.consultations.floor.words import FOLDERS, WORDS
from services.consultations.registration.pages import crumbs
from services.consultations.registration.reading import Registrations
from shared.auth import PUBLIC
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.page import HTML, POLICY, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

LISTENING: Final = f"{POLICY}; connect-src 'self'"
"""The policy of a page whose script hears of changes, and takes the page anew."""


def routes(room: Room) -> APIRouter:
    """The page."""
    router = APIRouter(
        prefix="/briefings",
        tags=["floor"],
        dependencies=[Depends(PUBLIC)],
        default_response_class=HTMLResponse,
        responses=documented(400, 404, 422, 503),
    )
    floors, registrations = Floors(room), Registrations(room)
    pages = Pages("/consultations", *FOLDERS, **WORDS)

    @router.get("/{key}/floor", responses={200: HTML})
    async def floor_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await floors.views.wait_for(seen)
        floor = shown_of(await floors.one(key))
        briefing = await registrations.briefings.one(key)
        shown = pages.public(
            request, "floor_page.html", visit, *crumbs(briefing, visit), briefing=briefing, floor=floor
        )
        shown.headers["Content-Security-Policy"] = LISTENING
        return shown

    return router
