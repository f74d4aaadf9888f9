"""Champion countries as pages: the list as of a day with how many there were, and one country's record."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.registry.champions.asof import marks
from services.registry.champions.projection import CHAMPIONS, ChampionAsOf, ChampionState, as_of
from services.registry.champions.terms import Champion
from services.registry.statements.projection import STATEMENTS
from services.registry.totals.pages import Stated
from services.registry.words import FOLDER, STATUS
from shared.clock import now
from shared.i18n.speech import N_, Speech
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Country, Day, country_name
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.picture import Chart, steps
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

_TITLE = N_("Champion countries")
_PLACE = "/registry/champions"
_ON_THE_LIST = {"accepted", "active"}
AsOf = Annotated[Day | None, Query(alias="as_of", description="A day; today if left out.")]


def listing(t: Speech) -> Listing[ChampionAsOf]:
    """The list's columns and filters; countries are sorted by their names in the reader's language."""
    return Listing(
        columns=(
            Column(
                "country",
                N_("Country"),
                lambda one: t.country(one.country),
                lambda one: t.country_order(one.country),
            ),
            Column("status", N_("Status"), lambda one: one.status),
            Column("since", N_("Since"), lambda one: str(one.since)),
            Column("announced_on", N_("Announced"), lambda one: str(one.announced_on or "") or None),
            Column("co_chair", N_("Co-chair"), lambda one: "yes" if one.co_chair else None),
            Column("supported_by", N_("Supported by"), lambda one: ", ".join(supporters(one)) or None),
            Column("code", N_("Code"), lambda one: one.country),
        ),
        filters=(
            Filter("status", N_("Status"), lambda one: one.status, lambda t, value: t.say(STATUS[value])),
        ),
        sort="country",
    )


def supporters(one: ChampionAsOf) -> list[str]:
    """The agencies that support it, each once."""
    return sorted({given.agency for given in one.support})


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("champions")
    pages = Pages("/registry", Path(__file__).with_name("templates"), FOLDER, status=STATUS)
    champions, statements, stated = room.reader(CHAMPIONS), room.reader(STATEMENTS), Stated(room)

    async def find(seen: After, day: AsOf = None) -> Found[ChampionAsOf]:
        await champions.wait_for(seen)
        totals = await stated.of("champion_countries")
        states, on = [one.state for one in await champions.find({"listed": True})], day or now().date()

        def also(_shown: object, t: Speech) -> Mapping[str, object]:
            return {
                "day": on,
                "today": on == now().date(),
                "chart": chart(states, t),
                "supporters": supporters,
                "totals": totals,
            }

        return Found([one for state in states if (one := as_of(state, on))], also)

    list_pages(router, pages, listing, find)

    @router.get("/{country}", responses={200: HTML})
    async def one_champion(country: Country, request: Request, visit: Visiting, seen: After) -> Response:
        await champions.wait_for(seen)
        found = await champions.get(f"champion-{country}")
        made = await statements.find({"listed": True, "countries": country})
        if found is None or {change.what for change in found.state.history} <= {"reaction-refused"}:
            raise Problem(404, "not-found", f"{country_name(country)} has no entry as champion country")
        return pages.public(
            request,
            "champion.html",
            visit,
            Crumb(visit.speech.say(_TITLE), _PLACE),
            champion=found.state,
            statements=sorted((one.state for one in made), key=lambda one: str(one.on), reverse=True),
        )

    return router


def turns(champion: Champion) -> Iterator[tuple[dt.date, int]]:
    """When a State came onto the list (1) and left it (-1), by the first day on which each can have been."""
    day, on = dt.date.min, False
    for mark in marks(champion):
        day = max(day, mark.on.first)  # a status never begins before the one that it follows
        if (mark.status in _ON_THE_LIST) != on:
            on = not on
            yield day, 1 if on else -1


def chart(states: Sequence[ChampionState], t: Speech) -> Chart | None:
    """How many there were on the list; None where there never was any."""
    changes = [(day, by, t.country(one.country)) for one in states for day, by in turns(one.champion)]
    return steps(changes, now().date(), t)
