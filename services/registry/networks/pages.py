"""The networks as pages: the tree with how many worked when, and one network or region."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from fastapi import APIRouter, Request, Response

from services.registry.champions.pages import chart as champions_chart
from services.registry.champions.projection import ChampionAsOf
from services.registry.networks.network import Member
from services.registry.networks.projection import NetworkState
from services.registry.networks.read import Networks
from services.registry.networks.reference import reference
from services.registry.networks.tree import NetworkNode, pruned, tree
from services.registry.regions.calls import STAGES
from services.registry.regions.region import Regions
from services.registry.totals.pages import Stated
from services.registry.words import FOLDER, LEVELS, STATUS
from shared.clock import now
from shared.contracts.consultations.outcomes_reached import COUNTED
from shared.contracts.registry.networks import ROLES
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.i18n.values import network_words
from shared.runtime.service import Room
from shared.values import REGIONS, NetworkKey, Region
from shared.views.history import Change
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing, Shown
from shared.web.pages.page import HTML, Pages
from shared.web.pages.picture import Chart, steps
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

N = TypeVar("N", NetworkNode, NetworkState)
_TITLE = N_("Networks")
_PLACE = "/registry/networks"
_GLOBAL = N_("Global network")
_TURNS = {"network-established": True, "network-closed": False}


def listing(t: Speech) -> Listing[NetworkState]:
    """The flat list's columns and the filters; countries are sorted by their names in the reader's language."""
    return Listing(
        columns=(
            Column("key", N_("Key"), lambda one: one.key),
            Column("title", N_("Title"), lambda one: one.title),
            Column("level", N_("Level"), lambda one: one.level),
            Column("region", N_("Region"), lambda one: one.region),
            Column("country", N_("Country"), lambda one: one.country and t.country(one.country)),
            Column("status", N_("Status"), lambda one: one.status),
            Column(
                "established_on",
                N_("Established"),
                lambda one: str(one.established.on) if one.established else None,
            ),
        ),
        filters=(
            Filter("level", N_("Level"), lambda one: one.level, lambda t, value: t.say(LEVELS[value])),
            Filter("region", N_("Region"), lambda one: one.region, lambda t, value: region_words(value, t)),
            Filter("status", N_("Status"), lambda one: one.status, lambda t, value: t.say(STATUS[value])),
        ),
        sort="key",
    )


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("networks")
    words = {"status": STATUS, "levels": LEVELS, "roles": ROLES, "stages": STAGES, "counted": COUNTED}
    pages = Pages("/registry", Path(__file__).with_name("templates"), FOLDER, **words)
    networks, regions, stated = Networks(room), Regions(room), Stated(room)

    async def find(seen: After) -> Found[NetworkState]:
        await networks.wait_for(seen)
        totals = await stated.of("country_networks", "regional_networks")
        known, announced = await networks.listed(), await networks.said()

        def also(shown: Shown[NetworkState], t: Speech) -> Mapping[str, object]:
            narrowed = any(one.chosen for one in shown.filters)
            whole = tree(reference(), shown.all, () if narrowed else announced)
            return {
                "listing": replace(shown, rows=shown.all, page=1, pages=1),
                "narrowed": narrowed,
                "any": bool(known),
                "tree": pruned(whole) if narrowed else whole,
                "place": lambda key: place_words(key, t),
                "by_name": lambda nodes: by_name(nodes, t),
                "totals": totals,
                "chart": None if narrowed else _chart(known, t),
            }

        return Found(known, also)

    list_pages(router, pages, listing, find)

    @router.get("/{network}", responses={200: HTML})
    async def network_page(network: NetworkKey, request: Request, visit: Visiting, seen: After) -> Response:
        await regions.wait_for(seen)
        t = visit.speech
        facts = await regions.one(region, now().date()) if (region := _region(network)) else None
        found = await networks.entry(network) if region else await networks.one(network)
        return pages.public(
            request,
            "network.html",
            visit,
            *_way(network, found, t),
            key=network,
            network=found,
            facts=facts,
            source=reference().source,
            countries=by_name(facts.countries if facts else (), t),
            champions=_by_country(facts.champions if facts else (), t),
            chart=champions_chart(await regions.champions(region), t) if region else None,
            agencies=by_role(found.agencies if found else ()),
            place=lambda key: place_words(key, t),
            at=now(),
        )

    return router


def place_words(key: str, t: Speech) -> str:
    """Where the network of this key is, by name in the reader's language."""
    return t.say(_GLOBAL) if key == "global" else network_words(key, t)


def by_name(countries: Iterable[N], t: Speech) -> list[N]:
    """Networks of countries in the order of the countries' names."""
    return sorted(countries, key=lambda one: t.country_order(one.key))


def by_role(members: Iterable[Member]) -> Mapping[str, list[Member]]:
    """The agencies in each role that is filled, the leading roles first."""
    known = sorted(members, key=lambda one: one.agency)
    every = {role: [one for one in known if one.role == role] for role in ROLES}
    return {role: agencies for role, agencies in every.items() if agencies}


def _region(key: str) -> Region | None:
    return next((region for region in REGIONS if region == key), None)


def _by_country(champions: Iterable[ChampionAsOf], t: Speech) -> list[ChampionAsOf]:
    return sorted(champions, key=lambda one: t.country_order(one.country))


def turns(history: Iterable[Change]) -> Iterator[tuple[dt.date, int]]:
    """When a network came to work (1) and ceased to (-1), by the first day on which each can have been.

    One that was set up again after its end comes again; one that closed before it worked never did.
    """
    day, works = dt.date.min, False
    for change in history:
        turned = _TURNS.get(change.what, works)
        if turned != works and change.on:
            works, day = turned, max(day, change.on.first)
            yield day, 1 if works else -1


def _chart(known: Iterable[NetworkState], t: Speech) -> Chart | None:
    changes = [(day, by, place_words(one.key, t)) for one in known for day, by in turns(one.history)]
    return steps(changes, now().date(), t)


def _way(key: str, found: NetworkState | None, t: Speech) -> Iterator[Crumb]:
    """The way to a page: a country's network is reached through its region, if that is stated."""
    yield Crumb(t.say(_TITLE), _PLACE)
    if found and found.region and found.region != key:
        yield Crumb(region_words(found.region, t), f"{_PLACE}/{found.region}")
