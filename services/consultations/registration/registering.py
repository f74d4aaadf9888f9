"""Registering somebody: who may, for whom, then into the vault, then appended; places are decided on the stream."""

import asyncio
from typing import Final
from weakref import WeakValueDictionary

from pydantic import ConfigDict, Field

from services.consultations.briefings.api import BRIEFING
from services.consultations.briefings.briefing import Briefing
from services.consultations.inputs.taking.intake import CORRESPONDENTS
from services.consultations.inputs.taking.sending import NOBODY
from services.consultations.registration import domain
from services.consultations.registration.commands import RegisterParticipant
from services.consultations.registration.domain import Registration
from services.consultations.registration.people import CLAIM, Identity, field_of
from shared.auth import Caller, Role
from shared.contracts.consultations.registration import By, Group, Mode
from shared.eventstore.handle import KeyReused, Origin, Slice
from shared.forms import Thing
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.mongo import StoreClock
from shared.peers import PeerAway, PeerRefused
from shared.problems import Problem, invalid
from shared.runtime.service import Room
from shared.values import Country, Name, OfficialLanguage, Refused, Value
from shared.vault import Erased
from shared.web.routes.commands import context

THING: Final = Thing(
    lists={"/api/registrations": N_("Registration for briefings")},
    document="/api/registrations/{key}",
    page="/briefings/{key}/register",
    name=("key",),
)
REGISTRATION: Final = Slice("registration", domain.ABSENT, domain.decide, domain.evolve, THING)
_LONGEST: Final = 254
_AT_ONCE: Final = 2
_ADDRESS: Final = N_("one address such as name@example.org is right")
_NOT_KNOWN: Final = "0" * 32
_REUSED: Final = "this Idempotency-Key was used before with another registration"
_AWAY: Final = (
    "Nobody can be registered at the moment, and nothing of this was kept: send it again in a minute."
)


class NewParticipant(Value):
    """Somebody who wants to take part: of a State by its ``country``, else of an ``organisation``."""

    model_config = ConfigDict(hide_input_in_errors=True)

    group: Group = Field(title=N_("Group"))
    country: Country | None = Field(None, title=N_("State"))
    organisation: Name | None = Field(None, title=N_("Organisation"))
    mode: Mode = Field("room", title=N_("How you take part"))
    name: Name = Field(title=N_("Name"))
    function: Name | None = Field(None, title=N_("Function"))
    address: str = Field(title=N_("E-mail address"), max_length=_LONGEST)
    language: OfficialLanguage = "en"


class Registering:
    """Registers people for a process. Raises ``Unavailable`` and ``StoreUnavailable`` while the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._clock = StoreClock(room.database)
        self._asking = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def register(
        self, key: str, said: NewParticipant, caller: Caller | None, sent: str
    ) -> tuple[str, int, Registration]:
        """Register them, once for what it was sent under; their id, and the registration as it is then.

        Raises ``Refused``, ``KeyReused`` and ``Problem`` 403, 404, 422 and 503.
        """
        by = _by(caller)
        said = _checked(said, caller)
        id_ = self._room.links.derive("participant", caller.actor if caller else NOBODY, key, sent)
        briefing = await briefing_of(self._room, key)
        if briefing.status != "scheduled" and by != "secretariat":
            raise Refused("this briefing is not to come: nobody can register for it any more")
        command = await self._command(key, id_, said, by)
        await self._append(key, command, said, caller)
        version, state = await self._room.commands.read(REGISTRATION, f"registration-{key}")
        return id_, version, state

    async def _command(self, key: str, id_: str, said: NewParticipant, by: By) -> RegisterParticipant:
        """What is to be said of them. Whoever is refused anyhow is asked for no contact, and not kept."""
        about = {
            name: getattr(said, name) for name in ("group", "country", "organisation", "mode", "language")
        }
        command = RegisterParticipant(**about, id=id_, contact=_NOT_KNOWN, by=by, at=await self._clock.now())
        _, state = await self._room.commands.read(REGISTRATION, f"registration-{key}")
        if id_ not in state.participants:
            domain.decide(command, state)
        return command.model_copy(update={"contact": await self._contact(said.address)})

    async def _append(
        self, key: str, command: RegisterParticipant, said: NewParticipant, caller: Caller | None
    ) -> None:
        stream, vault = f"registration-{key}", self._room.vault
        try:
            drawer = await vault.admit(command.contact)
        except Erased as error:
            raise Problem(503, "unavailable", _AWAY, {"Retry-After": "60"}) from error
        person = Identity(name=said.name, function=said.function, address=said.address).model_dump_json()
        field, (_, before) = field_of(command.id), await self._room.commands.read(REGISTRATION, stream)
        if command.id not in before.participants:
            await drawer.put(CLAIM, key)
            if await drawer.deposit(field, person) != person:
                raise KeyReused(_REUSED)
        elif await drawer.read(field) not in {None, person}:
            raise KeyReused(_REUSED)
        origin = Origin(caller.actor if caller else NOBODY, context())
        try:
            # One after the other they lose no races among themselves.
            async with self._turns.setdefault(key, asyncio.Lock()):
                await self._room.commands.handle(REGISTRATION, stream, command, origin)
        except Refused:
            _, after = await self._room.commands.read(REGISTRATION, stream)
            if command.id not in after.participants:
                await drawer.remove(field)
            raise

    async def _contact(self, address: str) -> str:
        """The contact of an address. Raises ``Problem`` 422 for what is none, 503 where nobody can be asked."""
        if self._room.peers is None:
            raise Problem(503, "unavailable", _AWAY, {"Retry-After": "60"})
        try:
            # When registration opens many come at once: they wait here, and not until notifications is given up.
            async with self._asking:
                found = await self._room.peers.post(CORRESPONDENTS, {"address": address})
        except PeerAway as error:
            raise Problem(503, "unavailable", _AWAY, {"Retry-After": "60"}) from error
        except PeerRefused as refused:
            raise invalid([Wrong("address", _ADDRESS)]) from refused
        return str(found["contact"])


async def briefing_of(room: Room, key: str) -> Briefing:
    """The briefing, from its stream. Raises ``Problem`` 404."""
    _, briefing = await room.commands.read(BRIEFING, f"briefing-{key}")
    if briefing.status == "absent":
        raise Problem(404, "not-found", f"no briefing {key} is known")
    return briefing


def _by(caller: Caller | None) -> By:
    if caller and caller.role is Role.SECRETARIAT:
        return "secretariat"
    return "mission" if caller and caller.role is Role.MISSION else "participant"


def _checked(said: NewParticipant, caller: Caller | None) -> NewParticipant:
    """With the State of a mission. Raises ``Problem`` 403 for a delegation that is not theirs, 422 for what lacks."""
    if caller and caller.role is Role.MISSION:
        if said.group != "member_states" or said.country not in {None, caller.organisation}:
            raise Problem(403, "forbidden", "a mission registers its own State's delegation")
        said = said.model_copy(update={"country": caller.organisation})
    of_a_state = said.group == "member_states"
    if of_a_state and said.country is None:
        raise invalid([Wrong("country", N_("the State that they come for is right"))])
    if not of_a_state and said.organisation is None:
        raise invalid([Wrong("organisation", N_("the organisation that they come for is right"))])
    left_out = {"organisation": None} if of_a_state else {"country": None}
    return said.model_copy(update=left_out)
