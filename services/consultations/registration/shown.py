"""What everybody sees of a registration, and what the secretariat sees beside it. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from services.consultations.inputs.publishing.numbers import safe
from services.consultations.registration.domain import Participant, Registration, Status
from services.consultations.registration.projection import RegistrationState
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.registration import Group, Mode
from shared.values import Link, Value


class Places(Value):
    """Of one kind: how many there are, how many nobody has, and how many wait for one."""

    places: int
    free: int
    waiting: int


class RegistrationShown(Value):
    """A registration as everybody sees it.

    ``by_group`` counts who is registered, ``present`` who of them was there, where that was recorded. A group of so
    few that others may know who they are is left out, with what hides it; ``withheld`` says that some are.
    """

    key: str
    version: int
    status: Status
    groups: tuple[Group, ...]
    until: Deadline
    room: Places
    online: Places | None
    registered: int
    by_group: dict[str, int]
    present: int | None
    present_by_group: dict[str, int]
    withheld: bool
    href: str

    def takes(self, now: dt.datetime) -> bool:
        """Whether somebody may register."""
        return self.status == "open" and now < self.until.instant


class RegistrationKept(RegistrationShown):
    """The same for the secretariat: with the address to join at, and the numbers of places as they were set."""

    room: int  # type: ignore[assignment]  # as the command has it
    online: int | None  # type: ignore[assignment]
    link: Link | None


def shown_of(state: RegistrationState) -> RegistrationShown:
    """What everybody sees."""
    found = state.registration
    assert found.terms is not None  # noqa: S101 - of every one that is listed
    standing = of_standing(found, "registered")
    there = [found.participants[id_] for id_ in found.present or ()]
    by_group, present = _groups(standing), _groups(there)
    told, seen = _told(by_group), _told(present)
    return RegistrationShown(
        key=state.key,
        version=state.version,
        status=state.status,
        groups=found.terms.groups,
        until=found.terms.until,
        room=_places(found, "room"),
        online=None if found.terms.online is None else _places(found, "online"),
        registered=len(standing),
        by_group=told,
        present=None if found.present is None else len(there),
        present_by_group=seen,
        withheld=(told, seen) != (dict(by_group), dict(present)),
        href=f"/consultations/briefings/{state.key}/register",
    )


def kept_of(state: RegistrationState) -> RegistrationKept:
    """What the secretariat sees."""
    terms = state.registration.terms
    assert terms is not None  # noqa: S101 - of every one that is listed
    own = {"room": terms.room, "online": terms.online, "link": terms.link}
    return RegistrationKept(**{**dict(shown_of(state)), **own})


def of_standing(found: Registration, *standings: str) -> list[Participant]:
    """The participants who stand so; those who wait in the order in which they wait."""
    order = {id_: number for number, id_ in enumerate(found.queue)}
    some = [one for one in found.participants.values() if one.standing in standings]
    return sorted(some, key=lambda one: order.get(one.id, -1))


def _places(found: Registration, mode: Mode) -> Places:
    waiting = sum(found.participants[id_].mode == mode for id_ in found.queue)
    return Places(places=found.places(mode), free=found.free(mode), waiting=waiting)


def _groups(some: Iterable[Participant]) -> Counter[str]:
    return Counter(one.group for one in some)


def _told(groups: Counter[str]) -> dict[str, int]:
    return safe({group: (n, n) for group, n in sorted(groups.items())})
