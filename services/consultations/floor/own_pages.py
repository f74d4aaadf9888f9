"""Asking for the floor as a participant, by the sealed word of their own page, and taking it back."""

from typing import Any, Final, get_args

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.floor.asking import FLOOR, Floors, by_participant
from services.consultations.floor.commands import FloorCommand, TakeBack
from services.consultations.registration.own_pages import Word
from services.consultations.registration.reading import Registrations
from shared.auth import LINK
from shared.contracts.consultations.floor import Asked, RequestId
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.page import form, onward

_ASKS: Final = {one: one for one in get_args(Asked)}


def routes(room: Room) -> APIRouter:
    """What the participant's page sends."""
    answers: dict[int | str, dict[str, Any]] = {
        303: {"description": "To the participant's page."},
        **documented(400, 403, 404, 409, 413, 415, 422, 429, 503),
    }
    router = APIRouter(
        prefix="/registrations",
        tags=["floor"],
        dependencies=[Depends(LINK), Depends(same_origin(room.origin))],
        default_response_class=HTMLResponse,
    )
    read, floors = Registrations(room), Floors(room)

    async def act(token: str, key: str, command: FloorCommand, note: str) -> Response:
        stream = f"floor-{key}"
        await acted(room.commands, FLOOR, stream, command, "participant", floors.views.wait_for)
        return onward(f"/consultations/registrations/{token}", note)

    @router.post("/{token}/floor", status_code=303, responses=answers)
    async def ask_on_page(token: Word, request: Request) -> Response:
        """Ask for the floor, or to put a question."""
        key, one, _ = await read.own(token)
        asks = _ASKS.get(dict(await form(request)).get("asks", ""))
        if asks is None:
            raise Problem(422, "invalid", "choose what you ask for")
        return await act(token, key, by_participant(asks, one), "asked")

    @router.post("/{token}/floor/{id}/take-back", status_code=303, responses=answers)
    async def take_back_on_page(token: Word, id: RequestId) -> Response:  # noqa: A002
        """Ask no more."""
        key, one, _ = await read.own(token)
        return await act(token, key, TakeBack(id=id, by="participant", participant=one.id), "taken_back")

    return router
