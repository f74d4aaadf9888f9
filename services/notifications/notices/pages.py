"""The archive of notices as pages: what was told, and each notice at its lasting address."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.notifications.languages import (
    FOLDER,
    TOPICS,
    interest_words,
    place_words,
    places,
    topic_words,
    topics,
)
from services.notifications.notices.archive import Archive, Before
from services.notifications.notices.projection import NoticeState
from services.notifications.notices.words import Words, words
from services.notifications.seen import page_of
from shared.auth import PUBLIC
from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Speech
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Country, Key, Region
from shared.web.pages.frame import Crumb
from shared.web.pages.listing import FILES, Column, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import ITEM_PROBLEMS, QUERY_PROBLEMS

_PLACE = "/notifications/notices"
OfTopic = Annotated[Topic | Literal[""], Query(description="Notices of this topic alone.")]
OfPlace = Annotated[
    Region | Country | Literal[""], Query(description="Notices that concern this region or country alone.")
]
Sort = Annotated[
    Literal["at", "-at"], Query(description="By time; with a - before it, the newest come first.")
]


@dataclass(frozen=True)
class Row:
    """A notice as its reader sees it; ``seen`` is the page of what it tells of."""

    id: str
    issued: NoticeIssued
    topic: str
    words: Words
    seen: str


FILE: Listing[Row] = Listing(
    columns=(
        Column("at", "at", lambda one: one.issued.at.isoformat()),
        Column("topic", "topic", lambda one: one.issued.topic),
        Column("place", "place", lambda one: one.issued.country or one.issued.region),
        Column("subject", "subject", lambda one: one.words.subject),
        Column("text", "text", lambda one: "\n\n".join(one.words.lines)),
        Column("record", "record", lambda one: one.seen),
        Column("notice", "notice", lambda one: one.id),
    )
)
"""A page of notices as a file; nothing shows the columns' titles."""


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = APIRouter(
        prefix="/notices",
        tags=["notices"],
        dependencies=[Depends(PUBLIC)],
        default_response_class=HTMLResponse,
    )
    pages = Pages("/notifications", Path(__file__).with_name("templates"), FOLDER)
    archive, origin = Archive(room), room.origin

    async def rows(notices: Sequence[NoticeState], t: Speech) -> list[Row]:
        replaced = await archive.replaced(notices)
        return [
            row(one.id, one.issued, t, replaced.get(one.issued.replaces or ""))
            for one in notices
            if one.issued
        ]

    @router.get("", responses={200: HTML, **QUERY_PROBLEMS})
    async def notice_list(
        request: Request,
        visit: Visiting,
        *,
        topic: OfTopic = "",
        place: OfPlace = "",
        sort: Sort = "-at",
        before: Before | None = None,
    ) -> Response:
        t, interests = visit.speech, chosen(topic, place)
        leaf = await archive.leaf(interests, before, oldest_first=sort == "at")
        return pages.public(
            request,
            "notices.html",
            visit,
            rows=await rows(leaf.notices, t.marked()),
            further=leaf.further,
            before=before,
            topic=topic,
            place=place,
            sort=sort,
            topics=topics(t),
            where=places(t),
            feeds=[(one.name, interest_words(one, t)) for one in interests] or [("all", t.say("Everything"))],
        )

    @router.get(".{kind}", response_class=Response, responses={200: FILES, **QUERY_PROBLEMS})
    async def notice_file(
        kind: Literal["csv", "json"],
        visit: Visiting,
        *,
        topic: OfTopic = "",
        place: OfPlace = "",
        sort: Sort = "-at",
        before: Before | None = None,
    ) -> Response:
        leaf = await archive.leaf(chosen(topic, place), before, oldest_first=sort == "at")
        return FILE.files(await rows(leaf.notices, visit.speech), kind, "notices")

    @router.get("/{notice}", responses={200: HTML, **ITEM_PROBLEMS})
    async def one_notice(notice: Key, request: Request, visit: Visiting) -> Response:
        found, t = await archive.get(notice), visit.speech
        if found is None or found.issued is None:
            raise Problem(404, "not-found", "there is no such notice")
        issued = found.issued
        earlier = await archive.get(issued.replaces) if issued.replaces else None
        return pages.public(
            request,
            "notice.html",
            visit,
            Crumb(t.say("Notices"), _PLACE),
            row=row(notice, issued, t.marked()),
            earlier=row(earlier.id, earlier.issued, t.marked()) if earlier and earlier.issued else None,
            place=place_words(where, t) if (where := issued.country or issued.region) else None,
            address=f"{origin}{_PLACE}/{notice}",
        )

    return router


def row(key: str, issued: NoticeIssued, t: Speech, replaced: NoticeIssued | None = None) -> Row:
    """The notice in the reader's language."""
    topic, said = topic_words(issued.topic, t), words(issued, t, replaced)
    return Row(key, issued, topic, said, page_of(issued.cause.stream))


def chosen(topic: Topic | Literal[""], place: str) -> list[Interest]:
    """The interests whose notices are asked for: a place without a topic is all topics there."""
    if not topic and not place:
        return []
    return [Interest.named(f"{one}/{place}" if place else one) for one in ((topic,) if topic else TOPICS)]
