"""The floor as it is read, folded from its stream: with every step, to tell whoever was away what they missed."""

from dataclasses import dataclass
from typing import Any, Literal

from services.consultations.floor.domain import ABSENT, evolve
from services.consultations.floor.items import Floor
from shared.clock import Moment
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of, name_of
from shared.plain import plain
from shared.values import Value
from shared.views.view import View


@plain
class FloorStep:
    """One event: what happened, and to which request."""

    version: int
    at: Moment
    what: str
    id: str | None


class FloorState(Value):
    """The floor of the briefing of this key."""

    version: int = 0
    key: str
    listed: bool = False
    status: Literal["absent", "open", "closed"] = "absent"
    floor: Floor = ABSENT
    steps: tuple[FloorStep, ...] = ()


@dataclass(frozen=True, slots=True)
class FloorFolded:
    """What it is made of."""

    floor: Floor = ABSENT
    steps: tuple[FloorStep, ...] = ()


def fold(before: FloorFolded | None, record: Recorded[Any]) -> FloorFolded:
    """The same after one more event."""
    known = before or FloorFolded()
    step = FloorStep(record.version, record.at, name_of(record.event), vars(record.event).get("id"))
    return FloorFolded(evolve(known.floor, record.event), (*known.steps, step))


def show(stream: str, version: int, folded: FloorFolded) -> FloorState:
    """The entry."""
    found = folded.floor
    return FloorState(
        version=version,
        key=key_of(stream),
        listed=found.turns is not None,
        status="absent" if found.turns is None else "open" if found.takes else "closed",
        floor=found,
        steps=folded.steps,
    )


FLOORS = View(
    name="floors",
    kinds=frozenset({"floor"}),
    state=FloorState,
    evolve=fold,
    folded=FloorFolded,
    show=show,
    indexes=(("listed",),),
)
