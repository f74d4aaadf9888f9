"""The floor over HTTP: its order for everybody, as it stands and as it changes, and who asks, gives, takes back."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.consultations.floor import commands as c
from services.consultations.floor.asking import FLOOR, Floors, NewRequest, entered
from services.consultations.floor.live import Live
from services.consultations.floor.shown import FloorShown, shown_of
from services.consultations.registration.api import FOCAL, SECRETARIAT, acting, for_briefing
from shared.auth import PUBLIC, Caller
from shared.contracts.consultations.floor import RequestId
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.web.routes.queries import ITEM_PROBLEMS, Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

EVENTS: Final = "text/event-stream"
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {EVENTS: {"schema": {"type": "string"}}}, "description": "Server-sent events."},
    **ITEM_PROBLEMS,
    **documented(503),
}
_GIVEN: Final = frozenset({"id", "by", "country", "participant"})


class FloorLine(Value):
    """A floor in the list."""

    key: str
    status: Literal["absent", "open", "closed"]
    version: int
    href: str


class FloorList(Value):
    """Floors by the briefing's key; ``next`` is the cursor of the rest."""

    floors: tuple[FloorLine, ...]
    next: str | None


async def address(key: Key) -> Address:
    """A floor's stream and place; the key is the briefing's."""
    return _at(key)


async def request_address(key: Key, id: RequestId) -> Address:  # noqa: A002  as the path is called
    """The same, with the request."""
    return _at(key, {"id": id})


async def as_focal(
    key: Key,
    id: RequestId,  # noqa: A002
    caller: Annotated[Caller, Depends(FOCAL)],
) -> Address:
    """The same, with who acts for the speaker."""
    return _at(key, {"id": id, "participant": None, **acting(caller)})


def _at(key: str, fields: Mapping[str, object] | None = None) -> Address:
    return Address(f"floor-{key}", f"/consultations/api/briefings/{key}/floor", fields or {})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(tags=["floor"])
    floors, live = Floors(room), Live(room)

    @reading(router, "/floors", PUBLIC, wait=floors.views.wait_for)
    async def floor_list(part: Paged) -> FloorList:
        page = await floors.views.page(part.cursor, part.limit, {"listed": True})
        lines = (shown_of(one.state) for one in page.items)
        return FloorList(
            floors=tuple(
                FloorLine(key=one.key, status=one.status, version=one.version, href=one.href) for one in lines
            ),
            next=page.next,
        )

    @reading(router, "/briefings/{key}/floor", PUBLIC, wait=floors.views.wait_for)
    async def briefing_floor(key: Key) -> FloorShown:
        """Who speaks, who is next, who has spoken."""
        return shown_of(await floors.one(key))

    @router.get(
        "/briefings/{key}/floor/events",
        response_class=StreamingResponse,
        responses=_STREAM,
        dependencies=[Depends(PUBLIC)],
    )
    async def floor_events(
        key: Key,
        request: Request,
        last_event_id: Annotated[
            int, Header(ge=0, le=10**9, description="The last that was heard: all since is told.")
        ] = 0,
    ) -> StreamingResponse:
        """The same as it changes: an event `floor` (FloorChanged), its id the version up to which it tells."""
        found = await floors.one(key)
        # Of a floor that is as it was before a restore, or another's, nothing was heard.
        heard = last_event_id if last_event_id <= found.version else 0
        who = request.client.host if request.client else ""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(live.listen(key, heard, who), headers=headers, media_type=EVENTS)

    async def ask_for_floor(_key: str, said: NewRequest, caller: Caller) -> BaseModel:
        """Ask for the floor, for the mission's State or, as the secretariat, for anybody."""
        return entered(said, caller, uuid.uuid4().hex)

    commands = CommandRoutes(router, room.commands, FLOOR, SECRETARIAT, documented(404))
    commands.add("/floors/{key}/rules", c.SetFloorRules, for_briefing(room, address))
    commands.add("/floors/{key}/requests/{id}/grant", c.GrantFloor, request_address, _GIVEN)
    commands.add("/floors/{key}/requests/{id}/pass-over", c.PassOver, request_address, _GIVEN)
    commands.add("/floors/{key}/requests/{id}/yield", c.YieldFloor, request_address, _GIVEN)
    focal = CommandRoutes(router, room.commands, FLOOR, FOCAL)
    focal.made("/floors/{key}/requests", NewRequest, ask_for_floor, address)
    focal.add("/floors/{key}/requests/{id}/take-back", c.TakeBack, as_focal, _GIVEN)
    focal.add("/floors/{key}/requests/{id}/statement", c.AttachStatement, as_focal, _GIVEN)
    return router
