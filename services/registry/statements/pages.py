"""Joint statements as pages: the list, and one statement's record."""

from pathlib import Path

from fastapi import APIRouter, Request, Response

from services.registry.statements.projection import STATEMENTS, StatementState
from services.registry.words import FOLDER, STATUS
from shared.i18n.speech import N_, Speech
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

_CHAMPIONS = N_("Champion countries")
_TITLE = N_("Joint statements")


def listing(t: Speech) -> Listing[StatementState]:
    """The list's columns, the newest statement first."""
    return Listing(
        columns=(
            Column("on", N_("Date"), lambda one: str(one.on)),
            Column("title", N_("Title"), lambda one: one.title),
            Column("countries", N_("Countries"), lambda one: t.several(t.country(c) for c in one.countries)),
            Column("codes", N_("Codes"), lambda one: " ".join(one.countries)),
            Column("link", N_("Link"), lambda one: one.link),
        ),
        sort="-on",
    )


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("statements")
    pages = Pages("/registry", Path(__file__).with_name("templates"), FOLDER, status=STATUS)
    statements = room.reader(STATEMENTS)

    async def find(seen: After) -> Found[StatementState]:
        await statements.wait_for(seen)
        return Found([one.state for one in await statements.find({"listed": True})])

    list_pages(router, pages, listing, find)

    @router.get("/{key}", responses={200: HTML})
    async def statement_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await statements.wait_for(seen)
        found = await statements.get(f"statement-{key}")
        if found is None or not found.state.title:
            raise Problem(404, "not-found", f"no statement {key} is known")
        say = visit.speech.say
        crumbs = Crumb(say(_CHAMPIONS), "/registry/champions"), Crumb(say(_TITLE), "/registry/statements")
        return pages.public(request, "statement.html", visit, *crumbs, one=found.state)

    return router
