"""Joint statements over HTTP: the list, one of them, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.registry.statements import commands as c
from services.registry.statements import domain
from services.registry.statements.projection import STATEMENTS, StatementState
from shared.auth import Role, allow
from shared.eventstore.handle import Slice
from shared.forms import Thing, made_from
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Country, Key
from shared.web.routes.reads import read_routes
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/statements": N_("Joint statements")},
    document="/api/statements/{key}",
    page="/statements/{key}",
)
STATEMENT = Slice("statement", domain.ABSENT, domain.decide, domain.evolve, THING)
_Key = Annotated[Key, Path(title=N_("Key"), json_schema_extra=made_from("on", "title"))]


async def address(key: _Key) -> Address:
    """A joint statement's stream and place."""
    return Address(f"statement-{key}", f"/registry/api/statements/{key}")


async def narrowed(
    country: Annotated[Country | None, Query(description="Those that this State made with others.")] = None,
) -> dict[str, object]:
    """The dependency that reads what the list is asked for."""
    return {"countries": country}


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/statements", tags=["statements"])
    read_routes(
        router,
        room.reader(STATEMENTS),
        StatementState,
        address,
        narrowed=narrowed,
        there=lambda one: one.title,
    )
    commands = CommandRoutes(router, room.commands, STATEMENT, allow(Role.SECRETARIAT))
    commands.add("/{key}/make", c.MakeStatement, address)
    commands.add("/{key}/correct", c.CorrectStatement, address)
    commands.add("/{key}/withdraw", c.WithdrawStatement, address)
    return router
