"""Calls over HTTP: the public list, one call, and the secretariat's commands."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.consultations.calls import commands as c
from services.consultations.calls import domain
from services.consultations.calls.projection import CALLS, CallState
from shared.auth import PUBLIC, Caller, Role, allow
from shared.eventstore.handle import Slice
from shared.forms import Thing, made_from
from shared.mongo import StoreClock
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, Value
from shared.views.reader import Reader
from shared.web.routes.queries import Paged, Paging, reading
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/calls": N_("Calls for input"), "/api/call-drafts": N_("Calls that are being drafted")},
    document="/api/call-drafts/{key}",
    page="/calls/{key}",
    name=("terms.title",),
    hidden=("drafted",),
)
CALL = Slice("call", domain.ABSENT, domain.decide, domain.evolve, THING)
_Key = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("Part of its address for ever, such as 2026-report."),
        json_schema_extra=made_from("terms.title.en"),
    ),
]
SECRETARIAT = allow(Role.SECRETARIAT)


class CallList(Value):
    """Calls by key; ``next`` is the cursor of the rest."""

    calls: tuple[CallState, ...]
    next: str | None


async def address(key: _Key) -> Address:
    """A call's stream and place."""
    return Address(f"call-{key}", f"/consultations/api/calls/{key}")


def acting(clock: StoreClock) -> Callable[..., Awaitable[Address]]:
    """The same, with who acts and when: a deadline is moved by the store's clock."""

    async def acting_address(key: Key, caller: Annotated[Caller, Depends(SECRETARIAT)]) -> Address:
        who = caller.organisation or caller.role.value
        fields = {"by": who, "at": await clock.now()}
        return Address(f"call-{key}", f"/consultations/api/calls/{key}", fields)

    return acting_address


async def one(calls: Reader[CallState], key: str, *, drafts: bool = False) -> CallState:
    """A call that was announced, or also one that was not. Raises ``Problem`` 404."""
    found = await calls.get(f"call-{key}")
    if found is None or not (found.state.listed or drafts):
        raise Problem(404, "not-found", f"no call {key} is known")
    return found.state


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(tags=["calls"])
    calls = room.reader(CALLS)

    async def page(query: dict[str, object], part: Paging) -> CallList:
        found = await calls.page(part.cursor, part.limit, query)
        return CallList(calls=tuple(o.state for o in found.items), next=found.next)

    @reading(router, "/calls", PUBLIC, wait=calls.wait_for)
    async def call_list(part: Paged) -> CallList:
        """The calls that were announced."""
        return await page({"listed": True}, part)

    @reading(router, "/call-drafts", SECRETARIAT, wait=calls.wait_for)
    async def draft_list(part: Paged) -> CallList:
        """The calls that are being prepared."""
        return await page({"status": "drafted"}, part)

    @reading(router, "/call-drafts/{key}", SECRETARIAT, wait=calls.wait_for, private=True)
    async def one_draft(key: Key) -> CallState:
        """A call in whatever state."""
        return await one(calls, key, drafts=True)

    @reading(router, "/calls/{key}", PUBLIC, wait=calls.wait_for)
    async def one_call(key: Key) -> CallState:
        return await one(calls, key)

    commands = CommandRoutes(router, room.commands, CALL, SECRETARIAT)
    acts, given = acting(StoreClock(room.database)), frozenset({"by", "at"})
    commands.add("/calls/{key}/draft", c.DraftCall, address)
    commands.add("/calls/{key}/announce", c.AnnounceCall, acts, given)
    commands.add("/calls/{key}/extend", c.ExtendCall, acts, given)
    commands.add("/calls/{key}/close", c.CloseCall, acts, given)
    commands.add("/calls/{key}/reopen", c.ReopenCall, acts, given)
    commands.add("/calls/{key}/withdraw", c.WithdrawCall, acts, given)
    return router
