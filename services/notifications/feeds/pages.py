"""The feeds' addresses: everything, a topic, a topic in one region or country."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from services.notifications.feeds.atom import Feed, atom
from services.notifications.notices.concerned import EVERYTHING, followed
from services.notifications.notices.projection import NOTICES, NoticeState
from shared.auth import PUBLIC
from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Written
from shared.runtime.service import Room
from shared.values import Country, Region
from shared.web.queries import QUERY_PROBLEMS, conditional_bytes

PAGE = 50
_ALL = (EVERYTHING, (EVERYTHING,))
MEDIA_TYPE = "application/atom+xml"
_ANSWER: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A page of the feed.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "The caller has it."},
        **QUERY_PROBLEMS,
    },
}
Before = Annotated[
    str | None, Query(max_length=60, pattern=r"^[0-9a-f.-]+$", description="From the page before, unchanged.")
]


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[Depends(PUBLIC)])
    notices = room.reader(NOTICES)
    origin = room.origin

    async def newest(keys: tuple[str, ...], before: str | None) -> list[NoticeState]:
        """One more than a page holds; a query for each key, because a union is not answered by an index."""
        found: dict[str, NoticeState] = {}
        for key in keys:
            query: dict[str, object] = {"feeds": key} | ({"order": {"$lt": before}} if before else {})
            seen = await notices.ordered("order", PAGE + 1, query, descending=True)
            found |= {one.state.id: one.state for one in seen}
        return sorted(found.values(), key=lambda notice: notice.order, reverse=True)[: PAGE + 1]

    async def feed(
        request: Request, interest: Interest | None, language: Written, before: str | None
    ) -> Response:
        name, keys = (interest.name, followed(interest.topic, interest.place)) if interest else _ALL
        found = await newest(keys, before)
        page = found[:PAGE]
        url = f"{origin}/notifications/feeds/{name}.atom"
        further = {"language": language, "before": page[-1].order} if len(found) > PAGE else None
        shown = Feed(
            name=name,
            interest=interest,
            language=language,
            url=url if language == "en" else f"{url}?language={language}",
            origin=origin,
            next_url=f"{url}?{urlencode(further)}" if further else None,
            is_first=before is None,
        )
        return conditional_bytes(request, atom(shown, page, await replaced(page)), MEDIA_TYPE)

    async def replaced(page: list[NoticeState]) -> dict[str, NoticeIssued]:
        wanted = {n.issued.replaces for n in page if n.issued and n.issued.replaces}
        known = {n.id: n.issued for n in page if n.issued}
        for key in wanted - set(known):
            if (found := await notices.get(f"notice-{key}")) and found.state.issued:
                known[key] = found.state.issued
        return known

    @router.get("/all.atom", **_ANSWER)
    async def everything(request: Request, language: Written = "en", before: Before = None) -> Response:
        return await feed(request, None, language, before)

    @router.get("/{topic}.atom", **_ANSWER)
    async def of_topic(
        topic: Topic, request: Request, language: Written = "en", before: Before = None
    ) -> Response:
        return await feed(request, Interest(topic=topic), language, before)

    @router.get("/{topic}/{place}.atom", **_ANSWER)
    async def of_place(
        topic: Topic,
        place: Region | Country,
        request: Request,
        language: Written = "en",
        before: Before = None,
    ) -> Response:
        return await feed(request, Interest.named(f"{topic}/{place}"), language, before)

    return router
