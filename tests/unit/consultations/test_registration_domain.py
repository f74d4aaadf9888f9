"""Registration for a briefing: places are never exceeded, and nobody is passed over who waited longer."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.registration import commands as c
from services.consultations.registration.domain import ABSENT, Registration, decide, evolve
from services.consultations.registration.projection import REGISTRATIONS
from services.consultations.registration.shown import kept_of, shown_of
from shared.contracts.consultations import registration as e
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.registration import Mode
from tests.support.examples_of_registration import OPENED, UNTIL
from tests.support.spec import spec
from tests.support.streams import fold, recorded

REGISTRATION = spec(decide, evolve, ABSENT)
AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
TERMS: dict[str, Any] = {"groups": OPENED.groups, "until": UNTIL, "room": 1, "link": OPENED.link}
OPEN = c.OpenRegistration(**TERMS)
MODES: tuple[Mode, ...] = ("room", "online")
opened = REGISTRATION.after(OPEN)


def register(letter: str, **changes: Any) -> c.RegisterParticipant:
    """Somebody of civil society."""
    said = {"group": "civil_society", "country": None, "organisation": "An NGO", "mode": "room"}
    told = {**said, "contact": letter * 32, "language": "en", "by": "participant", "at": AT, **changes}
    return c.RegisterParticipant(id=letter * 32, **told)


def delegate(letter: str, by: str = "participant") -> c.RegisterParticipant:
    """Somebody of a State's delegation."""
    return register(letter, group="member_states", country="PRT", organisation=None, by=by)


def cancel(letter: str, by: Any = "participant", country: str | None = None) -> c.CancelParticipant:
    """They do not come."""
    return c.CancelParticipant(id=letter * 32, by=by, country=country)


def standings(state: Registration) -> list[str]:
    """Of all, in the order in which they registered."""
    return [one.standing for one in state.participants.values()]


def test_it_is_opened_and_saying_so_again_says_nothing_new() -> None:
    """Other terms replace the earlier ones whole."""
    REGISTRATION.when(OPEN).then(OPENED)
    opened.when(OPEN).then()
    other = c.OpenRegistration(**{**TERMS, "room": 2})
    opened.when(other).then(OPENED.model_copy(update={"room": 2}))


def test_who_comes_after_the_last_place_waits_and_moves_up_when_it_is_given_back() -> None:
    """In one append with what freed it: the place is nobody else's in between."""
    full = opened.after(register("a"), register("b"), register("c"))
    assert standings(full.state) == ["registered", "waiting", "waiting"]
    full.when(cancel("a")).then(
        e.ParticipantCancelled(id="a" * 32, by="participant"), e.ParticipantMovedUp(id="b" * 32)
    )
    full.after(cancel("b")).when(cancel("b")).then()
    more = c.OpenRegistration(**{**TERMS, "room": 3})
    assert standings(full.after(more).state) == ["registered"] * 3
    full.after(more).when(OPEN).refused("3 places in the room")


def test_the_same_again_is_the_same_and_another_under_its_id_is_refused() -> None:
    """As a form is sent twice."""
    there = opened.after(register("a"))
    there.when(register("a")).then()
    there.when(register("a", mode="online")).refused("other particulars")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"group": "other_stakeholders"}, "not open to this group"),
        ({"mode": "online"}, "register for the room"),
        ({"at": Deadline.of(UNTIL).instant}, "until 18:00 on 2026-11-30"),
    ],
)
def test_who_is_not_admitted_is_refused_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    """To another group, online where nobody is, after the last moment."""
    opened.when(register("a", **changes)).refused(reason)
    REGISTRATION.when(register("a")).refused("not open")


def test_closed_nobody_registers_but_who_the_secretariat_enters() -> None:
    """At the door, say; who waits still moves up."""
    closed = opened.after(register("a"), register("b"), c.CloseRegistration())
    closed.when(register("c")).refused("not open")
    assert standings(closed.after(register("c", by="secretariat")).state)[-1] == "waiting"
    assert standings(closed.after(cancel("a")).state) == ["cancelled", "registered"]
    closed.when(c.CloseRegistration()).then()


def test_who_comes_for_a_state_is_approved_by_its_mission_and_holds_no_place_before() -> None:
    """A mission registers its own at once; it acts for no other's, and for nobody else."""
    asked = opened.after(delegate("a"), register("b"))
    assert standings(asked.state) == ["to_approve", "registered"]
    approve = c.ApproveParticipant(id="a" * 32, country="PRT")
    asked.when(approve).then(e.ParticipantApproved(id="a" * 32, standing="waiting"))
    asked.after(approve).when(approve).then()
    for other in ("FRA", "PRT"):
        wrong = c.ApproveParticipant(id=("a" if other == "FRA" else "b") * 32, country=other)
        asked.when(wrong).refused("your mission")
    asked.when(cancel("a", "mission", "FRA")).refused("your mission")
    asked.when(cancel("b", "mission", "PRT")).refused("your mission")
    asked.when(cancel("a", "mission", "PRT")).then(e.ParticipantCancelled(id="a" * 32, by="mission"))
    assert standings(opened.after(delegate("a", "mission")).state) == ["registered"]


def test_attendance_is_of_who_registered_and_never_made_up() -> None:
    """Nothing is said until it is recorded; then of those alone who had not cancelled."""
    there = opened.after(register("a"), register("b"), cancel("b"))
    assert there.state.present is None
    take = c.TakeAttendance(present=("a" * 32,))
    there.when(take).then(e.AttendanceTaken(present=("a" * 32,)))
    there.after(take).when(take).then()
    there.when(c.TakeAttendance(present=("b" * 32,))).refused("cancelled")
    there.when(c.TakeAttendance(present=("c" * 32,))).refused("no such participant")


def test_everybody_sees_numbers_of_groups_that_tell_nobody_and_never_the_link() -> None:
    """Four of civil society could be known; thirty could not."""
    large = REGISTRATION.after(c.OpenRegistration(**{**TERMS, "room": 100}))
    ids = [f"{number:032x}" for number in range(34)]
    for number, id_ in enumerate(ids):
        said = delegate("a", "mission") if number < 30 else register("a")
        large = large.after(said.model_copy(update={"id": id_, "contact": id_}))
    state = fold(REGISTRATIONS, recorded("registration-2026-12-01", large.events))
    assert state
    shown = shown_of(state)
    assert (shown.registered, shown.room.free) == (34, 66)
    assert (shown.by_group, shown.withheld) == ({}, True)
    assert "example.org" not in shown.model_dump_json()
    assert kept_of(state).link == OPENED.link


STEPS = st.lists(
    st.one_of(
        st.builds(
            register,
            st.sampled_from("abcdef"),
            mode=st.sampled_from(MODES),
            by=st.sampled_from(["participant", "secretariat"]),
        ),
        st.builds(delegate, st.sampled_from("abcdef"), st.sampled_from(["participant", "mission"])),
        st.builds(cancel, st.sampled_from("abcdef")),
        st.builds(
            lambda letter: c.ApproveParticipant(id=letter * 32, country="PRT"), st.sampled_from("abcdef")
        ),
        st.builds(
            lambda room, online: c.OpenRegistration(**{**TERMS, "room": room, "online": online}),
            st.integers(0, 3),
            st.none() | st.integers(0, 3),
        ),
        st.just(c.CloseRegistration()),
    ),
    max_size=30,
)


@given(STEPS)
def test_places_are_never_exceeded_and_none_stays_empty_while_somebody_waits(steps: list[Any]) -> None:
    """Whatever is sent, in whatever order; and who waits longer moves up first."""
    held, waited = opened, list[str]()
    for step in steps:
        before = held.state
        held = held.heard(step)
        state = held.state
        for mode in MODES:
            assert 0 <= state.taken(mode) <= state.places(mode)
            waiting = [id_ for id_ in state.queue if state.participants[id_].mode == mode]
            assert not waiting or state.free(mode) == 0
            waited = [id_ for id_ in before.queue if before.participants[id_].mode == mode]
            left = [id_ for id_ in waited if id_ in state.queue]
            up = [id_ for id_ in waited if state.participants[id_].standing == "registered"]
            assert up + left == [id_ for id_ in waited if id_ in (*up, *left)]
        assert set(state.queue) == {
            id_ for id_, one in state.participants.items() if one.standing == "waiting"
        }
