"""What a secondment answers, and how it is shown."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.registry.secondments.commands import (
    AnnounceSecondment,
    CorrectSecondment,
    EndSecondment,
    RetractSecondmentEvidence,
    StartSecondment,
)
from services.registry.secondments.domain import ABSENT, decide, evolve
from services.registry.secondments.projection import SECONDMENTS, SecondmentState
from shared.contracts.catalogue import decode
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.contracts.registry import secondments as e
from shared.contracts.registry.evidence import BriefingOutcome, Evidence, EvidenceDocument
from shared.values import PartialDate, Refused
from tests.support.spec import spec
from tests.support.strategies import secondment_commands
from tests.support.streams import fold, recorded

secondment = spec(decide, evolve, ABSENT)
DAY, LATER = dt.date(2020, 3, 4), dt.date(2020, 6, 1)
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="unicef")
LETTER, NOTE = EvidenceDocument(title="Letter"), EvidenceDocument(title="Note")
WHO = {"key": "UNICEF_secretariat", "agency": "UNICEF", "to": "secretariat"}


def announce(evidence: Evidence = OUTCOME, **said: Any) -> AnnounceSecondment:
    """It is impending."""
    return AnnounceSecondment.model_validate({**WHO, "announced_on": DAY, "evidence": evidence, **said})


def start(evidence: Evidence = LETTER, **said: Any) -> StartSecondment:
    """It is in post."""
    return StartSecondment.model_validate({**WHO, "announced_on": LATER, "evidence": evidence, **said})


def end(evidence: Evidence = NOTE, **said: Any) -> EndSecondment:
    """It ended."""
    return EndSecondment.model_validate({**WHO, "evidence": evidence, **said})


def retract(evidence: Evidence) -> RetractSecondmentEvidence:
    """Take evidence back."""
    return RetractSecondmentEvidence(evidence=evidence, reason="misheard")


def says(kind: type[e.Statement], evidence: Evidence, **said: Any) -> Any:
    """An event of this kind, of the agency and body of all these tests."""
    known = {"agency": "UNICEF", "to": "secretariat", "post": None, "on": None, "announced_on": None}
    return kind.model_validate({**known, "evidence": evidence, **said})


def undone(status: str, back_to: str, **said: Any) -> e.SecondmentUndone:
    """The undoing of a status."""
    known = {"agency": "UNICEF", "to": "secretariat", "post": None, "reason": "misheard"}
    return e.SecondmentUndone.model_validate({**known, "status": status, "back_to": back_to, **said})


ANNOUNCED = says(e.SecondmentAnnounced, OUTCOME, status="impending", announced_on=DAY)
STARTED = says(e.SecondmentStarted, LETTER, status="in_post", announced_on=LATER)
ENDED = says(e.SecondmentEnded, NOTE, status="ended")
GONE = e.SecondmentEvidenceRetracted(agency="UNICEF", to="secretariat", evidence=OUTCOME, reason="misheard")
impending, in_post = secondment.given(ANNOUNCED), secondment.given(ANNOUNCED, STARTED)
ended = in_post.given(ENDED)


def test_a_secondment_is_announced_starts_and_ends() -> None:
    """A start needs no announcement before it; saying any of it again says nothing new."""
    secondment.when(announce()).then(ANNOUNCED)
    secondment.when(start()).then(STARTED)
    impending.when(start()).then(STARTED)
    in_post.when(end()).then(ENDED)
    for said in (announce(), start(), end()):
        ended.when(said).then()


def test_what_was_never_in_post_does_not_end() -> None:
    """The refusal says what to do."""
    secondment.when(end()).refused("from UNICEF to secretariat is absent: record first that it is in post")
    impending.when(end()).refused("is impending: record first that it is in post")


def test_more_evidence_for_what_is_or_was_so_is_recorded_too() -> None:
    """Also an announcement that is heard after the start."""
    added = says(e.SecondmentEvidenceAdded, NOTE, status="in_post", announced_on=LATER)
    in_post.when(start(NOTE)).then(added)
    late = says(e.SecondmentEvidenceAdded, OUTCOME, status="impending", announced_on=DAY)
    secondment.given(STARTED).when(announce()).then(late)
    assert secondment.given(STARTED, late).state.status == "in_post"


def test_undoing_evidence_undoes_only_what_no_other_supports() -> None:
    """In the same append, with the status there is then."""
    impending.when(retract(OUTCOME)).then(GONE, undone("impending", "absent"))
    in_post.when(retract(OUTCOME)).then(GONE)
    letter_gone = GONE.model_copy(update={"evidence": LETTER})
    in_post.when(retract(LETTER)).then(letter_gone, undone("in_post", "impending"))
    in_post.after(start(NOTE)).when(retract(LETTER)).then(letter_gone)
    ended.when(retract(LETTER)).then(letter_gone)
    assert ended.after(retract(NOTE)).state.status == "in_post"
    secondment.when(retract(LETTER)).then()
    assert impending.after(retract(OUTCOME), start()).state.status == "in_post"


def test_evidence_that_says_something_else_now_is_followed() -> None:
    """Forwards it is news of that status, backwards the status is undone."""
    now = says(e.SecondmentStarted, OUTCOME, status="in_post", announced_on=DAY)
    impending.when(start(OUTCOME, announced_on=DAY)).then(now)
    back = says(e.SecondmentEvidenceCorrected, OUTCOME, status="impending", announced_on=DAY)
    reason = "its evidence was corrected"
    secondment.given(now).when(announce()).then(back, undone("in_post", "impending", reason=reason))


def test_after_an_end_a_new_announcement_or_start_begins_a_new_term() -> None:
    """The one before stays as it was, and comes back where the new one is undone."""
    again = announce(EvidenceDocument(title="New"), announced_on=dt.date(2022, 1, 1), post="analyst")
    second = ended.after(again)
    assert [type(event) for event in ended.when(again).events] == [e.SecondmentAnnounced]
    assert ended.when(start(EvidenceDocument(title="New"))).events[0].type == STARTED.type
    assert (len(second.state.terms), second.state.status, second.state.term.post) == (
        2,
        "impending",
        "analyst",
    )
    assert second.after(retract(LETTER)).state.status == "impending"
    back = second.when(retract(again.evidence)).events[-1]
    assert back == undone("impending", "ended", post="analyst")
    assert second.after(retract(again.evidence)).state == ended.state
    corrected = second.when(end(on=PartialDate("2021"))).events
    assert [type(event) for event in corrected] == [e.SecondmentEvidenceCorrected]
    assert second.after(end(on=PartialDate("2021"))).state.status == "impending"


def test_what_was_announced_before_the_end_begins_no_new_term() -> None:
    """Briefings may be heard in any order."""
    dated = in_post.after(end(announced_on=dt.date(2021, 1, 1)))
    late = start(EvidenceDocument(title="Old"), announced_on=dt.date(2020, 12, 1))
    assert [type(event) for event in dated.when(late).events] == [e.SecondmentEvidenceAdded]
    assert dated.after(late).state.status == "ended"


def test_post_and_dates_are_corrected_and_what_is_left_open_stays() -> None:
    """Only a correction makes a known post or date unknown again."""
    known = impending.after(start(post="analyst", on=PartialDate("2020-05")))
    assert (known.state.term.post, known.state.term.on("in_post")) == ("analyst", PartialDate("2020-05"))
    known.when(start()).then()
    moved = says(
        e.SecondmentEvidenceCorrected, OUTCOME, status="impending", announced_on=LATER, post="analyst"
    )
    known.when(announce(announced_on=LATER)).then(moved)
    correct = CorrectSecondment(evidence=LETTER, post=None, on=None)
    corrected = says(e.SecondmentEvidenceCorrected, LETTER, status="in_post", announced_on=LATER)
    known.when(correct).then(corrected)
    known.after(correct).when(correct).then()
    other = CorrectSecondment(evidence=NOTE, post=None, on=None)
    known.when(other).refused("the current term does not rest on that evidence")


def test_dates_that_contradict_each_other_are_refused() -> None:
    """An end lies after its start, a new term after the end before it; what may be so is not refused."""
    begun = secondment.after(start(on=PartialDate("2020-05")))
    begun.when(end(on=PartialDate("2020-04"))).refused("correct one of them")
    assert begun.when(end(on=PartialDate("2020"))).events
    over = begun.after(end(on=PartialDate("2021")))
    new = EvidenceDocument(title="New")
    over.when(announce(new, on=PartialDate("2020"))).refused("ended on 2021: a new one begins after that")
    assert over.when(start(new)).events


def test_a_command_goes_to_the_stream_of_its_names() -> None:
    """The refusal gives the key."""
    with pytest.raises(ValidationError, match="UNICEF_secretariat is right"):
        announce(key="UNICEF")


@given(st.lists(secondment_commands, max_size=20))
def test_whatever_is_decided_evolves_and_folds(commands: list[Any]) -> None:
    """Saying it again says nothing new; each event tells the new status; the view agrees with the domain."""
    state, events, told = ABSENT, [], "absent"
    for command in commands:
        try:
            decided = decide(command, state)
        except Refused:
            continue
        for event in decided:
            assert decode(event.type, event.encode(), "secondment") == event
            state = evolve(state, event)
            match event:
                case e.SecondmentAnnounced() | e.SecondmentStarted() | e.SecondmentEnded():
                    told = event.status
                case e.SecondmentUndone():
                    assert event.status == told
                    told = event.back_to
        assert told == state.status
        assert decide(command, state) == []
        events += decided
    shown = fold(SECONDMENTS, recorded("secondment-ILO_secretariat", events))
    if shown:
        assert (shown.status, shown.secondment) == (state.status, state)
        assert (shown.listed, shown.agency) == (state.status != "absent", "ILO")


def entry(*events: Any) -> SecondmentState:
    """The entry after these events."""
    state = fold(SECONDMENTS, recorded("secondment-UNICEF_secretariat", events))
    assert state
    return state


def test_the_entry_shows_the_status_with_its_dates_and_the_history() -> None:
    """``announced_on`` is that of the status; a date that nobody states stays unknown."""
    shown = entry(ANNOUNCED, STARTED)
    assert (shown.status, shown.on, shown.announced_on, shown.to) == ("in_post", None, LATER, "secretariat")
    assert [change.what for change in shown.history] == ["secondment-announced", "secondment-started"]
    assert shown.history[0].evidence == "briefing:2020-03-04#unicef"
    assert [support.evidence for support in shown.evidence] == [OUTCOME, LETTER]
    gone = entry(ANNOUNCED, GONE, undone("impending", "absent"))
    assert (gone.listed, gone.agency, gone.history[-1].reason) == (False, "UNICEF", "misheard")


def test_the_earliest_evidence_dates_a_status_in_whichever_order_it_is_recorded() -> None:
    """Both its date and its announcement."""
    early = start(NOTE, on=PartialDate("2020-04"), announced_on=DAY)
    late = start(on=PartialDate("2020-05"))
    for order in ((early, late), (late, early)):
        shown = entry(*secondment.after(*order).events)
        assert (shown.on, shown.announced_on) == (PartialDate("2020-04"), DAY)


def test_a_stream_of_nothing_but_refusals_is_not_listed() -> None:
    """It names no agency, so there is nothing to show."""
    cause = EventRef(stream="briefing-2020-03-04", version=2, id="1")
    shown = entry(ReactionRefused(reason="no", reaction="r", cause=cause))
    assert (shown.listed, shown.agency, len(shown.refusals)) == (False, None, 1)
