"""Secondments as pages: the list, and one secondment's record."""

from pathlib import Path

from fastapi import APIRouter, Request, Response

from services.registry.secondments.projection import SECONDMENTS, SecondmentState
from services.registry.words import FOLDER, STATUS
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

_TITLE = N_("Secondments")
_PLACE = "/registry/secondments"
LISTING: Listing[SecondmentState] = Listing(
    columns=(
        Column("agency", N_("Agency"), lambda one: one.agency),
        Column("to", N_("Receiving body"), lambda one: one.to),
        Column("post", N_("Post"), lambda one: one.post),
        Column("status", N_("Status"), lambda one: one.status),
        Column("on", N_("Date"), lambda one: str(one.on or "") or None),
        Column("announced_on", N_("Announced"), lambda one: str(one.announced_on or "") or None),
    ),
    filters=(
        Filter("status", N_("Status"), lambda one: one.status, lambda t, value: t.say(STATUS[value])),
        Filter("agency", N_("Agency"), lambda one: one.agency, lambda _, value: value),
    ),
    sort="agency",
)


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("secondments")
    pages = Pages("/registry", Path(__file__).with_name("templates"), FOLDER, status=STATUS)
    secondments = room.reader(SECONDMENTS)

    async def find(seen: After) -> Found[SecondmentState]:
        await secondments.wait_for(seen)
        return Found([one.state for one in await secondments.find({"listed": True})])

    list_pages(router, pages, lambda _: LISTING, find)

    @router.get("/{key}", responses={200: HTML})
    async def secondment_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await secondments.wait_for(seen)
        found = await secondments.get(f"secondment-{key}")
        if found is None or found.state.agency is None:
            raise Problem(404, "not-found", f"no secondment {key} is known")
        return pages.public(
            request,
            "secondment.html",
            visit,
            Crumb(visit.speech.say(_TITLE), _PLACE),
            one=found.state,
        )

    return router
