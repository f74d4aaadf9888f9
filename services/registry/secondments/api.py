"""Secondments over HTTP: the list, one secondment, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.registry.secondments import commands as c
from services.registry.secondments import domain
from services.registry.secondments.projection import SECONDMENTS, SecondmentState
from shared.auth import Role, allow
from shared.contracts.registry.evidence import EVIDENCE
from shared.contracts.registry.secondments import SecondmentStatus
from shared.eventstore.handle import Slice
from shared.forms import Thing, made_from
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, Name
from shared.web.routes.reads import read_routes
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/secondments": N_("Secondments")},
    document="/api/secondments/{key}",
    page="/secondments/{key}",
    name=("agency", "to"),
    entries={"evidence": EVIDENCE},
)
SECONDMENT = Slice("secondment", domain.ABSENT, domain.decide, domain.evolve, THING)
_Key = Annotated[Key, Path(title=N_("Key"), json_schema_extra=made_from("agency", "to", fixed=True))]


async def address(key: _Key) -> Address:
    """A secondment's stream and place."""
    return Address(f"secondment-{key}", f"/registry/api/secondments/{key}", {"key": key})


async def narrowed(
    status: Annotated[SecondmentStatus | None, Query(description="Those that stand so.")] = None,
    agency: Annotated[Name | None, Query(description="Those whom this agency releases.")] = None,
) -> dict[str, object]:
    """The dependency that reads what the list is asked for."""
    return {"status": status, "agency": agency}


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/secondments", tags=["secondments"])
    read_routes(
        router,
        room.reader(SECONDMENTS),
        SecondmentState,
        address,
        narrowed=narrowed,
        there=lambda one: one.agency,
    )
    commands = CommandRoutes(router, room.commands, SECONDMENT, allow(Role.SECRETARIAT))
    given = frozenset({"key"})
    commands.add("/{key}/announce", c.AnnounceSecondment, address, given)
    commands.add("/{key}/start", c.StartSecondment, address, given)
    commands.add("/{key}/end", c.EndSecondment, address, given)
    commands.add("/{key}/correct", c.CorrectSecondment, address, given)
    commands.add("/{key}/retract-evidence", c.RetractSecondmentEvidence, address, given)
    return router
