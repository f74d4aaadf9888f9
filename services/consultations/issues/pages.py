"""Issues as pages: what waits for an answer and for whom, what is answered, and one with the answer agreed to it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from services.consultations.briefings.read import Briefings
from services.consultations.issues.reading import IssueReader
from services.consultations.issues.shown import OPEN, STAGES, IssueShown, Stage
from services.consultations.issues.words import FOLDER, WORDS
from shared.clock import now
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Own, Speech
from shared.i18n.terms import term_words
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing, Shown
from shared.web.pages.page import HTML, Pages
from shared.web.pages.picture import steps
from shared.web.pages.visit import Visiting
from shared.web.routes.queries import After

TITLE: Final = N_("Issues")
PLACE: Final = "/consultations/issues"
_ORDER: Final = tuple(STAGES)


def _stage(value: str) -> Stage:
    return next(stage for stage in STAGES if stage == value)


def _due(one: IssueShown) -> str | None:
    return min((asked.due.instant.isoformat() for asked in one.waits_for), default=None)


def _day(one: IssueShown) -> str | None:
    return one.answer.at.date().isoformat() if one.answer else None


def _agencies(one: IssueShown) -> set[str]:
    return {*([one.lead] if one.lead else []), *(asked.agency for asked in one.concurrence)}


def _briefings(one: IssueShown) -> set[str]:
    return {source.origin.briefing for source in one.sources if source.origin.kind == "briefing"}


LISTING: Listing[IssueShown] = Listing(
    columns=(
        Column("stage", N_("State"), lambda one: one.stage, lambda one: _ORDER.index(one.stage)),
        Column("issue", N_("Issue"), lambda one: one.matter.text),
        Column("lead", N_("Lead agency"), lambda one: one.lead),
        Column("waits_for", N_("Waited for"), lambda one: ", ".join(a.agency for a in one.waits_for) or None),
        Column("due", N_("Until"), _due),
        Column("topic", N_("Topic"), lambda one: one.matter.topic, filed=True),
        Column(
            "briefing", N_("Briefing"), lambda one: ", ".join(sorted(_briefings(one))) or None, filed=True
        ),
        Column("published", N_("Answered"), _day, filed=True),
        Column("example", N_("Example"), lambda one: str(one.example).lower(), filed=True),
        Column("key", N_("Key"), lambda one: one.key, filed=True),
    ),
    filters=(
        Filter("stage", N_("State"), lambda one: one.stage, lambda t, value: t.say(STAGES[_stage(value)])),
        Filter("topic", N_("Topic"), lambda one: one.matter.topic, lambda t, value: term_words(value, t)),
        Filter("agency", N_("Agency"), _agencies, lambda _, value: Own(value)),
        Filter("briefing", N_("Briefing"), _briefings, lambda _, value: Own(value)),
    ),
    sort="stage",
)


def changes(issues: Iterable[IssueShown], t: Speech) -> Iterator[tuple[dt.date, int, str]]:
    """On each day, how many more wait for their first answer than before; examples are left out."""
    real = [one for one in issues if not one.example and one.stage not in {"merged", "split"}]
    raised = Counter(one.since.date() for one in real)
    answered = Counter(one.first_answered.date() for one in real if one.first_answered)
    waiting = 0
    for day in sorted({*raised, *answered}):
        waiting += (more := raised[day] - answered[day])
        yield day, more, t.say_n("{n} issue waits", "{n} issues wait", waiting)


def routes(room: Room) -> APIRouter:
    """The slice's public pages."""
    router = public_pages("issues")
    pages = Pages("/consultations", FOLDER, region_words=region_words, **WORDS)
    issues, briefings = IssueReader(room), Briefings(room)

    async def find(seen: After) -> Found[IssueShown]:
        await issues.views.wait_for(seen)
        return Found(await issues.shown(), _beside)

    list_pages(router, pages, lambda _: LISTING, find)

    @router.get("/{key}", responses={200: HTML})
    async def issue_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await issues.views.wait_for(seen)
        found = await issues.one(key)
        return pages.public(
            request,
            "issue.html",
            visit,
            to_issues(visit.speech),
            issue=found,
            others=await issues.several(
                [*found.links, *(part.key for part in found.parts), found.answered_by]
            ),
            names={one.key: one.title or one.key for one in await briefings.listed()},
        )

    return router


def to_issues(t: Speech) -> Crumb:
    """The way back to the list of issues."""
    return Crumb(t.say(TITLE), PLACE)


def _beside(shown: Shown[IssueShown], t: Speech) -> Mapping[str, object]:
    """How many of what is asked for are at each stage, and how many waited for an answer when."""
    counts = {stage: sum(one.stage == stage for one in shown.all) for stage in STAGES}
    return {
        "counts": [(stage, count) for stage, count in counts.items() if count],
        "open": sum(counts[stage] for stage in OPEN),
        "chart": steps(changes(shown.all, t), now().date(), t),
    }
