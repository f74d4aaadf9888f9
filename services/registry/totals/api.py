"""Stated totals over HTTP: all of them, those of one thing, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.registry.totals import commands as c
from services.registry.totals import domain
from services.registry.totals.projection import TOTALS, TotalState
from shared.auth import Role, allow
from shared.contracts.consultations.outcomes_reached import COUNTED, Counted
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing, worded
from shared.runtime.service import Room
from shared.texts import N_
from shared.web.routes.reads import read_routes
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/totals": N_("Stated totals")},
    document="/api/totals/{key}",
    page="/totals",
    entries={"statements": Entries(N_("Stated totals"), ("total", "as_of"))},
)
TOTAL = Slice("total", domain.ABSENT, domain.decide, domain.evolve, THING)


async def address(
    what: Annotated[Counted, Path(title=N_("What"), json_schema_extra=worded(COUNTED))],
) -> Address:
    """The stream of what is counted, and its place."""
    return Address(f"total-{what}", f"/registry/api/totals/{what}", {"what": what})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/totals", tags=["totals"])
    read_routes(router, room.reader(TOTALS), TotalState, address)
    commands = CommandRoutes(router, room.commands, TOTAL, allow(Role.SECRETARIAT))
    given = frozenset({"what"})
    commands.add("/{what}/state", c.StateTotal, address, given)
    commands.add("/{what}/retract", c.RetractTotal, address, given)
    return router
