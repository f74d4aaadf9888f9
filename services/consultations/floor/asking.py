"""Asking for the floor: for whom somebody may, and as what; and reading it."""

import uuid
from typing import Final

from pydantic import Field

from services.consultations.floor import domain
from services.consultations.floor.commands import AskForFloor
from services.consultations.floor.projection import FLOORS, FloorState
from services.consultations.registration.domain import Participant
from shared.auth import Caller, Role
from shared.contracts.consultations.floor import ASKED, Asked
from shared.contracts.consultations.registration import Group
from shared.eventstore.handle import Slice
from shared.forms import Thing, worded
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import Problem, invalid
from shared.regions import regions_of
from shared.runtime.service import Room
from shared.values import Country, Name, Region, Text, Value

THING: Final = Thing(
    lists={"/api/floors": N_("Floors of briefings")},
    document="/api/briefings/{key}/floor",
    page="/briefings/{key}/floor",
    name=("key",),
)
FLOOR: Final = Slice("floor", domain.ABSENT, domain.decide, domain.evolve, THING)


class NewRequest(Value):
    """A request for the floor that a mission makes for its State, or the secretariat enters for anybody."""

    asks: Asked = Field("floor", title=N_("What is asked for"), json_schema_extra=worded(ASKED))
    group: Group = Field("member_states", title=N_("Group"))
    country: Country | None = Field(None, title=N_("State"))
    organisation: Name | None = Field(None, title=N_("Organisation"))
    capacity: Name | None = Field(
        None, title=N_("Capacity"), description=N_("On whose behalf, such as a group of States.")
    )
    about: Text | None = Field(None, title=N_("What it is about"))


def entered(said: NewRequest, caller: Caller, id_: str) -> AskForFloor:
    """What a mission or the secretariat asks for. Raises ``Problem`` 403 and 422."""
    if caller.role is Role.MISSION:
        if said.group != "member_states" or said.country not in {None, caller.organisation}:
            raise Problem(403, "forbidden", "a mission asks for the floor for its own State")
        said = said.model_copy(update={"country": caller.organisation})
    of_a_state = said.group == "member_states"
    if of_a_state and said.country is None:
        raise invalid([Wrong("country", N_("the State that speaks is right"))])
    if not of_a_state and said.organisation is None:
        raise invalid([Wrong("organisation", N_("the organisation that speaks is right"))])
    left_out = {"organisation": None} if of_a_state else {"country": None}
    told = {**dict(said.model_copy(update=left_out)), "region": _region(said.country if of_a_state else None)}
    by = "mission" if caller.role is Role.MISSION else "secretariat"
    return AskForFloor(**told, id=id_, participant=None, by=by)


def by_participant(asks: Asked, one: Participant) -> AskForFloor:
    """What somebody asks for who is registered. Raises ``Problem`` 403 for who has no place."""
    if one.standing != "registered":
        raise Problem(403, "forbidden", "who has a place at the briefing asks for the floor")
    return AskForFloor(
        id=uuid.uuid4().hex,
        asks=asks,
        group=one.group,
        country=one.country,
        organisation=one.organisation,
        region=_region(one.country),
        capacity=None,
        about=None,
        participant=one.id,
        by="participant",
    )


def _region(country: str | None) -> Region | None:
    return next(iter(regions_of(country)), None) if country else None


class Floors:
    """Reads floors for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self.views = room.reader(FLOORS)

    async def of(self, key: str) -> FloorState | None:
        """The floor of a briefing, where its rules were ever set."""
        found = await self.views.get(f"floor-{key}")
        return found.state if found and found.state.listed else None

    async def one(self, key: str) -> FloorState:
        """The same. Raises ``Problem`` 404."""
        if found := await self.of(key):
            return found
        raise Problem(404, "not-found", f"the floor of a briefing {key} was never opened")
