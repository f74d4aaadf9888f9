"""A call for input: its deadline is evidence, whoever moves it and however often."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.consultations.calls import commands as c
from services.consultations.calls.domain import ABSENT, Call, decide, drafted_from, due, evolve, verdict
from services.consultations.calls.reactions import react
from shared.contracts.consultations import calls as e
from shared.contracts.consultations.briefings import OutcomeCorrected, OutcomeRecorded, OutcomeWithdrawn
from shared.contracts.consultations.outcomes import ConsultationsPlanned, CoreWorkContinues
from shared.contracts.names import item_key
from shared.contracts.reactions import EventRef
from shared.values import Refused
from tests.support.examples_of_calls import BY, CLOSES, TERMS
from tests.support.spec import spec
from tests.support.streams import recorded

CALL = spec(decide, evolve, ABSENT)
BEFORE = dt.datetime(2020, 3, 10, tzinfo=dt.UTC)
OPEN = dt.datetime(2020, 4, 1, tzinfo=dt.UTC)
CLOSING = e.Deadline.of(CLOSES).instant
STRICT = TERMS.model_copy(update={"late": False})
ANNOUNCED = CALL.after(c.DraftCall(terms=STRICT), c.AnnounceCall(by=BY, at=BEFORE))
PLANNED = ConsultationsPlanned(
    season="spring 2020", participants=("migrants", "regional_coordination_mechanisms")
)
CAUSE = EventRef(stream="briefing-2020-03-04", version=7, id="0196")
minute = dt.timedelta(minutes=1)


def wall(at: dt.datetime) -> e.WallClock:
    """The time on a clock in UTC."""
    return e.WallClock(date=at.date(), time=at.time(), time_zone="UTC")


def moved(kind: Any, to: dt.datetime, at: dt.datetime) -> Any:
    """A command that moves the closing."""
    return kind(closes=wall(to), reason="asked for", by=BY, at=at)


def test_a_call_is_announced_with_the_instants_of_its_wall_clock() -> None:
    """The zone's rules at that moment are recorded: 18:00 in Zurich in April is 16:00 UTC."""
    [drafted, announced] = ANNOUNCED.events
    assert isinstance(drafted, e.CallDrafted)
    assert isinstance(announced, e.CallAnnounced)
    assert announced.closes.instant == dt.datetime(2020, 4, 30, 16, tzinfo=dt.UTC)
    assert announced.opens.instant == dt.datetime(2020, 3, 16, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("update", "field"),
    [
        ({"questions": ()}, "questions"),
        ({"audiences": ()}, "audiences"),
        ({"opens": None}, "opens"),
        ({"closes": None}, "closes"),
    ],
)
def test_a_draft_that_is_not_whole_is_not_announced(update: dict[str, Any], field: str) -> None:
    """The refusal names what is missing."""
    draft = CALL.after(c.DraftCall(terms=STRICT.model_copy(update=update)))
    draft.when(c.AnnounceCall(by=BY, at=BEFORE)).refused(field)


@pytest.mark.parametrize(
    ("date", "time", "what"), [("2020-03-29", "02:30", "skip"), ("2020-10-25", "02:30", "pass twice")]
)
def test_a_time_that_clocks_skip_or_pass_twice_is_no_deadline(date: str, time: str, what: str) -> None:
    """Nobody could say when that is; the error says so and names another."""
    with pytest.raises(ValidationError, match=what):
        e.WallClock.model_validate({"date": date, "time": time, "time_zone": "Europe/Zurich"})


def test_terms_stay_once_announced() -> None:
    """What was asked cannot be asked otherwise of who comes later."""
    ANNOUNCED.when(c.DraftCall(terms=STRICT.model_copy(update={"moderated": False}))).refused(
        "its terms stay"
    )
    ANNOUNCED.when(c.DraftCall(terms=STRICT)).then()


def test_closing_is_moved_with_who_and_why() -> None:
    """Extended, closed early and reopened: each keeps what held before."""
    extended = ANNOUNCED.after(moved(c.ExtendCall, CLOSING + 5 * minute, OPEN))
    assert isinstance(extended.events[-1], e.CallExtended)
    assert extended.events[-1].before == e.Deadline.of(CLOSES)
    early = extended.after(moved(c.CloseCall, OPEN + 2 * minute, OPEN))
    again = early.after(moved(c.ReopenCall, OPEN + 60 * minute, OPEN + 3 * minute))
    assert [event.type.split(".")[2] for event in again.events[2:]] == [
        "call-extended", "call-closed-early", "call-reopened",
    ]  # fmt: skip
    assert {event.by for event in again.events[2:] if isinstance(event, e.CallExtended)} == {BY}


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (moved(c.ExtendCall, CLOSING - minute, OPEN), "later is right"),
        (moved(c.CloseCall, CLOSING + minute, OPEN), "sooner is right"),
        (moved(c.CloseCall, OPEN + minute / 2, OPEN), "not at least a minute from now"),
        (moved(c.ExtendCall, CLOSING + 2 * minute, CLOSING), "reopen it"),
        (moved(c.ReopenCall, CLOSING + 2 * minute, OPEN), "extend it"),
    ],
)
def test_a_closing_that_cannot_be_moved_so_is_refused(command: Any, why: str) -> None:
    """A sooner closing lies a minute ahead: by then every process has read it, so nobody is let in after it."""
    ANNOUNCED.when(command).refused(why)


def test_a_withdrawn_call_takes_nothing_and_its_key_is_used_up() -> None:
    """Inputs to it stand; another call under its key would look like theirs."""
    gone = ANNOUNCED.after(c.WithdrawCall(reason="superseded", by=BY, at=OPEN))
    with pytest.raises(Refused):
        verdict(gone.state, OPEN)
    gone.when(c.DraftCall(terms=STRICT)).refused("use another key")


def test_the_verdict_names_the_time_and_the_zone() -> None:
    """Before opening and after closing; the last moment before closing is in time."""
    call = ANNOUNCED.state
    assert verdict(call, CLOSING - dt.timedelta(milliseconds=1)) == "in_time"
    with pytest.raises(
        Refused, match=r"closed at 18:00 on 2020-04-30 \(Europe/Zurich\), which is .* 16:00:00 UTC"
    ):
        verdict(call, CLOSING)
    with pytest.raises(Refused, match="opens at 09:00"):
        verdict(call, BEFORE)


def test_where_a_call_takes_late_inputs_they_are_late() -> None:
    """And for ever so: the verdict is part of what is recorded."""
    call = CALL.after(c.DraftCall(terms=TERMS), c.AnnounceCall(by=BY, at=BEFORE)).state
    assert verdict(call, CLOSING) == "late"


# What time brings about.


def passed(call: Call, at: dt.datetime) -> Call:
    """Everything that is due by then is recorded."""
    for mark, _ in due(call, at):
        for event in decide(c.MarkCall(mark=mark, at=at), call):
            call = evolve(call, event)
    return call


def test_each_mark_is_recorded_once_and_in_order() -> None:
    """Opened, seven days, one day, closed; a second look finds nothing."""
    after = passed(ANNOUNCED.state, CLOSING + minute)
    assert due(after, CLOSING + 5 * minute) == []
    assert [mark for mark, _ in sorted(after.marks, key=lambda one: one[1])] == [
        "opened", "closing_in_7_days", "closing_in_1_day", "closed",
    ]  # fmt: skip


def test_an_extension_makes_the_reminders_due_again() -> None:
    """For the deadline that holds now; who was told of the old one is told of the new one."""
    told = passed(ANNOUNCED.state, CLOSING - dt.timedelta(hours=1))
    extended = evolve(
        told, decide(moved(c.ExtendCall, CLOSING + dt.timedelta(days=9), CLOSING - minute), told)[0]
    )
    assert [mark for mark, _ in due(extended, CLOSING + dt.timedelta(days=10))] == [
        "closing_in_7_days", "closing_in_1_day", "closed",
    ]  # fmt: skip


def test_a_reminder_after_the_end_is_recorded_as_missed() -> None:
    """A stop of any length skips nothing and sends nothing that is untrue by then."""
    [_, week, day, closed] = [
        event
        for mark, _ in due(ANNOUNCED.state, CLOSING + minute)
        for event in decide(c.MarkCall(mark=mark, at=CLOSING + minute), ANNOUNCED.state)
    ]
    assert (week.missed, day.missed, closed.missed) == (True, True, False)  # type: ignore[union-attr]


@given(st.lists(st.datetimes(dt.datetime(2020, 3, 1), dt.datetime(2020, 6, 1)), max_size=8))  # noqa: DTZ001
def test_however_often_and_late_one_looks_each_mark_comes_once(looks: list[dt.datetime]) -> None:
    """The marks after any looks are those of one look at the last of them."""
    moments = sorted(look.replace(tzinfo=dt.UTC) for look in looks)
    call = ANNOUNCED.state
    for moment in moments:
        call = passed(call, moment)
    once = passed(ANNOUNCED.state, moments[-1]) if moments else ANNOUNCED.state
    assert call.marks == once.marks


# A briefing's outcome drafts a call.


def test_consultations_planned_draft_a_call_that_follows_its_outcome() -> None:
    """Corrected, the draft is; withdrawn, it goes; of other outcomes it knows nothing."""
    day = dt.date(2020, 3, 4)
    later = PLANNED.model_copy(update={"season": "summer 2020"})
    records = recorded(
        "briefing-2020-03-04",
        [
            OutcomeRecorded(key="talks", outcome=PLANNED, announced_on=day),
            OutcomeCorrected(key="talks", outcome=later, announced_on=day, replaces=PLANNED),
            OutcomeWithdrawn(key="talks", outcome=later, reason="misheard"),
            OutcomeRecorded(key="core", outcome=CoreWorkContinues(), announced_on=day),
        ],
    )
    said = [list(react(record)) for record in records]
    assert {stream for one in said for stream, _ in one} == {"call-2020-03-04-talks"}
    assert said[3] == []
    draft = CALL.after(said[0][0][1])  # type: ignore[arg-type]
    assert draft.state.terms == drafted_from(PLANNED)
    assert draft.state.terms.audiences == ("migrants", "regional_mechanisms")
    corrected = draft.after(said[1][0][1])  # type: ignore[arg-type]
    assert corrected.state.terms == drafted_from(later)
    assert corrected.after(said[2][0][1]).state.status == "withdrawn"  # type: ignore[arg-type]


def test_a_draft_taken_in_hand_is_left_alone() -> None:
    """The reaction is refused, and the refusal is on record."""
    draft = CALL.after(c.DraftFromOutcome(outcome=PLANNED, cause=CAUSE), c.DraftCall(terms=STRICT))
    draft.when(c.DraftFromOutcome(outcome=PLANNED, cause=CAUSE)).refused("by hand")
    draft.when(c.DropDraft(reason="misheard", at=OPEN)).refused("by hand")


@given(st.text("ab-_1", min_size=1, max_size=80), st.text("ab-_1", min_size=1, max_size=80))
def test_every_outcome_has_a_key_of_its_own_length(briefing: str, outcome: str) -> None:
    """A call's key is a key, however long those that it is made from are."""
    assert len(item_key(briefing, outcome)) <= 80


instants = st.integers(-3, 40).map(lambda days: OPEN + dt.timedelta(days=days))
commands = st.one_of(
    st.just(c.DraftCall(terms=STRICT)),
    st.builds(lambda at: c.AnnounceCall(by=BY, at=at), instants),
    st.builds(moved, st.sampled_from([c.ExtendCall, c.CloseCall, c.ReopenCall]), instants, instants),
    st.builds(lambda at: c.WithdrawCall(reason="no more", by=BY, at=at), instants),
    st.builds(lambda mark, at: c.MarkCall(mark=mark, at=at), st.sampled_from(["opened", "closed"]), instants),
)


@given(st.lists(commands, max_size=12), instants)
def test_no_order_of_commands_lets_anybody_in_after_closing(said: list[Any], at: dt.datetime) -> None:
    """A strict call has a verdict only between the opening and the closing that hold."""
    call = CALL.heard(*said).state
    try:
        found = verdict(call, at)
    except Refused:
        return
    assert found == "in_time"
    assert call.opens
    assert call.closes
    assert call.opens.instant <= at < call.closes.instant


@given(st.lists(commands, max_size=10))
def test_what_was_promised_is_never_taken_back_at_once(said: list[Any]) -> None:
    """Every closing lies a minute or more after the moment that it was set at."""
    for event in CALL.heard(*said).events:
        if isinstance(event, e.CallExtended | e.CallClosedEarly | e.CallReopened):
            assert event.closes.instant >= event.at + e.SOON
