"""The outcomes of all briefings as a page: what is open, what is overdue, what came of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from services.consultations.briefings.pages import fields, wordings
from services.consultations.briefings.read import Briefings
from services.consultations.outcomes.standing import STATES, Standing, standings
from shared.clock import now
from shared.i18n.outcomes import KINDS, kind_words
from shared.i18n.speech import N_, Speech
from shared.i18n.values import outcome_words
from shared.runtime.service import Room
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing, Shown
from shared.web.pages.page import Pages
from shared.web.routes.queries import After

_ORDER: Final = tuple(STATES)


def listing(t: Speech) -> Listing[Standing]:
    """The list; what an outcome says is in the reader's language."""
    return Listing(
        columns=(
            Column("date", N_("Announced on"), lambda one: one.item.announced_on.isoformat()),
            Column("outcome", N_("Outcome"), lambda one: outcome_words(one.item.outcome, t)),
            Column("state", N_("State"), lambda one: one.state, lambda one: _ORDER.index(one.state)),
            Column("due", N_("Due"), lambda one: one.due.root if one.due else None),
            Column("owner", N_("Who follows it up"), lambda one: one.item.outcome.owner, filed=True),
            Column("evidence", N_("What shows it"), _evidence, filed=True),
            Column("briefing", N_("Briefing"), lambda one: one.briefing.key),
            Column("key", N_("Key"), lambda one: one.item.key, filed=True),
        ),
        filters=(
            Filter("state", N_("State"), lambda one: one.state, lambda t, value: t.say(STATES[value])),
            Filter("kind", N_("Kind"), lambda one: one.item.kind, lambda t, value: kind_words(value, t)),
            Filter(
                "year",
                N_("Year"),
                lambda one: str(one.item.announced_on.year),
                lambda _, value: value,
            ),
        ),
    )


def _evidence(one: Standing) -> str | None:
    told = one.item.follow_up
    if told and (told.evidence or told.link):
        return " ".join(part for part in (told.evidence, told.link) if part)
    return f"{one.by.briefing}#{one.by.outcome or ''}".rstrip("#") if one.by else None


def routes(room: Room) -> APIRouter:
    """The list."""
    router = public_pages("outcomes")
    folder = Path(__file__).with_name("templates")
    pages = Pages(
        "/consultations", folder, folder.parents[1] / "briefings/templates", states=STATES, kinds=KINDS
    )
    briefings = Briefings(room)

    async def find(seen: After) -> Found[Standing]:
        await briefings.wait_for(seen)
        return Found(standings(await briefings.whole(), now().date()), _beside)

    list_pages(router, pages, listing, find)
    return router


def _beside(shown: Shown[Standing], t: Speech) -> Mapping[str, object]:
    """How many of what is asked for are in each state, and what each says."""
    texts = wordings((one.briefing for one in shown.rows), t)
    counts = {state: sum(one.state == state for one in shown.all) for state in STATES}
    return {
        "counts": [(state, count) for state, count in counts.items() if count],
        "says": lambda one: fields(one.item.outcome, t, texts),
        "wordings": texts,
    }
