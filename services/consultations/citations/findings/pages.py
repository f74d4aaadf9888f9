"""Findings as pages: the list with its files, and one with what is cited in it and what came of it."""

from pathlib import Path

from fastapi import APIRouter, Response

from services.consultations.calls.projection import CALLS
from services.consultations.calls.words import FOLDER as OF_CALLS
from services.consultations.citations.findings.api import one
from services.consultations.citations.findings.projection import FINDINGS, FindingState
from services.consultations.citations.shown import Citations
from services.consultations.citations.words import FOLDER, WORDS
from shared.auth import Role
from shared.i18n.speech import N_, Speech
from shared.i18n.versions import version
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

TITLE = N_("Findings")
PLACE = "/consultations/findings"
_MANY = 10_000


def listing(t: Speech) -> Listing[FindingState]:
    """The list's columns; sentences are sorted in the language that they are shown in."""
    return Listing(
        columns=(
            Column("text", N_("Finding"), lambda one: version(one.text, t.tag).text),
            Column("call", N_("Call"), lambda one: one.call),
            Column(
                "outcomes",
                N_("What came of it"),
                lambda one: " ".join(f"{led.kind}:{led.target}" for led in one.outcomes) or None,
            ),
            Column("key", N_("Key"), lambda one: one.key),
            Column("example", N_("Example"), lambda one: str(one.example).lower(), filed=True),
        ),
        filters=(Filter("call", N_("Call"), lambda one: one.call, lambda _, value: value),),
        sort="key",
    )


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("findings")
    pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, OF_CALLS, **WORDS)
    findings, calls, citations = room.reader(FINDINGS), room.reader(CALLS), Citations(room)

    async def find(seen: After) -> Found[FindingState]:
        await findings.wait_for(seen)
        found = [shown.state for shown in await findings.find({"listed": True}, limit=_MANY)]
        known = await calls.many(f"call-{key}" for key in {state.call for state in found} if key)
        titles = {one.state.key: one.state.terms.title for one in known.values() if one.state.terms}
        return Found(found, lambda _shown, _t: {"calls": titles})

    list_pages(router, pages, listing, find)

    @router.get("/{key}", responses={200: HTML})
    async def finding_page(key: Key, visit: Visiting, seen: After) -> Response:
        """What it quotes may be erased tomorrow: nobody keeps this page."""
        await findings.wait_for(seen)
        shown = await citations.shown(await one(findings, key))
        call = await calls.get(f"call-{shown.call}") if shown.call else None
        return pages.show(
            "finding.html",
            visit,
            Crumb(visit.speech.say(TITLE), PLACE),
            one=shown,
            call=call.state if call and call.state.listed else None,
            officer=visit.caller is not None and visit.caller.role is Role.SECRETARIAT,
        )

    return router
