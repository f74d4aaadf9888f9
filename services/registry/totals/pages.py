"""Stated totals as a page, and as other pages show them beside what they count themselves."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from services.registry.totals.domain import StatedTotal
from services.registry.totals.projection import TOTALS
from services.registry.words import FOLDER, STATUS
from shared.contracts.consultations.outcomes_reached import COUNTED, Counted
from shared.contracts.registry.evidence import BriefingOutcome, Evidence
from shared.i18n.speech import N_, Speech
from shared.runtime.service import Room
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import Pages
from shared.web.routes.queries import After


@dataclass(frozen=True)
class Row:
    """A total in the list."""

    what: str
    stated: StatedTotal


def listing(t: Speech) -> Listing[Row]:
    """The list's columns and its filter, the latest date first."""
    return Listing(
        columns=(
            Column("what", N_("What"), lambda one: one.what, lambda one: t.say(_words(one.what))),
            Column("total", N_("Total"), lambda one: one.stated.total),
            Column("at_least", N_("At least"), lambda one: "yes" if one.stated.at_least else None),
            Column("as_of", N_("As of"), lambda one: one.stated.as_of.root),
            Column("source", N_("Source"), lambda one: _source(one.stated.evidence)),
        ),
        filters=(Filter("what", N_("What"), lambda one: one.what, lambda t, what: t.say(_words(what))),),
        sort="-as_of",
    )


def _words(what: str) -> str:
    return {str(key): words for key, words in COUNTED.items()}[what]


def _source(evidence: Evidence) -> str:
    if isinstance(evidence, BriefingOutcome):
        return f"/consultations/briefings/{evidence.briefing}#{evidence.outcome}"
    return f"{evidence.title} {evidence.link or ''}".strip()


class Stated:
    """Reads totals for other pages. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._totals = room.reader(TOTALS)

    async def of(self, *counted: Counted) -> list[Row]:
        """What is stated of these, one after the other, the latest date of each first."""
        found = {what: await self._totals.get(f"total-{what}") for what in counted}
        return [Row(what, one) for what, there in found.items() if there for one in there.state.statements]


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router, totals = public_pages("totals"), room.reader(TOTALS)
    folder = Path(__file__).with_name("templates")
    pages = Pages("/registry", folder, FOLDER, status=STATUS, counted=COUNTED)

    async def find(seen: After) -> Found[Row]:
        await totals.wait_for(seen)
        found = await totals.find({"listed": True})
        return Found([Row(one.state.key, stated) for one in found for stated in one.state.statements])

    list_pages(router, pages, listing, find)
    return router
