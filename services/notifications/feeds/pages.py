"""The feeds' addresses: everything, a topic, a topic in one region or country."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.feeds.atom import Feed, atom
from services.notifications.notices.archive import Archive, Before
from services.notifications.notices.concerned import EVERYTHING
from shared.auth import PUBLIC
from shared.contracts.notifications.notices import Topic
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Written
from shared.runtime.service import Room
from shared.values import Country, Region
from shared.web.routes.queries import QUERY_PROBLEMS, conditional_bytes

MEDIA_TYPE = "application/atom+xml"
_ANSWER: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A page of the feed.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "The caller has it."},
        **QUERY_PROBLEMS,
    },
}


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[Depends(PUBLIC)])
    archive, origin = Archive(room), room.origin

    async def feed(
        request: Request, interest: Interest | None, language: Written, before: str | None
    ) -> Response:
        name, interests = (interest.name, [interest]) if interest else (EVERYTHING, [])
        leaf = await archive.leaf(interests, before)
        url = f"{origin}/notifications/feeds/{name}.atom"
        further = {"language": language, "before": leaf.further} if leaf.further else None
        shown = Feed(
            name=name,
            interest=interest,
            language=language,
            url=url if language == "en" else f"{url}?language={language}",
            origin=origin,
            next_url=f"{url}?{urlencode(further)}" if further else None,
            is_first=before is None,
        )
        data = atom(shown, leaf.notices, await archive.replaced(leaf.notices))
        return conditional_bytes(request, data, MEDIA_TYPE)

    @router.get("/all.atom", **_ANSWER)
    async def everything(
        request: Request, language: Written = "en", before: Before | None = None
    ) -> Response:
        return await feed(request, None, language, before)

    @router.get("/{topic}.atom", **_ANSWER)
    async def of_topic(
        topic: Topic, request: Request, language: Written = "en", before: Before | None = None
    ) -> Response:
        return await feed(request, Interest(topic=topic), language, before)

    @router.get("/{topic}/{place}.atom", **_ANSWER)
    async def of_place(
        topic: Topic,
        place: Region | Country,
        request: Request,
        language: Written = "en",
        before: Before | None = None,
    ) -> Response:
        return await feed(request, Interest.named(f"{topic}/{place}"), language, before)

    return router
