"""The floor for who runs it, and for missions: the same list with what each may do, and the form that asks."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.consultations.floor import commands as c
from services.consultations.floor.asking import FLOOR, Floors, NewRequest, entered
from services.consultations.floor.pages import LISTENING
from services.consultations.floor.shown import shown_of
from services.consultations.floor.words import FOLDERS, WORDS
from services.consultations.registration.api import FOCAL, acting
from services.consultations.registration.form import filled
from services.consultations.registration.pages import crumbs
from services.consultations.registration.reading import Registrations
from shared.auth import Role
from shared.contracts.consultations.floor import RequestId
from shared.i18n.speech import N_
from shared.mistakes import field_errors
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.page import Pages, form, onward
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit

_ASKED: Final = ("asks", "group", "country", "organisation", "capacity", "about")
_SAID: Final = (*_ASKED, "link", "language")
_NOTES: Final = {"asked": N_("The request is in the list."), "done": N_("It is recorded.")}
Focal = Annotated[Visit, Depends(Session(*FOCAL.roles))]
Chair = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]


def routes(room: Room) -> APIRouter:
    """Their pages, which a session opens."""
    router = APIRouter(prefix="/briefings", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _SpeakersPages(room), [Depends(same_origin(room.origin))]
    router.get("/{key}/speakers")(pages.look)
    router.post("/{key}/speakers", dependencies=ours)(pages.ask)
    router.post("/{key}/speakers/{id}/grant", dependencies=ours)(pages.grant)
    router.post("/{key}/speakers/{id}/pass-over", dependencies=ours)(pages.pass_over)
    router.post("/{key}/speakers/{id}/yield", dependencies=ours)(pages.yield_)
    router.post("/{key}/speakers/{id}/take-back", dependencies=ours)(pages.take_back)
    router.post("/{key}/speakers/{id}/statement", dependencies=ours)(pages.attach)
    return router


class _SpeakersPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._floors, self._registrations = Floors(room), Registrations(room)
        self._pages = Pages("/consultations", *FOLDERS, **WORDS)

    async def look(self, key: Key, visit: Focal) -> Response:
        """The list, with what may be done."""
        return await self._shown(key, visit, {})

    async def ask(self, key: Key, request: Request, visit: Focal) -> Response:
        """Ask for the floor."""
        typed, t = filled(await form(request)), visit.speech
        told = {name: typed[name] for name in _ASKED if typed.get(name)}
        try:
            command = entered(NewRequest.model_validate(told), visit.acting, uuid.uuid4().hex)
        except ValidationError as error:
            wrong = {one.field: one.message for one in field_errors(error.errors(), NewRequest, t)}
            return await self._shown(key, visit, typed, 422, wrong=wrong)
        except Problem as error:
            if not error.errors:
                raise
            wrong = {one.field: one.said(t).message for one in error.errors}
            return await self._shown(key, visit, typed, 422, wrong=wrong)
        return await self._act(key, visit, command, "asked", typed=typed, sent=typed.get("command"))

    async def grant(self, key: Key, id: RequestId, visit: Chair) -> Response:  # noqa: A002
        """Give the floor."""
        return await self._act(key, visit, c.GrantFloor(id=id), "done")

    async def pass_over(self, key: Key, id: RequestId, visit: Chair) -> Response:  # noqa: A002
        """Pass over who is not there."""
        return await self._act(key, visit, c.PassOver(id=id), "done")

    async def yield_(self, key: Key, id: RequestId, visit: Chair) -> Response:  # noqa: A002
        """They have spoken."""
        return await self._act(key, visit, c.YieldFloor(id=id), "done")

    async def take_back(self, key: Key, id: RequestId, visit: Focal) -> Response:  # noqa: A002
        """Ask no more."""
        command = c.TakeBack.model_validate({"id": id, **acting(visit.acting)})
        return await self._act(key, visit, command, "done")

    async def attach(self, key: Key, id: RequestId, request: Request, visit: Focal) -> Response:  # noqa: A002
        """Attach what was said."""
        typed = filled(await form(request))
        told = {name: typed.get(name, "") for name in ("link", "language")}
        try:
            command = c.AttachStatement.model_validate({**told, "id": id, **acting(visit.acting)})
        except ValidationError as error:
            found = field_errors(error.errors(), c.AttachStatement, visit.speech)
            wrong = {f"{one.field}-{id}": one.message for one in found}
            return await self._shown(key, visit, {**typed, "at": id}, 422, wrong=wrong)
        return await self._act(key, visit, command, "done")

    async def _act(
        self,
        key: str,
        visit: Visit,
        command: c.FloorCommand,
        note: str,
        *,
        typed: Mapping[str, str] | None = None,
        sent: str | None = None,
    ) -> Response:
        """Run it, and go where the reader sees what came of it."""
        stream, actor, wait = f"floor-{key}", visit.acting.actor, self._floors.views.wait_for
        try:
            await acted(self._room.commands, FLOOR, stream, command, actor, wait, sent or None)
        except Refused as error:
            return await self._shown(key, visit, typed or {}, 409, refused=why(error, visit.speech))
        return onward(f"/consultations/briefings/{key}/speakers", note)

    async def _shown(
        self,
        key: str,
        visit: Visit,
        typed: Mapping[str, str],
        status: int = 200,
        *,
        wrong: Mapping[str, str] | None = None,
        refused: str | None = None,
    ) -> Response:
        caller, briefing = visit.acting, await self._registrations.briefings.one(key)
        floor = shown_of(await self._floors.one(key))
        shown = self._pages.show(
            "speakers_page.html",
            visit,
            *crumbs(briefing, visit),
            status=status,
            briefing=briefing,
            floor=floor,
            mission=caller.organisation if caller.role is Role.MISSION else None,
            place=f"/consultations/briefings/{key}/speakers",
            countries=visit.speech.countries(),
            command=str(uuid.uuid4()),
            typed={**dict.fromkeys((*_SAID, "at"), ""), **typed},
            note=_NOTES.get(visit.done),
            wrong=wrong or {},
            refused=refused,
        )
        shown.headers["Content-Security-Policy"] = LISTENING
        return shown
