"""Focal points as a page, for the secretariat and the network itself."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ValidationError

from services.registry.networks.api import NETWORK
from services.registry.networks.focal_api import NOT_YOURS
from services.registry.networks.focal_points import FocalPoints, NewFocalPoint, NoFocalPoint, may
from services.registry.networks.pages import place_words
from services.registry.words import FOLDER, STATUS
from shared.auth import Caller, Role
from shared.eventstore.handle import Origin
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import NetworkKey, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Pages, form
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit
from shared.web.routes.commands import context

_PLACE: Final = "/registry/networks"
_WRONG: Final = {
    "name": N_("A name of at most 200 letters is right."),
    "address": N_("One address such as name@example.org is right."),
    "agency": N_("A name of at most 200 letters is right, or nothing."),
}
_GIVEN_BACK: Final = {404, 409, 503}
Concerned = Annotated[Visit, Depends(Session(Role.SECRETARIAT, Role.NETWORK))]


def routes(room: Room) -> APIRouter:
    """The page, and what its forms send."""
    router = APIRouter(prefix="/networks", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _FocalPages(room), [Depends(same_origin(room.origin))]
    router.get("/{network}/focal-points")(pages.all)
    router.post("/{network}/focal-points", dependencies=ours)(pages.name)
    router.post("/{network}/focal-points/{id}/release", dependencies=ours)(pages.release)
    return router


class _FocalPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._commands, self._focal_points = room.commands, FocalPoints(room)
        self._pages = Pages("/registry", Path(__file__).with_name("templates"), FOLDER, status=STATUS)

    async def all(self, network: NetworkKey, visit: Concerned) -> Response:
        """Who they are, and the form that names another one."""
        _caller(visit, network)
        return await self._shown(visit, network)

    async def name(self, network: NetworkKey, request: Request, visit: Concerned) -> Response:
        """Name one."""
        caller, sent = _caller(visit, network), dict(await form(request))
        told = {name: text for name, text in sent.items() if name in _WRONG and text.strip()}
        try:
            said = NewFocalPoint.model_validate(told)
            await self._do(network, await self._focal_points.name(network, said, caller), caller)
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False)}
            return await self._shown(visit, network, 422, sent=sent, wrong=wrong)
        except Refused as error:
            return await self._shown(visit, network, 409, sent=sent, refused=why(error, visit.speech))
        except Problem as error:
            if error.errors:
                return await self._shown(visit, network, 422, sent=sent, wrong={"address"})
            return await self._given_back(visit, network, error, sent)
        return _back(network)

    async def release(self, network: NetworkKey, id: str, visit: Concerned) -> Response:  # noqa: A002
        """Say that one is no more."""
        caller = _caller(visit, network)
        try:
            said = NoFocalPoint.model_construct(id=id)
            await self._do(network, await self._focal_points.release(network, said, caller), caller)
        except Problem as error:
            return await self._given_back(visit, network, error, {})
        return _back(network)

    async def _do(self, network: str, command: BaseModel, caller: Caller) -> None:
        await self._commands.handle(NETWORK, f"network-{network}", command, Origin(caller.actor, context()))

    async def _given_back(self, visit: Visit, network: str, error: Problem, sent: dict[str, str]) -> Response:
        if error.status not in _GIVEN_BACK:
            raise error
        return await self._shown(visit, network, error.status, sent=sent, refused=why(error, visit.speech))

    async def _shown(
        self,
        visit: Visit,
        network: str,
        status: int = 200,
        *,
        sent: dict[str, str] | None = None,
        wrong: Collection[str] = (),
        refused: str | None = None,
    ) -> Response:
        t = visit.speech
        return self._pages.show(
            "focal_points.html",
            visit,
            Crumb(t.say(N_("Networks")), _PLACE),
            Crumb(place_words(network, t), f"{_PLACE}/{network}"),
            status=status,
            key=network,
            focal_points=await self._focal_points.all(network),
            sent=sent or {},
            wrong={name: t.say(text) for name, text in _WRONG.items() if name in wrong},
            refused=refused,
        )


def _caller(visit: Visit, network: str) -> Caller:
    """Who looks. Raises ``Problem`` 403 where it is not theirs."""
    if visit.caller is None or not may(visit.caller, network):
        raise Problem(403, "forbidden", NOT_YOURS)
    return visit.caller


def _back(network: str) -> Response:
    return RedirectResponse(f"{_PLACE}/{network}/focal-points", status_code=303)
