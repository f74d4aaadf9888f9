"""The house's front: the home page, and what there is to know about the data."""

from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.home.current import Current
from services.notifications.languages import topic_words
from services.notifications.seen import page_of
from shared.auth import PUBLIC
from shared.i18n.speaker import sentence
from shared.i18n.speech import Own
from shared.runtime.service import Room
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After


def front(room: Room) -> APIRouter:
    """The slice's pages, at the root of the house."""
    router = APIRouter(dependencies=[Depends(PUBLIC)])
    pages = Pages("/notifications", Path(__file__).with_name("templates"))
    current = Current(room)

    @router.get("/")
    async def welcome(request: Request, visit: Visiting, seen: After) -> Response:
        found, t = await current.home(seen), visit.speech
        news = [
            (
                one,
                sentence(one.said, t.marked()),
                topic_words(one.topic, t),
                page_of(one.stream),
            )
            for one in found.new
        ]
        calls = [
            (page_of(f"call-{one.key}"), Own.version(one.title, t), one.closes)
            for one in found.calls
            if one.closes
        ]
        return pages.public(request, "home.html", visit, home=found, news=news, calls=calls, page_of=page_of)

    @router.get("/about")
    async def about(request: Request, visit: Visiting) -> Response:
        return pages.public(request, "about.html", visit)

    return router
