"""Briefings over HTTP: the list, one briefing with what became of its outcomes, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.consultations.briefings import commands as c
from services.consultations.briefings import domain
from services.consultations.briefings.briefing import Status
from services.consultations.briefings.projection import BriefingState
from services.consultations.briefings.read import Briefings, BriefingShown
from shared.auth import PUBLIC, Role, allow
from shared.contracts.consultations.facts import When
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing, made_from
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, PartialDate, Value
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/outcomes/overdue": N_("Outcomes that are overdue"), "/api/briefings": N_("Briefings")},
    document="/api/briefings/{key}",
    page="/briefings/{key}",
    day="when.date",
    entries={
        "outcomes": Entries(N_("Outcomes"), ("kind",)),
        "documents": Entries(N_("Documents")),
        "issues_raised": Entries(N_("Issues raised"), ("text",)),
    },
)
BRIEFING = Slice("briefing", domain.ABSENT, domain.decide, domain.evolve, THING)
_Key = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("Part of its address for ever, such as 2026-12-01."),
        json_schema_extra=made_from("when.date", "title"),
    ),
]
_Item = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("A name of its own within the briefing, such as champion_PRT."),
        json_schema_extra=made_from(
            "document.title",
            "issue.topic",
            "outcome.kind",
            "outcome.country",
            "outcome.agency",
            "outcome.region",
        ),
    ),
]


class BriefingLine(Value):
    """A briefing in the list."""

    key: str
    status: Status
    title: str | None
    when: When | None
    on: PartialDate | None
    place: str | None
    version: int
    href: str


class BriefingList(Value):
    """Briefings by key; ``next`` is the cursor of the rest."""

    briefings: tuple[BriefingLine, ...]
    next: str | None


async def address(key: _Key) -> Address:
    """A briefing's stream and place."""
    return Address(f"briefing-{key}", f"/consultations/api/briefings/{key}")


async def item_address(key: _Key, item: _Item) -> Address:
    """The same for one of its documents, issues or outcomes: the command's ``key`` is the item's."""
    return Address(f"briefing-{key}", f"/consultations/api/briefings/{key}", {"key": item})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/briefings", tags=["briefings"])
    briefings = Briefings(room)

    @reading(router, "", PUBLIC, wait=briefings.wait_for)
    async def briefing_list(part: Paged) -> BriefingList:
        page = await briefings.page(part.cursor, part.limit, {"listed": True})
        return BriefingList(briefings=tuple(_line(one.state) for one in page.items), next=page.next)

    @reading(router, "/{key}", PUBLIC, wait=briefings.wait_for)
    async def one_briefing(key: Key) -> BriefingShown:
        return await briefings.one(key)

    commands = CommandRoutes(router, room.commands, BRIEFING, allow(Role.SECRETARIAT))
    commands.add("/{key}/schedule", c.ScheduleBriefing, address)
    commands.add("/{key}/foresee", c.ForeseeBriefing, address)
    commands.add("/{key}/move", c.MoveBriefing, address)
    commands.add("/{key}/postpone", c.PostponeBriefing, address)
    commands.add("/{key}/replace", c.ReplaceBriefing, address)
    commands.add("/{key}/cancel", c.CancelBriefing, address)
    commands.add("/{key}/hold", c.HoldBriefing, address)
    commands.add("/{key}/correct-holding", c.CorrectHolding, address)
    commands.add("/{key}/arrangements", c.SetArrangements, address)
    commands.add("/{key}/wordings", c.SetWordings, address)
    commands.add("/{key}/programme", c.SetProgramme, address)
    commands.add("/{key}/proceedings", c.RecordProceedings, address)
    commands.add("/{key}/summarise", c.SummariseBriefing, address)
    given = frozenset({"key"})
    commands.add("/{key}/documents/{item}/attach", c.AttachDocument, item_address, given)
    commands.add("/{key}/documents/{item}/correct", c.CorrectDocument, item_address, given)
    commands.add("/{key}/documents/{item}/withdraw", c.WithdrawDocument, item_address, given)
    commands.add("/{key}/issues/{item}/raise", c.RaiseIssue, item_address, given)
    commands.add("/{key}/issues/{item}/correct", c.CorrectIssue, item_address, given)
    commands.add("/{key}/issues/{item}/withdraw", c.WithdrawIssue, item_address, given)
    commands.add("/{key}/outcomes/{item}/record", c.RecordOutcome, item_address, given)
    commands.add("/{key}/outcomes/{item}/correct", c.CorrectOutcome, item_address, given)
    commands.add("/{key}/outcomes/{item}/follow-up", c.FollowUpOutcome, item_address, given)
    commands.add("/{key}/outcomes/{item}/withdraw", c.WithdrawOutcome, item_address, given)
    return router


def _line(state: BriefingState) -> BriefingLine:
    shared = {name: getattr(state, name) for name in BriefingLine.model_fields if name != "href"}
    return BriefingLine(**shared, href=f"/consultations/api/briefings/{state.key}")
