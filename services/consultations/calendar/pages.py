"""Calendars: the entry of a briefing, of a call's end, and feeds of both to subscribe to."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from services.consultations.briefings.read import Briefings
from services.consultations.calendar.entries import of_briefing, of_call
from services.consultations.calls.api import one
from services.consultations.calls.projection import CALLS, CallState
from shared.auth import PUBLIC
from shared.calendars import CATEGORIES, MEDIA_TYPE, Entry, Feed, feed, file
from shared.i18n.regions import region_words
from shared.i18n.speech import Written, speech
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Region
from shared.web.routes.queries import ITEM_PROBLEMS, After, conditional_bytes

Topic = Literal["briefings", "calls"]
OfTopic = Annotated[Topic | None, Query(description="Of these alone.")]
OfRegion = Annotated[
    Region | None, Query(description="Of what concerns this region: its own calls, and what concerns all.")
]
_ANSWER: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A calendar.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "The caller has it."},
        **ITEM_PROBLEMS,
    },
}


def routes(room: Room) -> APIRouter:
    """The slice's routes; those of a thing come before its page, whose key would swallow their ending."""
    router = APIRouter(tags=["calendar"], dependencies=[Depends(PUBLIC)])
    briefings, calls, origin = Briefings(room), room.reader(CALLS), room.origin

    def entry(request: Request, found: Entry | None, language: Written) -> Response:
        if found is None:
            raise Problem(404, "not-found", "an example has no entry in a calendar")
        data = file(found, speech(language), origin)
        return _sent(request, data, f"{found.kind}-{found.key}")

    @router.get("/briefings/{key}.ics", **_ANSWER)
    async def briefing_calendar(
        key: Key, request: Request, seen: After, language: Written = "en"
    ) -> Response:
        await briefings.wait_for(seen)
        return entry(request, of_briefing(await briefings.one(key)), language)

    @router.get("/calls/{key}.ics", **_ANSWER)
    async def call_calendar(key: Key, request: Request, seen: After, language: Written = "en") -> Response:
        await calls.wait_for(seen)
        return entry(request, of_call(await one(calls, key)), language)

    @router.get("/calendar.ics", **_ANSWER)
    async def calendar_feed(
        request: Request, topic: OfTopic = None, region: OfRegion = None, language: Written = "en"
    ) -> Response:
        found: list[Entry | None] = []
        if topic != "calls":
            found += [of_briefing(state) for state in await briefings.listed()]
        if topic != "briefings":
            listed = [each.state for each in await calls.find({"listed": True})]
            found += [of_call(call) for call in listed if not region or _region(call) in {None, region}]
        entries = sorted((each for each in found if each), key=lambda each: (each.kind, each.key))
        about = _about(topic, region, language, origin)
        return _sent(request, feed(entries, speech(language), origin, about), "calendar")

    return router


def _sent(request: Request, data: bytes, name: str) -> Response:
    answer = conditional_bytes(request, data, MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _region(call: CallState) -> str | None:
    return call.terms.region if call.terms else None


def _about(topic: Topic | None, region: Region | None, language: Written, origin: str) -> Feed:
    t = speech(language)
    kinds = [t.say(words) for kind, words in CATEGORIES.items() if topic in {None, f"{kind}s"}]
    names = [
        t.say("United Nations Network on Migration"),
        *kinds,
        *([region_words(region, t)] if region else []),
    ]
    given = {"topic": topic, "region": region, "language": language}
    return Feed(
        name=" · ".join(names),
        description=t.say(
            "Briefings to Member States, and when calls for input close. What is cancelled or withdrawn is marked."
        ),
        url=f"{origin}/consultations/calendar.ics?{urlencode({k: v for k, v in given.items() if v})}",
        page=f"{origin}/consultations/{topic or 'briefings'}",
    )
