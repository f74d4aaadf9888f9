"""Registrations as they are read, folded from their streams; who participants are lies in the vault."""

from dataclasses import dataclass
from typing import Any

from services.consultations.registration.domain import ABSENT, Registration, Status, evolve
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.view import View


class RegistrationState(Value):
    """The registration for the briefing of this key."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    registration: Registration = ABSENT


@dataclass(frozen=True, slots=True)
class RegistrationFolded:
    """What it is made of."""

    registration: Registration = ABSENT


def fold(before: RegistrationFolded | None, record: Recorded[Any]) -> RegistrationFolded:
    """The same after one more event."""
    return RegistrationFolded(evolve(before.registration if before else ABSENT, record.event))


def show(stream: str, version: int, folded: RegistrationFolded) -> RegistrationState:
    """The entry."""
    found = folded.registration
    return RegistrationState(
        version=version,
        key=key_of(stream),
        listed=found.status != "absent",
        status=found.status,
        registration=found,
    )


REGISTRATIONS = View(
    name="registrations",
    kinds=frozenset({"registration"}),
    state=RegistrationState,
    evolve=fold,
    folded=RegistrationFolded,
    show=show,
    indexes=(("listed",),),
)
