"""Calls for input as pages: those that are open, all of them, and one with its terms and numbers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from services.consultations.calls.api import one
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.calls.standing import Stage, left, stage
from services.consultations.calls.words import MOVED, STAGES
from services.consultations.citations.fates import CallFates
from services.consultations.citations.shown import Citations
from services.consultations.inputs.publishing.numbers import NONE, Counting, Numbers
from services.consultations.inputs.sealed import sealed_until
from services.consultations.report.projection import REPORTS
from shared.clock import now
from shared.contracts.consultations.calls import AUDIENCES
from shared.contracts.names import key_of
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.i18n.versions import version
from shared.runtime.service import Room
from shared.values import REGIONS, Key, Region
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.picture import bars, shares
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

TITLE = N_("Calls for input")
PLACE = "/consultations/calls"
OfRegion = Annotated[Region | Literal[""], Query(description="The numbers of this region alone.")]


@dataclass(frozen=True)
class Row:
    """A call as a list shows it at a moment."""

    call: CallState
    stage: Stage


def listing(t: Speech) -> Listing[Row]:
    """The list's columns and filters; titles are sorted in the language that they are shown in."""
    return Listing(
        columns=(
            Column("closes", N_("Closes"), lambda one: _instant(one.call)),
            Column("title", N_("Call"), lambda one: title(one.call, t)),
            Column("stage", N_("Status"), lambda one: one.stage),
            Column("region", N_("Region"), lambda one: one.call.terms.region if one.call.terms else None),
            Column("example", N_("Example"), lambda one: str(one.call.example).lower()),
            Column("key", N_("Key"), lambda one: one.call.key),
        ),
        filters=(
            Filter(
                "stage", N_("Status"), lambda one: one.stage, lambda t, value: t.say(STAGES[_stage(value)])
            ),
            Filter(
                "region",
                N_("Region"),
                lambda one: one.call.terms.region if one.call.terms else None,
                lambda t, value: region_words(value, t),
            ),
        ),
        sort="-closes",
    )


def to_call(call: CallState, t: Speech) -> Crumb:
    """The way back to a call, whose title says its language."""
    named = version(call.terms.title, t.tag) if call.terms else None
    return Crumb(title(call, t), f"{PLACE}/{call.key}", named.language if named else None)


def title(call: CallState, t: Speech) -> str:
    """The call's title in the reader's language, where it has one."""
    return version(call.terms.title, t.tag).text if call.terms else call.key


def to_calls(t: Speech) -> Crumb:
    """The way back to the list of calls."""
    return Crumb(t.say(TITLE), PLACE)


def _instant(call: CallState) -> str | None:
    return call.closes.instant.isoformat() if call.closes else None


def _stage(value: str) -> Stage:
    return next(stage for stage in STAGES if stage == value)


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("calls")
    pages = Pages("/consultations", Path(__file__).with_name("templates"), stages=STAGES)
    reports = room.reader(REPORTS)
    calls, counting, citations = room.reader(CALLS), Counting(room), Citations(room)

    async def find(seen: After) -> Found[Row]:
        await calls.wait_for(seen)
        at = now()
        found = [Row(one.state, stage(one.state, at)) for one in await calls.find({"listed": True})]
        is_open = [(one.call, left(one.call.closes.instant, at)) for one in _open(found) if one.call.closes]
        return Found(
            found,
            lambda _shown, t: {
                "there": bool(found),
                "open": is_open,
                "region_words": lambda region: region_words(region, t),
            },
        )

    list_pages(router, pages, listing, find)

    @router.get("/{key}", responses={200: HTML})
    async def call_page(
        key: Key, request: Request, visit: Visiting, seen: After, region: OfRegion = ""
    ) -> Response:
        await calls.wait_for(seen)
        call, at, t = await one(calls, key), now(), visit.speech
        until = sealed_until(call)
        sealed = until if until and at < until else None
        counted = NONE if sealed else await counting.of(key, region or None)
        fates = await citations.of_call(key)
        feeds = await reports.find({"listed": True, "calls": key})
        return pages.public(
            request,
            "call.html",
            visit,
            to_calls(t),
            call=call,
            stage=stage(call, at),
            left=left(call.closes.instant, at) if call.closes else None,
            audiences=AUDIENCES,
            history=[change for change in call.history if change.what in MOVED],
            briefing=key_of(call.cause.stream) if call.cause else None,
            sealed=sealed,
            numbers=counted,
            tables=tables(counted, t),
            chart=bars({dt.date.fromisoformat(day): n for day, n in counted.by_day.items()}, t),
            fates=fates,
            reports=[each.state for each in feeds],
            fates_chart=shares(_fates(fates, t), t),
            region=region,
            regions=[(value, region_words(value, t)) for value in REGIONS],
        )

    return router


def _open(rows: Iterable[Row]) -> list[Row]:
    """Those that are open, the first to close first."""
    return sorted((one for one in rows if one.stage == "open"), key=lambda one: _instant(one.call) or "")


def tables(counted: Numbers, t: Speech) -> list[tuple[str, list[tuple[str, int]]]]:
    """The numbers by what they are told apart, each value by its name."""
    words = {str(group): words for group, words in AUDIENCES.items()}
    found = (
        (N_("By group"), {t.say(words[group]): n for group, n in counted.by_group.items()}),
        (N_("By language"), {t.language(tag): n for tag, n in counted.by_language.items()}),
        (N_("By region"), {_region(value, t): n for value, n in counted.by_region.items()}),
        (N_("By day of receipt, in UTC"), {_day(day, t): n for day, n in counted.by_day.items()}),
    )
    return [(title, list(rows.items())) for title, rows in found if rows]


def _fates(told: CallFates, t: Speech) -> dict[str, list[tuple[str, int]]]:
    """What became of the inputs of each group, as far as all of it is told."""
    words = {str(group): words for group, words in AUDIENCES.items()}
    found = {}
    for group, of in told.by_group.items():
        if of.cited is not None and of.answered is not None:
            parts = ((N_("Inputs"), of.standing), (N_("cited"), of.cited), (N_("answered"), of.answered))
            found[t.say(words[group])] = [(t.say(what), n) for what, n in parts]
    return found


def _region(value: str, t: Speech) -> str:
    return region_words(value, t) if value in REGIONS else t.say(N_("no region stated"))


def _day(day: str, t: Speech) -> str:
    return t.day(dt.date.fromisoformat(day))
