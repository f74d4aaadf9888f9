"""The floor of a briefing: whatever is asked for comes to its turn, and turns are fair in every prefix."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.floor import commands as c
from services.consultations.floor.domain import ABSENT, decide, evolve
from services.consultations.floor.items import Floor, whose
from services.consultations.floor.projection import FLOORS
from services.consultations.floor.shown import changed_since, shown_of
from shared.contracts.consultations import floor as e
from shared.contracts.consultations.floor import Turns
from tests.support.spec import spec
from tests.support.streams import fold, recorded

FLOOR = spec(decide, evolve, ABSENT)
opened = FLOOR.after(c.SetFloorRules())
GROUPS = ("member_states", "un_network", "civil_society")
REGIONS = ("africa", "arab", None)


def ask(number: int, group: str = "civil_society", region: Any = None, **changes: Any) -> c.AskForFloor:
    """Somebody asks to speak."""
    told = {
        "asks": "floor",
        "group": group,
        "country": None,
        "organisation": f"Organisation {number}",
        "region": region,
        "capacity": None,
        "about": None,
        "participant": None,
        "by": "secretariat",
    }
    return c.AskForFloor.model_validate({"id": f"{number:032x}", **told, **changes})


def id_of(number: int) -> str:
    """Of the request with this number."""
    return f"{number:032x}"


def order(floor: Floor) -> list[int]:
    """Who waits, in order, by number."""
    return [int(one.id, 16) for one in floor.waiting]


def test_requests_are_taken_while_they_are_and_by_the_secretariat_always() -> None:
    """Rules said again say nothing new."""
    FLOOR.when(ask(1)).refused("no requests")
    opened.when(c.SetFloorRules()).then()
    shut = opened.after(c.SetFloorRules(takes=False))
    shut.when(ask(1, participant="a" * 32, by="participant")).refused("no requests")
    assert order(shut.after(ask(1)).state) == [1]


def test_whoever_asks_waits_once_for_each_thing_they_ask_for() -> None:
    """Neither a participant nor a mission fills the list."""
    mine: dict[str, Any] = {"participant": "a" * 32, "by": "participant"}
    state: dict[str, Any] = {
        "group": "member_states",
        "country": "PRT",
        "organisation": None,
        "by": "mission",
    }
    there = opened.after(ask(1, **mine), ask(2, **state))
    for again in (mine, state):
        there.when(ask(3, **again)).refused("take your turn")
        assert there.when(ask(3, asks="question", **again)).events
    has_it = there.after(c.GrantFloor(id=id_of(1)))
    has_it.when(ask(3, **mine)).refused("take your turn")  # who is passed over then waits again
    assert has_it.after(c.YieldFloor(id=id_of(1))).when(ask(3, **mine)).events


def test_one_has_the_floor_and_who_had_it_before_has_spoken() -> None:
    """In one append; who is passed over is as who asks now."""
    three = opened.after(ask(1), ask(2), ask(3))
    speaking = three.after(c.GrantFloor(id=id_of(1)))
    speaking.when(c.GrantFloor(id=id_of(2))).then(e.FloorYielded(id=id_of(1)), e.FloorGranted(id=id_of(2)))
    speaking.when(c.GrantFloor(id=id_of(1))).then()
    assert order(three.after(c.PassOver(id=id_of(1))).state) == [2, 3, 1]
    assert order(speaking.after(c.PassOver(id=id_of(1))).state) == [2, 3, 1]
    spoken = speaking.after(c.YieldFloor(id=id_of(1)))
    assert spoken.state.speaking is None
    spoken.when(c.YieldFloor(id=id_of(1))).then()
    three.when(c.GrantFloor(id=id_of(9))).refused("no such request")
    twice = spoken.after(c.GrantFloor(id=id_of(1)), c.PassOver(id=id_of(1))).state
    assert (order(twice), twice.requests[id_of(1)].standing, twice.granted) == ([2, 3], "spoken", (id_of(1),))


def test_a_request_is_taken_back_by_whose_it_is() -> None:
    """A mission's by its mission, a participant's by themselves, any by the secretariat; not once it was given."""
    state: dict[str, Any] = {
        "group": "member_states",
        "country": "PRT",
        "organisation": None,
        "by": "mission",
    }
    there = opened.after(ask(1, **state), ask(2, participant="a" * 32, by="participant"))
    for one, by, more in (
        (1, "mission", {"country": "PRT"}),
        (2, "participant", {"participant": "a" * 32}),
        (2, "secretariat", {}),
    ):
        back = c.TakeBack.model_validate({"id": id_of(one), "by": by, **more})
        there.when(back).then(e.FloorTakenBack(id=id_of(one), by=by))
        there.after(back).when(c.GrantFloor(id=id_of(one))).refused("made anew")
    for one, by, more in (
        (1, "mission", {"country": "FRA"}),
        (2, "mission", {"country": "PRT"}),
        (1, "participant", {"participant": "a" * 32}),
        (1, "participant", {}),
    ):
        wrong = c.TakeBack.model_validate({"id": id_of(one), "by": by, **more})
        there.when(wrong).refused("not yours")
    given_ = there.after(c.GrantFloor(id=id_of(1)))
    given_.when(c.TakeBack(id=id_of(1), by="secretariat")).refused("given already")


def test_a_statement_is_attached_once_it_was_made() -> None:
    """By the secretariat, and by the mission for its State."""
    there = opened.after(ask(1))
    attach = c.AttachStatement(id=id_of(1), link="https://example.org/s", language="en", by="secretariat")
    there.when(attach).refused("once it was made")
    spoken = there.after(c.GrantFloor(id=id_of(1)))
    spoken.when(attach).then(e.StatementAttached(id=id_of(1), link="https://example.org/s", language="en"))
    spoken.after(attach).when(attach).then()
    spoken.when(attach.model_copy(update={"by": "mission", "country": "PRT"})).refused("not yours")


def test_a_listener_is_told_every_step_since_the_last_that_they_heard() -> None:
    """And the floor as it stands; nobody's own id is in it."""
    events = opened.after(ask(1, participant="a" * 32, by="participant"), c.GrantFloor(id=id_of(1))).events
    state = fold(FLOORS, recorded("floor-2026-12-01", events))
    assert state
    told = changed_since(state, 1)
    assert [(step.version, step.what) for step in told.steps] == [(2, "floor-asked"), (3, "floor-granted")]
    assert told.floor == shown_of(state)
    assert told.floor.speaking
    assert "a" * 32 not in told.model_dump_json()


@pytest.mark.parametrize("turns", ["groups", "regions"])
def test_groups_and_regions_speak_in_turn(turns: Turns) -> None:
    """Those who asked three times before another's first wait for it, whichever of them has spoken already."""
    of = {"groups": ("un_network", None), "regions": ("civil_society", "africa")}[turns]
    floor = FLOOR.after(c.SetFloorRules(turns=turns), ask(1, *of), ask(2, *of), ask(3, *of), ask(4))
    assert order(floor.state) == [1, 4, 2, 3]
    assert order(floor.after(c.GrantFloor(id=id_of(1))).state) == [4, 2, 3]
    assert order(floor.after(c.SetFloorRules(turns="asked")).state) == [1, 2, 3, 4]


TURNS = st.sampled_from(["asked", "groups", "regions"])
WHO = st.tuples(st.sampled_from(GROUPS), st.sampled_from(REGIONS))


@given(TURNS, st.lists(WHO, max_size=12), st.integers(0, 12))
def test_turns_are_fair_in_every_prefix(turns: Turns, who: list[Any], granted: int) -> None:
    """Of two whose lines are not empty yet neither is a turn ahead by more than one, whatever came before."""
    floor = FLOOR.after(c.SetFloorRules(turns=turns), *(ask(n, *one) for n, one in enumerate(who)))
    for _ in range(min(granted, len(who))):
        floor = floor.after(c.GrantFloor(id=floor.state.waiting[0].id))
    waiting = floor.state.waiting
    left = Counter(whose(one, turns) for one in waiting)
    had = Counter[str]()
    for one in waiting:
        had[whose(one, turns)] += 1
        open_lines = [line for line in left if left[line] > had[line]]
        counts = [had[line] for line in open_lines]
        assert not counts or max(counts) - min(counts) <= 1
        assert all(had[whose(one, turns)] <= had[line] + 1 for line in open_lines)
    assert sorted(order(floor.state)) == sorted(int(one.id, 16) for one in waiting)
    for line in left:
        places = [one.place for one in waiting if whose(one, turns) == line]
        assert places == sorted(places), "within a turn, who asked first speaks first"


@given(TURNS, st.lists(WHO, min_size=1, max_size=8), st.lists(WHO, max_size=60))
def test_nobody_starves(turns: Turns, who: list[Any], coming: list[Any]) -> None:
    """However many ask later, and for whomever: who waits has the floor after those before them, and their turns."""
    floor = FLOOR.after(c.SetFloorRules(turns=turns), *(ask(n, *one) for n, one in enumerate(who)))
    last = floor.state.requests[id_of(len(who) - 1)]
    ahead = sum(whose(one, turns) == whose(last, turns) for one in floor.state.requests.values())
    lines = len({whose(ask_, turns) for ask_ in floor.state.requests.values()} | _lines(turns))
    number = len(who)
    for _ in range(ahead * lines):
        floor = floor.after(c.GrantFloor(id=floor.state.waiting[0].id))
        if floor.state.requests[last.id].standing != "waiting":
            return
        for one in coming[: len(coming) // 2 + 1]:
            floor, number = floor.after(ask(number, *one)), number + 1
            if number > 200:
                break
    assert floor.state.requests[last.id].standing != "waiting"


def _lines(turns: Turns) -> set[str]:
    return {"asked": {""}, "groups": set(GROUPS), "regions": {str(one or "none") for one in REGIONS}}[turns]
