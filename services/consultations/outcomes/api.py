"""The outcomes of all briefings over HTTP, by how far they have come."""

import datetime as dt

from fastapi import APIRouter

from services.consultations.briefings.read import Briefings
from services.consultations.outcomes.standing import Standing, State, standings
from shared.auth import PUBLIC
from shared.clock import now
from shared.contracts.consultations.items import FollowUp
from shared.contracts.consultations.outcomes import Outcome
from shared.i18n.outcomes import kind_words
from shared.i18n.speech import speech
from shared.runtime.service import Room
from shared.values import PartialDate, Value
from shared.web.routes.queries import reading

_ENGLISH = speech("en")


class OutcomeLine(Value):
    """An outcome of a briefing: ``key`` is the briefing's, ``by`` what answers for it, as ``briefing#outcome``."""

    key: str
    outcome: str
    title: str
    status: State
    announced_on: dt.date
    due: PartialDate | None
    owner: str | None
    says: Outcome
    follow_up: FollowUp | None
    by: str | None
    href: str


class OutcomeList(Value):
    """Outcomes, those of the last briefing first."""

    outcomes: tuple[OutcomeLine, ...]


def routes(room: Room) -> APIRouter:
    """The list, and of it what is overdue."""
    router = APIRouter(prefix="/outcomes", tags=["briefings"])
    briefings = Briefings(room)

    async def lines(*states: State) -> OutcomeList:
        found = standings(await briefings.whole(), now().date())
        return OutcomeList(outcomes=tuple(_line(one) for one in found if not states or one.state in states))

    @reading(router, "", PUBLIC, wait=briefings.wait_for)
    async def outcome_list(state: State | None = None) -> OutcomeList:
        return await lines(*([state] if state else []))

    @reading(router, "/overdue", PUBLIC, wait=briefings.wait_for)
    async def overdue_outcomes() -> OutcomeList:
        return await lines("overdue")

    return router


def _line(one: Standing) -> OutcomeLine:
    item = one.item
    return OutcomeLine(
        key=one.briefing.key,
        outcome=item.key,
        title=kind_words(item.kind, _ENGLISH),
        status=one.state,
        announced_on=item.announced_on,
        due=one.due,
        owner=item.outcome.owner,
        says=item.outcome,
        follow_up=item.follow_up,
        by=f"{one.by.briefing}#{one.by.outcome}" if one.by and one.by.outcome else one.by and one.by.briefing,
        href=f"/consultations/briefings/{one.briefing.key}#{item.key}",
    )
