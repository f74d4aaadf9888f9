"""What a record still has to tell the API."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from onevoice.record.format import BriefingRecord
from onevoice.record.plan import GONE, plan, untold
from onevoice.record.read import read, read_bytes
from onevoice.record.steps import Step
from shared.values import Refused
from tests.support.api import Api
from tests.support.records import held_records, records

EXAMPLE = Path(__file__).parents[3] / "examples" / "briefing-2020-03-04.yaml"
KEY = "2020-03-04"
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def record(**fields: Any) -> BriefingRecord:
    """A record with these fields."""
    base = {"key": KEY, "title": "Briefing"}
    return BriefingRecord.model_validate({**base, **fields})


def champion(country: str, key: str = "x", **more: Any) -> dict[str, Any]:
    """An outcome as a file writes it."""
    return {"key": key, "kind": "champion_accepted", "country": country, **more}


def load(api: Api, said: BriefingRecord) -> list[Step]:
    """Load a record, and see that nothing is left to say; the steps it took."""
    steps = plan(said, api.shown)
    api.send(steps)
    assert plan(said, api.shown) == []
    return steps


def actions(steps: list[Step]) -> list[str]:
    """What the steps do, after the briefing's address."""
    return [step.path.removeprefix(f"/consultations/api/briefings/{KEY}/") for step in steps]


def test_the_first_real_record_is_loaded_once() -> None:
    """Thirty-two requests, thirty-two events; and none the second time."""
    api, example = Api(KEY), read(EXAMPLE)
    steps = load(api, example)
    assert actions(steps)[:3] == ["hold", "programme", "proceedings"]
    assert actions(steps)[-1] == "summarise"
    assert len(steps) == len(api.records) == 3 + 2 + 10 + 16 + 1
    assert len({step.idempotency_key for step in steps}) == len(steps)
    state = api.state
    assert state
    assert state.attendance
    assert (state.status, state.schedule, state.attendance.total) == ("summarised", (), 139)
    assert (len(state.outcomes), len(state.issues_raised)) == (16, 10)


@slow
@given(records)
def test_a_loaded_record_leaves_nothing_to_say(said: BriefingRecord) -> None:
    """For any record: with all kinds of outcomes, scheduled, moved, cancelled, held, taken back."""
    api = Api(KEY)
    steps = load(api, said)
    assert api.send(steps) == 0
    assert len({step.idempotency_key for step in steps}) == len(steps)


@slow
@given(st.lists(records, min_size=2, max_size=4))
def test_any_record_loaded_after_any_other_is_what_is_shown(row: list[BriefingRecord]) -> None:
    """Unless it contradicts what is past; then the loader says so."""
    api = Api(KEY)
    for said in row:
        if untold(said, api.shown):
            return
        load(api, said)
        shown = api.shown
        assert shown
        assert shown.title == said.title
        assert {i.key: i.outcome for i in shown.outcomes if not i.withdrawn} == {
            entry.key: entry.content for entry in said.outcomes if not entry.withdrawn
        }


@slow
@given(held_records, held_records)
def test_from_one_record_to_another_and_back_ends_where_it_began(
    one: BriefingRecord, other: BriefingRecord
) -> None:
    """With another key for every request, so that no answer of the first time is taken for the third."""
    assume(one.is_summarised == other.is_summarised)
    api = Api(KEY)
    first = load(api, one)
    before = api.state
    second = load(api, other)
    third = load(api, one)
    keys = [step.idempotency_key for step in first + second + third]
    assert len(set(keys)) == len(keys)
    after = api.state
    assert before
    assert after
    same = ("title", "when", "place", "chair", "speakers", "agenda", "interventions", "attendance")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    for part in ("documents", "issues_raised", "outcomes"):
        assert _standing(after, part) == _standing(before, part)


def _standing(state: Any, part: str) -> set[str]:
    without = {"version"}
    return {item.model_dump_json(exclude=without) for item in getattr(state, part) if not item.withdrawn}


def test_a_corrected_record_adds_only_the_corrections() -> None:
    """One outcome corrected, one added, one dropped, one document renamed: four requests."""
    api = Api(KEY)
    document = {"key": "d", "title": "Paper", "language": "en"}
    outcomes = [champion("PRT"), champion("SLV", "y")]
    load(api, record(held_on="2020-03-04", outcomes=outcomes, documents=[document]))
    corrected = record(
        held_on="2020-03-04",
        outcomes=[champion("ECU"), {"key": "z", "kind": "feedback_invited"}],
        documents=[{**document, "title": "Note"}],
    )
    steps = load(api, corrected)
    assert actions(steps) == [
        "documents/d/correct",
        "outcomes/x/correct",
        "outcomes/z/record",
        "outcomes/y/withdraw",
    ]
    assert steps[-1].body == {"reason": GONE}


def test_back_and_forth_is_three_requests_with_three_keys() -> None:
    """A, B, A ends at A."""
    api = Api(KEY)
    a, b = (record(held_on="2020-03-04", outcomes=[champion(code)]) for code in ("PRT", "SLV"))
    keys = [
        step.idempotency_key for said in (a, b, a, b, a) for step in load(api, said) if "/x/" in step.path
    ]
    assert len(set(keys)) == len(keys) == 5
    shown = api.shown
    assert shown
    assert shown.outcomes[0].outcome.country == "PRT"  # type: ignore[union-attr]  # a champion it is


def test_an_item_taken_back_in_the_record_is_recorded_and_withdrawn() -> None:
    """And taken up again when the record takes it up again."""
    api = Api(KEY)
    gone = record(held_on="2020-03-04", outcomes=[champion("PRT", withdrawn="misheard")])
    assert actions(load(api, gone)) == ["hold", "outcomes/x/record", "outcomes/x/withdraw", "summarise"]
    again = record(held_on="2020-03-04", outcomes=[champion("PRT")])
    assert actions(load(api, again)) == ["outcomes/x/record"]
    assert actions(load(api, gone)) == ["outcomes/x/withdraw"]


def test_a_key_that_changes_is_said_under_the_new_one_before_the_old_is_withdrawn() -> None:
    """So that what it brought about always has a cause."""
    api = Api(KEY)
    load(api, record(held_on="2020-03-04", outcomes=[champion("PRT")]))
    steps = load(api, record(held_on="2020-03-04", outcomes=[champion("PRT", "new")]))
    assert actions(steps) == ["outcomes/new/record", "outcomes/x/withdraw"]


def test_a_briefing_is_followed_through_its_life() -> None:
    """Scheduled, renamed, moved, moved as the record says, held, corrected."""
    api = Api(KEY)
    assert actions(load(api, record(scheduled_for="2020-03-01", place="Geneva"))) == ["schedule"]
    renamed = record(scheduled_for="2020-03-01", place="Geneva", title="Spring")
    assert actions(load(api, renamed)) == ["schedule"]
    assert actions(load(api, record(scheduled_for="2020-03-02", title="Spring"))) == ["move"]
    moved = [{"to": "2020-03-04", "reason": "no room"}]
    assert actions(load(api, record(scheduled_for="2020-03-02", moved=moved, title="Spring"))) == ["move"]
    held = record(scheduled_for="2020-03-02", moved=moved, title="Spring", held_on="2020-03-04")
    assert actions(load(api, held)) == ["hold"]
    corrected = held.model_copy(update={"title": "Briefing"})
    assert actions(load(api, corrected)) == ["correct-holding"]
    state = api.state
    assert state
    assert [entry.what for entry in state.schedule] == ["scheduled", "retitled", "moved", "moved"]
    assert state.schedule[-1].reason == "no room"


def test_a_whole_history_is_loaded_at_once() -> None:
    """Scheduled, moved twice, cancelled; then set again and held."""
    api = Api(KEY)
    moved = [{"to": "2020-03-04"}, {"to": {"date": "2020-03-01", "place": "Geneva"}}]
    cancelled = record(scheduled_for="2020-03-01", moved=moved, cancelled="no room")
    assert actions(load(api, cancelled)) == ["schedule", "move", "move", "cancel"]
    again = record(scheduled_for="2020-04-01", held_on="2020-04-01")
    assert actions(load(api, again)) == ["schedule", "hold"]


def test_what_is_past_is_not_rewritten_and_the_loader_says_so() -> None:
    """Held is not unheld, and a cancelled briefing keeps its day."""
    api = Api(KEY)
    load(api, record(scheduled_for="2020-03-01", cancelled="no room"))
    assert "cancelled" in untold(record(scheduled_for="2020-03-02", cancelled="no room"), api.shown)[0]
    again = record(title="Renamed", scheduled_for="2020-03-01", cancelled="no room")
    assert "title" in untold(again, api.shown)[0]
    unscheduled = record(held_on="2020-03-04")
    assert "scheduled_for" in untold(unscheduled, api.shown)[0]
    with pytest.raises(Refused, match="schedule it again"):
        api.send(plan(unscheduled, api.shown))
    load(api, record(scheduled_for="2020-03-04", held_on="2020-03-04"))
    assert untold(record(scheduled_for="2020-03-04", held_on="2020-03-04"), api.shown) == []
    assert "held" in untold(record(scheduled_for="2020-03-05", held_on="2020-03-04"), api.shown)[0]
    assert "held" in untold(record(scheduled_for="2020-03-04"), api.shown)[0]


def test_a_summary_waits_until_the_record_says_so() -> None:
    """``summary: false`` keeps it open."""
    api = Api(KEY)
    outcomes = [champion("PRT")]
    assert "summarise" not in actions(
        load(api, record(held_on="2020-03-04", outcomes=outcomes, summary=False))
    )
    assert actions(load(api, record(held_on="2020-03-04", outcomes=outcomes))) == ["summarise"]
    assert actions(load(api, record(held_on="2020-03-04", outcomes=outcomes, summary=False))) == []


def test_two_hundred_outcomes_of_every_kind_are_loaded() -> None:
    """And a second loading says nothing."""
    lines = ["briefing:", f"  key: {KEY}", "  title: Long", "  held_on: 2023-01-01", "  outcomes:"]
    kinds = [
        "champion_accepted, country: ECU",
        "guidance_to_publish, item: x",
        "secondment_acknowledged, agency: ILO",
        "sg_report_launch_planned, month: 2024-12",
    ]
    lines += [f"    - {{key: k{n}, kind: {kinds[n % 4]}}}" for n in range(200)]
    api = Api(KEY)
    assert len(load(api, read_bytes("\n".join(lines).encode()))) == 202
