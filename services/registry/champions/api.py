"""Champion countries over HTTP: the list as of any day, one country, and the secretariat's commands."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.registry.champions import commands as c
from services.registry.champions import domain
from services.registry.champions.projection import CHAMPIONS, ChampionAsOf, ChampionState, as_of
from shared.auth import PUBLIC, Role, allow
from shared.clock import now
from shared.contracts.registry.evidence import EVIDENCE
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Country, Day, Value, country_name
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/champions": N_("Champion countries")},
    document="/api/champions/{key}",
    page="/champions/{key}",
    key="country",
    name=("country",),
    entries={
        "evidence": EVIDENCE,
        "confirmations": Entries(N_("Confirmation")),
        "support": Entries(N_("Support"), ("agency", "what")),
        "co_chairs": Entries(N_("Co-chair"), ("year",)),
    },
)
CHAMPION = Slice("champion", domain.ABSENT, domain.decide, domain.evolve, THING)


class ChampionList(Value):
    """The champion countries as of a day; ``next`` is the cursor of the rest."""

    as_of: dt.date
    champions: tuple[ChampionAsOf, ...]
    next: str | None


class ChampionEntry(ChampionState):
    """One champion country's whole entry."""

    name: str


async def address(country: Annotated[Country, Path(title=N_("Country"))]) -> Address:
    """A champion country's stream and place."""
    return Address(f"champion-{country}", f"/registry/api/champions/{country}", {"country": country})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/champions", tags=["champions"])
    champions = room.reader(CHAMPIONS)

    @reading(router, "", PUBLIC, wait=champions.wait_for)
    async def champion_countries(
        part: Paged,
        day: Annotated[Day | None, Query(alias="as_of", description="A day; today if left out.")] = None,
    ) -> ChampionList:
        day = day or now().date()
        page = await champions.page(part.cursor, part.limit, {"listed": True})
        found = (as_of(one.state, day) for one in page.items)
        return ChampionList(as_of=day, champions=tuple(one for one in found if one), next=page.next)

    @reading(router, "/{country}", PUBLIC, wait=champions.wait_for)
    async def champion_country(country: Country) -> ChampionEntry:
        found = await champions.get(f"champion-{country}")
        if found is None or {change.what for change in found.state.history} <= {"reaction-refused"}:
            raise Problem(404, "not-found", f"{country_name(country)} has no entry as champion country")
        return ChampionEntry(**dict(found.state), name=country_name(country))

    commands = CommandRoutes(router, room.commands, CHAMPION, allow(Role.SECRETARIAT))
    given = frozenset({"country"})
    commands.add("/{country}/invite", c.InviteChampion, address, given)
    commands.add("/{country}/accept", c.AcceptChampion, address, given)
    commands.add("/{country}/activate", c.ActivateChampion, address, given)
    commands.add("/{country}/withdraw", c.WithdrawChampion, address, given)
    commands.add("/{country}/retract-evidence", c.RetractEvidence, address, given)
    commands.add("/{country}/record-confirmation", c.RecordConfirmation, address, given)
    commands.add("/{country}/retract-confirmation", c.RetractConfirmation, address, given)
    commands.add("/{country}/record-support", c.RecordSupport, address, given)
    commands.add("/{country}/retract-support", c.RetractSupport, address, given)
    commands.add("/{country}/elect-co-chair", c.ElectCoChair, address, given)
    commands.add("/{country}/retract-co-chair", c.RetractCoChair, address, given)
    return router
