"""Briefings as pages: the list, and one briefing's whole record."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.consultations.attachments.verdicts import Kind
from services.consultations.briefings.projection import BriefingState
from services.consultations.briefings.read import Briefings, OutcomeShown
from services.consultations.briefings.words import BECAME, STATUS, STEPS
from services.consultations.calls.words import FOLDER as CALLS
from services.consultations.floor.asking import Floors
from services.consultations.issues.reading import IssueReader
from services.consultations.issues.words import FOLDER as ISSUES
from services.consultations.issues.words import WORDS as OF_ISSUES
from services.consultations.outcomes.standing import STATES, standings
from services.consultations.registration.reading import Registrations
from services.consultations.registration.shown import shown_of
from services.consultations.registration.words import FOLDER, WORDS
from shared.clock import now
from shared.contracts.consultations.facts import MODES
from shared.contracts.consultations.items import DOCUMENT_KINDS
from shared.contracts.consultations.outcomes_reached import Result
from shared.countries import is_country
from shared.i18n.outcomes import FIELDS, KINDS
from shared.i18n.speech import N_, Own, Speech
from shared.i18n.terms import term_words
from shared.i18n.values import hints, value_words
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
_BESIDE = frozenset({"kind", *Result.model_fields})


def _day(one: BriefingState) -> str | None:
    if one.when:
        return one.when.date.isoformat()
    return one.on.root if one.on else None


LISTING: Listing[BriefingState] = Listing(
    columns=(
        Column("date", N_("Date"), _day),
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
            lambda one: (_day(one) or "")[:4] or None,
            lambda _, value: value,
        ),
    ),
    sort="-date",
)


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("briefings")
    pages = Pages(
        "/consultations",
        Path(__file__).with_name("templates"),
        FOLDER,
        CALLS,
        ISSUES,
        status=STATUS,
        kind_of=Kind.of,
        **WORDS,
        **OF_ISSUES,
    )
    briefings, registrations, floors = Briefings(room), Registrations(room), Floors(room)
    issues = IssueReader(room)

    async def find(seen: After) -> Found[BriefingState]:
        await briefings.wait_for(seen)
        found, today = await briefings.listed(), now().date()
        coming = [b for b in found if b.status == "scheduled" and b.when and b.when.date >= today]
        coming.sort(key=lambda one: str(one.when and one.when.date))
        return Found(found, lambda _shown, t: {"coming": coming, "wordings": wordings(found, t)})

    list_pages(router, pages, lambda _: LISTING, find)

    @router.get("/{key}", responses={200: HTML})
    async def briefing_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await briefings.wait_for(seen)
        found, t, every = await briefings.one(key), visit.speech, await briefings.whole()
        texts = wordings([found], t)
        standing = {
            one.item.key: one for one in standings(every, now().date()) if one.briefing.key == found.key
        }
        registration = shown_of(opened) if (opened := await registrations.of(key)) else None
        return pages.public(
            request,
            "briefing.html",
            visit,
            Crumb(t.say(_TITLE), _PLACE),
            briefing=found,
            outcomes=[
                (one, fields(one.outcome, t, texts), _page_of(one), standing.get(one.key))
                for one in found.outcomes
            ],
            wordings=texts,
            registration=registration,
            floor=await floors.of(key),
            answers=await issues.of_briefing(key),
            takes=registration is not None and registration.takes(now()),
            became=BECAME,
            states=STATES,
            kinds=KINDS,
            modes=MODES,
            steps=STEPS,
            raised_by=_raised_by,
            document_kinds=DOCUMENT_KINDS,
            names={one.key: one.title or one.key for one in every},
            spoken={one.item for one in found.interventions if one.item},
        )

    return router


def wordings(briefings: Iterable[BriefingState], t: Speech) -> dict[str, str]:
    """The texts of these records that exist in the reader's language."""
    found = (one for briefing in briefings for one in briefing.wordings)
    return {one.text: one.version for one in found if one.language == t.tag}


def fields(outcome: BaseModel, t: Speech, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the outcome itself states, by name and value, the record's own words in it marked.

    ``known`` are texts in the reader's language.
    """
    marking = t.marked()

    def text(words: str) -> str:
        return known.get(words) or term_words(words, marking)

    stated = (name for name, value in outcome if name not in _BESIDE and value not in (None, ()))
    return [
        (
            FIELDS[name],
            marking.several([value_words(getattr(outcome, name), marking, hints(type(outcome))[name], text)]),
        )
        for name in stated
    ]


def _raised_by(who: str, t: Speech) -> str:
    """A State by its code, or whoever the source names."""
    return t.country(who) if is_country(who) else Own(who)


def _page_of(one: OutcomeShown) -> str | None:
    """The page where what became of the outcome is seen."""
    return one.became.href.replace("/api/", "/", 1) if one.became.href else None
