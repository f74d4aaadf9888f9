"""Registration for a briefing: who has a place, who waits for one, in which order. Places are never exceeded."""

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Literal, assert_never

from services.consultations.registration.commands import (
    ApproveParticipant,
    CancelParticipant,
    CloseRegistration,
    OpenRegistration,
    RegisterParticipant,
    RegistrationCommand,
    TakeAttendance,
)
from shared.contracts.consultations import registration as e
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.registration import By, Group, Mode, Placed, RegistrationEvent
from shared.contracts.reactions import ReactionRefused
from shared.plain import plain
from shared.values import Refused

Status = Literal["absent", "open", "closed"]
Standing = Literal["registered", "waiting", "to_approve", "cancelled"]


@plain
class Participant:
    """Somebody who registered: for whom they come, how, and where they stand."""

    id: str
    group: Group
    country: str | None
    organisation: str | None
    mode: Mode
    contact: str
    by: By
    standing: Standing


@plain
class Registration:
    """A registration as its events have made it. ``queue`` are those who wait for a place, in their order.

    ``present`` are those who were there, as far as that was recorded.
    """

    status: Status = "absent"
    terms: e.RegistrationOpened | None = None
    participants: dict[str, Participant] = field(default_factory=dict)
    queue: tuple[str, ...] = ()
    present: tuple[str, ...] | None = None

    def places(self, mode: Mode) -> int:
        """How many there are."""
        return ((self.terms.room if mode == "room" else self.terms.online) or 0) if self.terms else 0

    def taken(self, mode: Mode) -> int:
        """How many somebody has."""
        return sum(one.mode == mode and one.standing == "registered" for one in self.participants.values())

    def free(self, mode: Mode) -> int:
        """How many nobody has."""
        return self.places(mode) - self.taken(mode)


ABSENT = Registration()
"""The state before the first event."""


def decide(command: RegistrationCommand, state: Registration) -> list[RegistrationEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, state))


def _decided(command: RegistrationCommand, state: Registration) -> Iterator[RegistrationEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case OpenRegistration():
            yield from _open(command, state)
        case RegisterParticipant():
            yield from _register(command, state)
        case ApproveParticipant(id=id_, country=country):
            one = _of_mission(state, id_, country)
            if one.standing == "to_approve":
                yield e.ParticipantApproved(id=id_, standing=_placed(state, one.mode))
        case CancelParticipant(id=id_, by=by, country=country):
            one = _of_mission(state, id_, country) if by == "mission" else _known(state, id_)
            if one.standing != "cancelled":
                yield from _and_moved(state, e.ParticipantCancelled(id=id_, by=by))
        case TakeAttendance(present=present):
            for id_ in present:
                if _known(state, id_).standing == "cancelled":
                    raise Refused("one of these registrations was cancelled: leave it out")
            if (once := tuple(sorted(set(present)))) != state.present:
                yield e.AttendanceTaken(present=once)
        case CloseRegistration():
            if state.status == "absent":
                raise Refused("registration was never opened for this briefing")
            if state.status == "open":
                yield e.RegistrationClosed()
        case _:
            assert_never(command)


def _open(said: OpenRegistration, state: Registration) -> Iterator[RegistrationEvent]:
    opened = e.RegistrationOpened(**{**dict(said), "until": Deadline.of(said.until)})
    if (opened, "open") == (state.terms, state.status):
        return
    after = evolve(state, opened)
    modes: tuple[Mode, ...] = ("room", "online")
    if any(after.free(mode) < 0 for mode in modes):
        raise Refused(
            "{room} places in the room and {online} online are taken: there must be as many at least",
            room=state.taken("room"),
            online=state.taken("online"),
        )
    yield from _and_moved(state, opened)


def _register(said: RegisterParticipant, state: Registration) -> Iterator[RegistrationEvent]:
    known = state.participants.get(said.id)
    if known:
        if any(getattr(known, name) != getattr(said, name) for name in _SAID):
            raise Refused("this registration was sent before with other particulars: send it as a new one")
        return
    terms, entered = state.terms, said.by == "secretariat"
    if terms is None or (state.status == "closed" and not entered):
        raise Refused("registration for this briefing is not open")
    if said.at >= terms.until.instant and not entered:
        raise Refused("registration was open until {until}", until=terms.until)
    if said.group not in terms.groups:
        raise Refused("registration for this briefing is not open to this group")
    if said.mode == "online" and terms.online is None:
        raise Refused("nobody takes part in this briefing online: register for the room")
    asks = said.group == "member_states" and said.by == "participant"
    told = {name: getattr(said, name) for name in (*_SAID, "language")}
    yield e.ParticipantRegistered(
        **told, id=said.id, standing="to_approve" if asks else _placed(state, said.mode)
    )


_SAID = ("group", "country", "organisation", "mode", "contact", "by")


def _placed(state: Registration, mode: Mode) -> Placed:
    return "registered" if state.free(mode) > 0 else "waiting"


def _and_moved(state: Registration, event: RegistrationEvent) -> Iterator[RegistrationEvent]:
    """The event, and those who get a place by it."""
    yield event
    after = evolve(state, event)
    free: dict[Mode, int] = {"room": after.free("room"), "online": after.free("online")}
    for id_ in after.queue:
        mode = after.participants[id_].mode
        if free[mode] > 0:
            free[mode] -= 1
            yield e.ParticipantMovedUp(id=id_)


def _known(state: Registration, id_: str) -> Participant:
    if found := state.participants.get(id_):
        return found
    raise Refused("there is no such participant: look at the list again")


def _of_mission(state: Registration, id_: str, country: str | None) -> Participant:
    found = state.participants.get(id_)
    if found and found.group == "member_states" and found.country == country:
        return found
    raise Refused("there is no such participant of your mission: look at your list again")


def evolve(state: Registration, event: RegistrationEvent) -> Registration:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    match event:
        case e.RegistrationOpened():
            return replace(state, status="open", terms=event)
        case e.ParticipantRegistered(id=id_, standing=standing):
            told = {name: getattr(event, name) for name in _SAID}
            return _standing(state, Participant(id=id_, **told, standing=standing))
        case e.ParticipantApproved(id=id_, standing=standing):
            return _standing(state, replace(state.participants[id_], standing=standing))
        case e.ParticipantMovedUp(id=id_):
            return _standing(state, replace(state.participants[id_], standing="registered"))
        case e.ParticipantCancelled(id=id_):
            return _standing(state, replace(state.participants[id_], standing="cancelled"))
        case e.AttendanceTaken(present=present):
            return replace(state, present=present)
        case e.RegistrationClosed():
            return replace(state, status="closed")
        case ReactionRefused():
            return state
        case _:
            assert_never(event)


def _standing(state: Registration, one: Participant) -> Registration:
    queue = tuple(id_ for id_ in state.queue if id_ != one.id)
    return replace(
        state,
        participants={**state.participants, one.id: one},
        queue=(*queue, one.id) if one.standing == "waiting" else queue,
    )
