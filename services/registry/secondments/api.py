"""Secondments over HTTP: the list, one secondment, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.registry.secondments import commands as c
from services.registry.secondments import domain
from services.registry.secondments.projection import SECONDMENTS, SecondmentState
from shared.auth import PUBLIC, Role, allow
from shared.contracts.registry.evidence import EVIDENCE
from shared.contracts.registry.secondments import SecondmentStatus
from shared.eventstore.handle import Slice
from shared.forms import Thing, made_from
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, Name, Value
from shared.web.queries import ITEM_PROBLEMS, PAGE_SIZE, QUERY_PROBLEMS, After, Cursor, Limit, conditional
from shared.web.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/secondments": N_("Secondments")},
    document="/api/secondments/{key}",
    page="/secondments/{key}",
    name=("agency", "to"),
    entries={"evidence": EVIDENCE},
)
SECONDMENT = Slice("secondment", domain.ABSENT, domain.decide, domain.evolve, THING)
_Key = Annotated[Key, Path(title=N_("Key"), json_schema_extra=made_from("agency", "to", fixed=True))]


class SecondmentList(Value):
    """Secondments by key; ``next`` is the cursor of the rest."""

    secondments: tuple[SecondmentState, ...]
    next: str | None


async def address(key: _Key) -> Address:
    """A secondment's stream and place."""
    return Address(f"secondment-{key}", f"/registry/api/secondments/{key}", {"key": key})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/secondments", tags=["secondments"])
    secondments = room.reader(SECONDMENTS)

    @router.get("", response_model=SecondmentList, responses=QUERY_PROBLEMS, dependencies=[Depends(PUBLIC)])
    async def secondment_list(
        request: Request,
        seen: After,
        *,
        status: Annotated[SecondmentStatus | None, Query(description="Those that stand so.")] = None,
        agency: Annotated[Name | None, Query(description="Those whom this agency releases.")] = None,
        limit: Limit = PAGE_SIZE,
        cursor: Cursor = None,
    ) -> Response:
        await secondments.wait_for(seen)
        asked = {"status": status, "agency": agency}
        wanted = {"listed": True} | {name: value for name, value in asked.items() if value}
        page = await secondments.page(cursor, limit, wanted)
        found = tuple(one.state for one in page.items)
        return conditional(request, SecondmentList(secondments=found, next=page.next))

    @router.get(
        "/{key}", response_model=SecondmentState, responses=ITEM_PROBLEMS, dependencies=[Depends(PUBLIC)]
    )
    async def one_secondment(key: Key, request: Request, seen: After) -> Response:
        await secondments.wait_for(seen)
        found = await secondments.get(f"secondment-{key}")
        if found is None or found.state.agency is None:
            raise Problem(404, "not-found", f"no secondment {key} is known")
        return conditional(request, found.state)

    commands = CommandRoutes(router, room.commands, SECONDMENT, allow(Role.SECRETARIAT))
    given = frozenset({"key"})
    commands.add("/{key}/announce", c.AnnounceSecondment, address, given)
    commands.add("/{key}/start", c.StartSecondment, address, given)
    commands.add("/{key}/end", c.EndSecondment, address, given)
    commands.add("/{key}/correct", c.CorrectSecondment, address, given)
    commands.add("/{key}/retract-evidence", c.RetractSecondmentEvidence, address, given)
    return router
