"""Who takes part, for the secretariat, and for each mission its own delegation: the list, approval, attendance."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.registration.api import FOCAL, acting, table
from services.consultations.registration.commands import (
    ApproveParticipant,
    CancelParticipant,
    RegistrationCommand,
    TakeAttendance,
)
from services.consultations.registration.listing import LISTING
from services.consultations.registration.pages import crumbs
from services.consultations.registration.reading import Registrations
from services.consultations.registration.registering import REGISTRATION
from services.consultations.registration.shown import of_standing, shown_of
from services.consultations.registration.words import FOLDER, WORDS
from shared.auth import Role
from shared.contracts.consultations.registration import ParticipantId
from shared.i18n.speech import N_
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Pages, form, onward
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit

_TITLE: Final = N_("Participants")
_NOTES: Final = {
    "approved": N_("The participant is approved, and is told by mail."),
    "cancelled": N_("The registration is cancelled, and the participant is told by mail."),
    "attendance": N_("It is recorded who was there."),
}
Focal = Annotated[Visit, Depends(Session(*FOCAL.roles))]
Secretariat = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]


def routes(room: Room) -> APIRouter:
    """Their pages, which a session opens."""
    router = APIRouter(prefix="/briefings", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _PeoplePages(room), [Depends(same_origin(room.origin))]
    router.get("/{key}/participants")(pages.all)
    router.get("/{key}/participants.{kind}", response_class=Response)(pages.file)
    router.post("/{key}/participants/{id}/approve", dependencies=ours)(pages.approve)
    router.post("/{key}/participants/{id}/cancel", dependencies=ours)(pages.cancel)
    router.get("/{key}/attendance")(pages.attendance)
    router.post("/{key}/attendance", dependencies=ours)(pages.attend)
    return router


class _PeoplePages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._read = Registrations(room)
        self._pages = Pages("/consultations", FOLDER, **WORDS)

    async def all(self, key: Key, request: Request, visit: Focal) -> Response:
        """The list."""
        return await self._shown(key, request, visit)

    async def _shown(
        self, key: str, request: Request, visit: Visit, status: int = 200, refused: str | None = None
    ) -> Response:
        found = await self._read.one(key)
        some = await self._read.participants(found, visit.acting)
        query = request.query_params
        return self._pages.show(
            "participants.html",
            visit,
            *crumbs(await self._read.briefings.one(key), visit),
            status=status,
            listing=LISTING.shown(some, query, visit.speech),
            registration=shown_of(found),
            place=_place(key),
            mission=visit.acting.role is Role.MISSION,
            note=_NOTES.get(visit.done),
            refused=refused,
        )

    async def file(self, key: Key, kind: Literal["csv", "json"], request: Request, visit: Focal) -> Response:
        """The same as a file."""
        some = await self._read.participants(await self._read.one(key), visit.acting)
        shown = LISTING.shown(some, request.query_params, visit.speech)
        return table(shown.all, kind, key)

    async def approve(self, key: Key, id: ParticipantId, request: Request, visit: Focal) -> Response:  # noqa: A002
        """Say that somebody comes for the mission's State."""
        command = ApproveParticipant.model_construct(id=id, country=visit.acting.organisation or "")
        return await self._act(key, request, visit, command, "approved")

    async def cancel(self, key: Key, id: ParticipantId, request: Request, visit: Focal) -> Response:  # noqa: A002
        """Give a place back."""
        command = CancelParticipant.model_validate({"id": id, **acting(visit.acting)})
        return await self._act(key, request, visit, command, "cancelled")

    async def attendance(self, key: Key, visit: Secretariat) -> Response:
        """Everybody who is registered, to be ticked."""
        found = await self._read.one(key)
        some = await self._read.participants(found, visit.acting)
        t = visit.speech
        return self._pages.show(
            "attendance.html",
            visit,
            *crumbs(await self._read.briefings.one(key), visit),
            Crumb(t.say(_TITLE), _place(key)),
            registration=shown_of(found),
            participants=[one for one in some if one.standing != "to_approve"],
            place=_place(key),
        )

    async def attend(self, key: Key, request: Request, visit: Secretariat) -> Response:
        """Record who was there."""
        ticked = {value for name, value in await form(request) if name == "present"}
        found = (await self._read.one(key)).registration
        coming = of_standing(found, "registered", "waiting", "to_approve")
        present = tuple(one.id for one in coming if one.id in ticked)
        return await self._act(key, request, visit, TakeAttendance(present=present), "attendance")

    async def _act(
        self, key: str, request: Request, visit: Visit, command: RegistrationCommand, note: str
    ) -> Response:
        """Run it, and go where the reader sees what came of it."""
        stream, actor, wait = f"registration-{key}", visit.acting.actor, self._read.views.wait_for
        try:
            await acted(self._room.commands, REGISTRATION, stream, command, actor, wait)
        except Refused as error:
            return await self._shown(key, request, visit, 409, why(error, visit.speech))
        return onward(_place(key), note)


def _place(key: str) -> str:
    return f"/consultations/briefings/{key}/participants"
