"""How agencies concur: nothing is agreed without every concurrence or a decision on record; silence is silence."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.concurrence import commands as c
from services.consultations.concurrence.domain import (
    ask_anew,
    decide,
    due,
    evolve,
    put,
)
from services.consultations.concurrence.items import NONE, Concurrence
from shared.contracts.consultations import concurrence as e
from shared.contracts.consultations.calls import Deadline, WallClock
from shared.contracts.consultations.concurrence import Silence
from shared.values import Refused
from tests.support.spec import spec

AT = dt.datetime(2020, 3, 5, 9, tzinfo=dt.UTC)
UNTIL = WallClock.model_validate({"date": "2020-03-20", "time": "18:00", "time_zone": "Europe/Zurich"})
PASSED = Deadline.of(UNTIL).instant


def decided(command: c.ConcurrenceCommand, state: Concurrence) -> list[e.ConcurrenceEvent]:
    """All of its answer."""
    return list(decide(command, state))


draft = spec(decided, evolve, put(NONE, 1))


def ask(*agencies: str, silence: Silence = "recorded", at: dt.datetime = AT, **changes: Any) -> c.AskToConcur:
    """These are asked until 20 March 2020."""
    return c.AskToConcur(agencies=agencies, due=UNTIL, silence=silence, at=at, **changes)


def concur(agency: str, of: int = 1) -> c.Concur:
    """An agency concurs."""
    return c.Concur(draft=of, agency=agency, at=AT)


def change(agency: str, of: int = 1) -> c.AskForChange:
    """An agency asks for a change."""
    return c.AskForChange(draft=of, agency=agency, change="Say “migrants”", reason="The usual term", at=AT)


def clock(at: dt.datetime = PASSED) -> c.MarkConcurrence:
    """The clock looks."""
    return c.MarkConcurrence(at=at)


def agreed(how: str, concurred: Sequence[str] = (), silent: Sequence[str] = (), **said: Any) -> e.DraftAgreed:
    """The agreement on draft 1."""
    said = {"draft": 1, "reason": None, "at": AT, **said}
    return e.DraftAgreed.model_validate({"how": how, "concurred": concurred, "silent": silent, **said})


def test_agreed_when_all_have_concurred() -> None:
    """The last concurrence brings it about; one said again says nothing new."""
    two = draft.after(ask("IOM", "UNHCR"))
    two.when(concur("IOM")).then(e.Concurred(draft=1, agency="IOM"))
    one = two.after(concur("IOM"))
    one.when(concur("IOM")).then()
    one.when(concur("UNHCR")).then(
        e.Concurred(draft=1, agency="UNHCR"), agreed("concurred", ["IOM", "UNHCR"])
    )
    one.after(concur("UNHCR")).when(concur("UNHCR")).then()
    one.after(concur("UNHCR")).when(change("UNHCR")).refused("draft 1 is agreed already: reopen it first")


def test_an_agency_is_asked_once_however_it_is_written_and_no_more_than_an_event_can_name() -> None:
    """Who is asked no longer makes room for another."""
    many = draft.after(ask(*(f"A{n}" for n in range(50))))
    many.when(ask("IOM")).refused("agencies: at most 50 are asked at a time")
    full = many.after(c.StopAsking(agency="A1", reason="no mandate", at=AT), ask("IOM"))
    assert full.heard(*(concur(name) for name in full.state.asked)).state.agreed == "concurred"
    draft.after(ask("IOM")).when(ask("UNHCR", "iom")).refused("agencies: iom is asked as IOM already")


def test_who_was_not_asked_and_who_read_another_draft_is_told_so() -> None:
    """A draft that came meanwhile is read first."""
    draft.when(concur("IOM")).refused("IOM is not asked to concur")
    draft.after(ask("IOM")).when(concur("IOM", of=2)).refused("draft: draft 1 is the latest; read it first")
    spec(decided, evolve, NONE).when(ask("IOM")).refused("there is no draft yet: write one first")


def test_a_date_that_passes_is_silence_and_no_concurrence() -> None:
    """It is recorded once; whoever was silent may still concur."""
    asked = draft.after(ask("IOM", "UNHCR"), concur("IOM"))
    passed = e.DatePassed(agencies=("UNHCR",), due=Deadline.of(UNTIL), silence="recorded")
    silent = asked.after(clock(PASSED - dt.timedelta(hours=1)))
    silent.when(clock()).then(passed)
    silent.given(passed).when(clock()).then()
    silent.given(passed).when(concur("UNHCR")).then(
        e.Concurred(draft=1, agency="UNHCR"), agreed("concurred", ["IOM", "UNHCR"])
    )


def test_silence_concurs_where_that_was_said_before() -> None:
    """The agreement says who was silent."""
    asked = draft.after(
        ask("IOM", "UNHCR", silence="concurs"), concur("IOM"), clock(PASSED - dt.timedelta(hours=1))
    )
    asked.when(clock()).then(
        e.DatePassed(agencies=("UNHCR",), due=Deadline.of(UNTIL), silence="concurs"),
        agreed("concurred", ["IOM"], ["UNHCR"], at=PASSED),
    )


def test_the_rules_do_not_change_after_the_date_fell() -> None:
    """Asking with another rule is asking anew, with a date ahead."""
    silent = draft.after(ask("IOM"), clock())
    silent.when(ask("IOM", silence="concurs", at=PASSED)).refused("due:")


def test_reminders_are_recorded_once_and_only_for_who_has_not_answered() -> None:
    """One that would come before the asking is none."""
    asked = draft.after(ask("IOM", "UNHCR"), concur("UNHCR"))
    near = PASSED - dt.timedelta(days=2)
    reminded = e.ConcurrenceReminded(
        mark="due_in_3_days", agencies=("IOM",), due=Deadline.of(UNTIL), missed=False
    )
    assert due(asked.state, near)
    asked.when(clock(near)).then(reminded)
    asked.given(reminded).when(clock(near)).then()
    late = draft.after(ask("IOM", at=PASSED - dt.timedelta(hours=2)))
    late.when(clock(PASSED - dt.timedelta(hours=1))).then()
    assert late.state.waiting
    assert not late.after(concur("IOM")).state.waiting


def test_who_concurred_in_this_very_draft_is_not_asked_again() -> None:
    """A later date for all is one for who has not answered."""
    asked = draft.after(ask("IOM", "UNHCR"), concur("IOM"))
    later = c.AskToConcur(
        agencies=("IOM", "UNHCR"), due=UNTIL.model_copy(update={"date": dt.date(2020, 3, 27)}), at=AT
    )
    [again] = asked.when(later).events
    assert isinstance(again, e.ConcurrenceAsked)
    assert again.agencies == ("UNHCR",)


def test_the_last_that_did_not_concur_is_asked_no_longer() -> None:
    """Then all who are asked have concurred."""
    asked = draft.after(ask("IOM", "UNHCR"), concur("IOM"))
    ended = e.ConcurrenceEnded(agency="UNHCR", reason="Not concerned")
    asked.when(c.StopAsking(agency="UNHCR", reason="Not concerned", at=AT)).then(
        ended, agreed("concurred", ["IOM"])
    )
    draft.after(ask("IOM")).when(c.StopAsking(agency="IOM", reason="Not concerned", at=AT)).then(
        e.ConcurrenceEnded(agency="IOM", reason="Not concerned")
    )


def test_the_coordinator_decides_on_the_record() -> None:
    """Whatever was said; of the latest draft alone, and once."""
    asked = draft.after(ask("IOM", "UNHCR"), change("IOM"))
    decided = c.Decide(draft=1, reason="The briefing is tomorrow", at=AT)
    asked.when(decided).then(agreed("decided", reason="The briefing is tomorrow"))
    asked.after(decided).when(decided).then()
    asked.when(c.Decide(draft=2, reason="No", at=AT)).refused("draft: draft 1 is the latest")


def test_a_further_draft_asks_whom_it_touches_and_who_asked_for_a_change() -> None:
    """Others keep what they said; who waits is asked about the latest."""
    state = draft.after(
        ask("IOM", "UNHCR", "WHO", "ILO"), concur("IOM"), concur("ILO"), change("UNHCR")
    ).state
    anew = list(ask_anew(state, 2, ["IOM"], UNTIL, AT))
    assert [(one.draft, one.agencies) for one in anew if isinstance(one, e.ConcurrenceAsked)] == [
        (2, ("IOM", "UNHCR"))
    ]
    with pytest.raises(Refused, match="due: say until when UNHCR are"):
        list(ask_anew(state, 2, [], None, AT))
    with pytest.raises(Refused, match="WFP was not asked yet"):
        list(ask_anew(state, 2, ["WFP"], UNTIL, AT))
    further = put(state, 2)
    assert further.asked["WHO"].draft == 2
    assert (further.asked["ILO"].draft, further.asked["ILO"].answer) == (1, "concurs")


AGENCIES = ("IOM", "UNHCR", "WHO")
agencies = st.sampled_from(AGENCIES)
drafts = st.integers(1, 3)
moments = st.integers(0, 40).map(lambda days: AT + dt.timedelta(days=days))
due_dates = st.integers(6, 30).map(lambda day: UNTIL.model_copy(update={"date": dt.date(2020, 3, day)}))
silences = st.sampled_from(("recorded", "concurs"))
said = st.one_of(
    st.builds(
        c.AskToConcur,
        agencies=st.lists(agencies, min_size=1, max_size=3, unique=True).map(tuple),
        due=due_dates,
        silence=silences,
        at=moments,
    ),
    st.builds(c.StopAsking, agency=agencies, reason=st.just("Because"), at=moments),
    st.builds(c.Concur, draft=drafts, agency=agencies, at=moments),
    st.builds(
        c.AskForChange,
        draft=drafts,
        agency=agencies,
        change=st.just("Change"),
        reason=st.just("Because"),
        at=moments,
    ),
    st.builds(c.Decide, draft=drafts, reason=st.just("Because"), at=moments),
    st.builds(c.MarkConcurrence, at=moments),
)


@given(st.lists(said | st.just("a further draft"), max_size=25))
def test_in_any_order_nothing_is_agreed_without_every_concurrence_or_a_decision(commands: list[Any]) -> None:
    """Reckoned anew from the events alone; and silence concurs only where it was asked with that rule."""
    story = draft
    number = 1
    for command in commands:
        if command == "a further draft":
            number += 1
            story = spec(story.decide, story.evolve, put(story.state, number))
            continue
        before = story.state
        after = story.heard(command)
        for event in after.events[len(story.events) :]:
            if isinstance(event, e.DraftAgreed):
                _holds(event, evolve_all(before, after.events[len(story.events) : -1]))
        story = spec(story.decide, story.evolve, after.state)


def evolve_all(state: Concurrence, events: Sequence[Any]) -> Concurrence:
    """The state after these."""
    for event in events:
        state = evolve(state, event)
    return state


def _holds(event: e.DraftAgreed, before: Concurrence) -> None:
    assert before.agreed is None
    assert event.draft == before.draft
    if event.how == "decided":
        assert event.reason
        return
    assert before.asked
    for agency, one in before.asked.items():
        if agency in event.concurred:
            assert one.answer == "concurs"
        else:
            assert agency in event.silent
            assert (one.answer, one.silence) == ("silent", "concurs")
