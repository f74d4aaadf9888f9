"""Briefings as pages: the list, and one briefing's whole record."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.consultations.briefings.projection import BriefingState
from services.consultations.briefings.read import Briefings, OutcomeShown
from services.consultations.briefings.words import BECAME, STATUS
from shared.clock import now
from shared.i18n.outcomes import FIELDS, KINDS
from shared.i18n.speech import N_, Speech
from shared.i18n.values import part_words
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

_TITLE = N_("Briefings")
_PLACE = "/consultations/briefings"
LISTING: Listing[BriefingState] = Listing(
    columns=(
        Column("date", N_("Date"), lambda one: one.when.date.isoformat() if one.when else None),
        Column("title", N_("Briefing"), lambda one: one.title),
        Column("place", N_("Place"), lambda one: one.place),
        Column("status", N_("Status"), lambda one: one.status),
        Column("outcomes", N_("Outcomes"), lambda one: sum(not item.withdrawn for item in one.outcomes)),
        Column("key", N_("Key"), lambda one: one.key),
    ),
    filters=(
        Filter("status", N_("Status"), lambda one: one.status, lambda t, value: t.say(STATUS[value])),
        Filter(
            "year",
            N_("Year"),
            lambda one: str(one.when.date.year) if one.when else None,
            lambda _, value: value,
        ),
    ),
    sort="-date",
)


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("briefings")
    pages = Pages("/consultations", Path(__file__).with_name("templates"), status=STATUS)
    briefings = Briefings(room)

    async def find(seen: After) -> Found[BriefingState]:
        await briefings.wait_for(seen)
        found, today = await briefings.listed(), now().date()
        coming = [b for b in found if b.status == "scheduled" and b.when and b.when.date >= today]
        coming.sort(key=lambda one: str(one.when and one.when.date))
        return Found(found, lambda _shown, _t: {"coming": coming})

    list_pages(router, pages, lambda _: LISTING, find)

    @router.get("/{key}", responses={200: HTML})
    async def briefing_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await briefings.wait_for(seen)
        found, t = await briefings.one(key), visit.speech
        return pages.public(
            request,
            "briefing.html",
            visit,
            Crumb(t.say(_TITLE), _PLACE),
            briefing=found,
            outcomes=[(one, fields(one.outcome, t), _page_of(one)) for one in found.outcomes],
            became=BECAME,
            kinds=KINDS,
        )

    return router


def fields(outcome: BaseModel, t: Speech) -> list[tuple[str, str]]:
    """What the outcome states, field by field: the name, and the value, the record's own words in it marked."""
    marking = t.marked()
    stated = (name for name, value in outcome if name != "kind" and value not in (None, ()))
    return [(FIELDS[name], marking.several([part_words(outcome, name, marking)])) for name in stated]


def _page_of(one: OutcomeShown) -> str | None:
    """The page where what became of the outcome is seen."""
    return one.became.href.replace("/api/", "/", 1) if one.became.href else None
