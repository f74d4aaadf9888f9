"""What everybody sees of a floor: who speaks, who is next, who has spoken. Pure."""

from typing import Literal

from services.consultations.floor.items import Floor, Request, Standing
from services.consultations.floor.projection import FloorState, FloorStep
from shared.contracts.consultations.floor import Asked, Turns
from shared.contracts.consultations.registration import Group
from shared.values import Region, Value


class Speaker(Value):
    """A request for the floor as everybody sees it: for whom somebody speaks, never who."""

    id: str
    asks: Asked
    group: Group
    country: str | None
    organisation: str | None
    region: Region | None
    capacity: str | None
    about: str | None
    standing: Standing
    link: str | None
    language: str | None


class FloorShown(Value):
    """The floor: who has it, who follows in which order if nobody else asks, and who has spoken, the last first."""

    key: str
    version: int
    status: Literal["absent", "open", "closed"]
    turns: Turns
    takes: bool
    speaking: Speaker | None
    waiting: tuple[Speaker, ...]
    spoken: tuple[Speaker, ...]
    href: str


class FloorChanged(Value):
    """What a listener is told: the steps since the last that they heard, and the floor as it stands now."""

    steps: tuple[FloorStep, ...]
    floor: FloorShown


def shown_of(state: FloorState) -> FloorShown:
    """What everybody sees."""
    floor = state.floor
    return FloorShown(
        key=state.key,
        version=state.version,
        status=state.status,
        turns=floor.turns or "asked",
        takes=floor.takes,
        speaking=floor.speaking and _shown(floor.speaking),
        waiting=tuple(_shown(one) for one in floor.waiting),
        spoken=tuple(_shown(one) for one in _spoken(floor)),
        href=f"/consultations/briefings/{state.key}/floor",
    )


def changed_since(state: FloorState, heard: int) -> FloorChanged:
    """What somebody is told who has heard of all up to this version."""
    steps = tuple(step for step in state.steps if step.version > heard)
    return FloorChanged(steps=steps, floor=shown_of(state))


def _spoken(floor: Floor) -> list[Request]:
    had = dict.fromkeys(reversed(floor.granted))
    return [floor.requests[id_] for id_ in had if floor.requests[id_].standing == "spoken"]


def _shown(one: Request) -> Speaker:
    return Speaker(**{name: getattr(one, name) for name in Speaker.model_fields})
