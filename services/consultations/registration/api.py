"""Registration over HTTP: what everybody sees, registering, and what the secretariat and missions do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Response

from services.consultations.inputs.taking.sending import key_of
from services.consultations.registration import commands as c
from services.consultations.registration.listing import LISTING
from services.consultations.registration.reading import (
    ParticipantLetter,
    ParticipantShown,
    Registrations,
)
from services.consultations.registration.registering import (
    REGISTRATION,
    NewParticipant,
    Registering,
    briefing_of,
)
from services.consultations.registration.shown import RegistrationKept, RegistrationShown, kept_of, shown_of
from shared.auth import ANYBODY, PUBLIC, Caller, Role, allow
from shared.contracts.consultations.registration import ParticipantId
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.web.routes.commands import COMMAND_PROBLEMS, Sent, sent
from shared.web.routes.queries import ITEM_PROBLEMS, Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

SECRETARIAT: Final = allow(Role.SECRETARIAT)
FOCAL: Final = allow(Role.SECRETARIAT, Role.MISSION)
MISSIONS: Final = allow(Role.MISSION)
SERVICES: Final = allow(Role.SERVICE)
CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A row for each."}
}


class RegistrationList(Value):
    """Registrations by the briefing's key; ``next`` is the cursor of the rest."""

    registrations: tuple[RegistrationKept, ...]
    next: str | None


class ParticipantList(Value):
    """Those who come, wait, or are yet to be approved; of a mission, those of its State."""

    participants: tuple[ParticipantShown, ...]


class NewlyRegistered(Value):
    """That somebody is registered, waits for a place, or is to be approved: all else is mailed to them."""

    stream: str
    version: int
    id: str
    standing: str


async def address(key: Key) -> Address:
    """A registration's stream and place; the key is the briefing's."""
    return _at(key)


def for_briefing(room: Room, at: Callable[[Key], Awaitable[Address]]) -> Callable[[Key], Awaitable[Address]]:
    """The same address, where there is such a briefing; what is opened for none would lead nowhere."""

    async def of_one_that_is_known(key: Key) -> Address:
        await briefing_of(room, key)
        return await at(key)

    return of_one_that_is_known


async def as_mission(
    key: Key,
    id: ParticipantId,  # noqa: A002  as the path is called
    caller: Annotated[Caller, Depends(MISSIONS)],
) -> Address:
    """The same, with the participant and the State that the caller's mission acts for."""
    return _at(key, {"id": id, "country": caller.organisation})


async def as_focal(
    key: Key,
    id: ParticipantId,  # noqa: A002
    caller: Annotated[Caller, Depends(FOCAL)],
) -> Address:
    """The same for whoever may act for a participant."""
    return _at(key, {"id": id, **acting(caller)})


def acting(caller: Caller) -> dict[str, str | None]:
    """How a command says who acts for a participant."""
    return {"by": caller.role.value, "country": caller.organisation if caller.role is Role.MISSION else None}


def _at(key: str, fields: Mapping[str, object] | None = None) -> Address:
    return Address(f"registration-{key}", f"/consultations/api/registrations/{key}", fields or {})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(tags=["registration"])
    read, registering = Registrations(room), Registering(room)

    @reading(router, "/registrations", SECRETARIAT, wait=read.views.wait_for, private=True)
    async def registration_list(part: Paged) -> RegistrationList:
        page = await read.views.page(part.cursor, part.limit, {"listed": True})
        return RegistrationList(registrations=tuple(kept_of(one.state) for one in page.items), next=page.next)

    @reading(router, "/registrations/{key}", SECRETARIAT, wait=read.views.wait_for, private=True)
    async def one_registration(key: Key) -> RegistrationKept:
        """The terms, with the address to join at, and the numbers."""
        return kept_of(await read.one(key))

    @reading(router, "/briefings/{key}/registration", PUBLIC, wait=read.views.wait_for)
    async def briefing_registration(key: Key) -> RegistrationShown:
        """To whom it is open, until when, and how many places are left."""
        return shown_of(await read.one(key))

    @reading(router, "/registrations/{key}/participants", wait=read.views.wait_for, private=True)
    async def participant_list(key: Key, caller: Annotated[Caller, Depends(FOCAL)]) -> ParticipantList:
        """Who comes, for the secretariat; for a mission, who comes for its State."""
        return ParticipantList(participants=await read.participants(await read.one(key), caller))

    @router.get(
        "/registrations/{key}/participants.csv", response_class=Response, responses={**CSV, **ITEM_PROBLEMS}
    )
    async def participant_file(key: Key, caller: Annotated[Caller, Depends(FOCAL)]) -> Response:
        """The same as a table."""
        return table(await read.participants(await read.one(key), caller), "csv", key)

    @reading(
        router,
        "/registrations/{key}/participants/{id}/letter",
        SERVICES,
        wait=read.briefings.wait_for,
        private=True,
    )
    async def participant_letter(key: Key, id: ParticipantId) -> ParticipantLetter:  # noqa: A002
        """What notifications writes to a participant, when it does: nothing of it stays there."""
        return await read.letter(key, id)

    @router.post(
        "/registrations/{key}/participants",
        status_code=201,
        responses={**COMMAND_PROBLEMS, **documented(403, 404, 429)},
        summary="Register for a briefing",
    )
    async def register_participant(
        key: Key,
        body: NewParticipant,
        response: Response,
        caller: Annotated[Caller | None, Depends(ANYBODY)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> NewlyRegistered:
        """Register for a briefing: a person, or a mission one of its delegation."""
        id_, version, state = await registering.register(key, body, caller, key_of(sent.key, caller))
        response.headers["Location"] = f"/consultations/api/briefings/{key}/registration"
        response.headers["Cache-Control"] = "private, no-store"
        return NewlyRegistered(
            stream=f"registration-{key}",
            version=version,
            id=id_,
            standing=state.participants[id_].standing,
        )

    commands = CommandRoutes(router, room.commands, REGISTRATION, SECRETARIAT, documented(404))
    commands.add("/registrations/{key}/open", c.OpenRegistration, for_briefing(room, address))
    commands.add("/registrations/{key}/close", c.CloseRegistration, address)
    commands.add("/registrations/{key}/attendance", c.TakeAttendance, address)
    given = frozenset({"id", "by", "country"})
    mission = CommandRoutes(router, room.commands, REGISTRATION, MISSIONS)
    mission.add("/registrations/{key}/participants/{id}/approve", c.ApproveParticipant, as_mission, given)
    focal = CommandRoutes(router, room.commands, REGISTRATION, FOCAL)
    focal.add("/registrations/{key}/participants/{id}/cancel", c.CancelParticipant, as_focal, given)
    return router


def table(some: Sequence[ParticipantShown], kind: Literal["csv", "json"], key: str) -> Response:
    """All of them as a file that nobody keeps on the way."""
    answer = LISTING.files(some, kind, f"participants-{key}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
