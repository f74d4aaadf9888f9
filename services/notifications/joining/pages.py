"""Asking for a subscription on a page: the form, and what is said after it, the same for every address."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.notifications.joining.form import Entered, Misfilled, entered, wanted
from services.notifications.languages import FOLDER, places, topics
from services.notifications.subscriptions.api import ask
from shared.auth import PUBLIC
from shared.problems import documented
from shared.runtime.service import Room
from shared.texts import OWN_NAMES
from shared.web.edge.origin import same_origin
from shared.web.pages.frame import Crumb
from shared.web.pages.page import HTML, Pages, form
from shared.web.pages.visit import Visit, Visiting

_PLACE = "/notifications/subscribe"
_DONE = "/notifications/subscribed"


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = APIRouter(
        tags=["subscriptions"], dependencies=[Depends(PUBLIC)], default_response_class=HTMLResponse
    )
    pages = Pages("/notifications", Path(__file__).with_name("templates"), FOLDER)

    def shown(visit: Visit, filled: Entered, wrong: Mapping[str, str] | None = None) -> Response:
        t = visit.speech
        return pages.show(
            "subscribe.html",
            visit,
            status=422 if wrong else 200,
            filled=filled,
            wrong={name: visit.speech.say(text) for name, text in (wrong or {}).items()},
            topics=topics(t),
            where=places(t),
        )

    @router.get("/subscribe", responses={200: HTML})
    async def offer(request: Request, visit: Visiting) -> Response:
        """The form; ``?topic=champions&place=PRT`` fills it in."""
        asked = [one for one in request.query_params.multi_items() if one[0] in {"topic", "place", "agency"}]
        return shown(visit, entered(asked, _language(visit)))

    @router.post(
        "/subscribe",
        status_code=303,
        responses={
            303: {"description": "To the page that says so."},
            422: HTML,
            **documented(400, 403, 413, 415, 429, 503),
        },
        dependencies=[Depends(same_origin(room.origin))],
    )
    async def join(request: Request, visit: Visiting) -> Response:
        """What the API's request does, said on pages."""
        filled = entered(await form(request), _language(visit))
        try:
            await ask(room, wanted(filled))
        except Misfilled as error:
            return shown(visit, filled, error.wrong)
        return RedirectResponse(_DONE, status_code=303)

    @router.get("/subscribed", responses={200: HTML})
    async def subscribed(request: Request, visit: Visiting) -> Response:
        return pages.public(request, "subscribed.html", visit, Crumb(visit.speech.say("Subscribe"), _PLACE))

    return router


def _language(visit: Visit) -> str:
    return visit.speech.tag if visit.speech.tag in OWN_NAMES else "en"
