"""What a briefing answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.briefings.commands import (
    AttachDocument,
    BriefingCommand,
    CancelBriefing,
    CorrectDocument,
    CorrectHolding,
    CorrectIssue,
    CorrectOutcome,
    HoldBriefing,
    MoveBriefing,
    RaiseIssue,
    RecordOutcome,
    RecordProceedings,
    ScheduleBriefing,
    SetProgramme,
    SummariseBriefing,
    WithdrawDocument,
    WithdrawIssue,
    WithdrawOutcome,
)
from services.consultations.briefings.domain import ABSENT, decide, evolve
from shared.contracts.catalogue import decode
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import Attendance, Holding, When
from shared.contracts.consultations.items import Document, Issue
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    FeedbackInvited,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.values import Refused
from tests.support.spec import spec
from tests.support.strategies import briefing_commands

briefing = spec(decide, evolve, ABSENT)
MARCH = When.model_validate({"date": "2020-03-04"})
APRIL = When.model_validate({"date": "2020-04-01", "start": "10:00", "time_zone": "Europe/Zurich"})
SCHEDULED = e.BriefingScheduled(title="Briefing", when=MARCH, place=None)
CANCELLED = e.BriefingCancelled(reason=None)
HELD = e.BriefingHeld(title="Briefing", when=MARCH, place=None)
HOLD = HoldBriefing(title="Briefing", when=MARCH)
PRT, SLV = AcceptedChampion(country="PRT"), AcceptedChampion(country="SLV")
RECORDED = e.OutcomeRecorded(key="x", outcome=PRT, announced_on=MARCH.date)
WITHDRAWN = e.OutcomeWithdrawn(key="x", outcome=PRT, reason="misheard")
PAPER, NOTE = Document(title="Paper", language="en"), Document(title="Note", language="en")
ASK, DEMAND = Issue(topic="reviews", text="Ask"), Issue(topic="reviews", text="Demand")


def test_a_briefing_is_scheduled_once() -> None:
    """The same schedule again says nothing; another day is a move, another title a new name."""
    command = ScheduleBriefing(title="Briefing", when=MARCH)
    briefing.when(command).then(SCHEDULED)
    briefing.given(SCHEDULED).when(command).then()
    briefing.given(SCHEDULED).when(ScheduleBriefing(title="Briefing", when=APRIL)).refused("move it instead")
    retitled = e.BriefingRetitled(title="Spring", before="Briefing")
    briefing.given(SCHEDULED).when(ScheduleBriefing(title="Spring", when=MARCH)).then(retitled)


def test_a_move_keeps_both_dates() -> None:
    """The event says where the briefing was before."""
    moved = e.BriefingMoved(when=APRIL, place="Geneva", reason="no room", before=MARCH)
    command = MoveBriefing(when=APRIL, place="Geneva", reason="no room")
    briefing.given(SCHEDULED).when(command).then(moved)
    briefing.given(SCHEDULED, moved).when(command).then()
    briefing.given(SCHEDULED).when(MoveBriefing(when=MARCH)).then()


def test_only_a_scheduled_briefing_is_moved_or_cancelled() -> None:
    """Each refusal names what to do instead."""
    briefing.when(MoveBriefing(when=APRIL)).refused("schedule it, or record that it was held")
    briefing.given(HELD).when(MoveBriefing(when=APRIL)).refused("correct the holding instead")
    briefing.given(HELD).when(CancelBriefing()).refused("correct the holding instead")
    briefing.given(SCHEDULED, CANCELLED).when(MoveBriefing(when=APRIL)).refused("schedule it again first")
    briefing.given(SCHEDULED, CANCELLED).when(CancelBriefing(reason="again")).then()


def test_a_cancelled_briefing_is_scheduled_again_before_it_is_held() -> None:
    """A cancellation is not forgotten."""
    cancelled = briefing.given(SCHEDULED, CANCELLED)
    cancelled.when(HOLD).refused("schedule it again before it is held")
    again = ScheduleBriefing(title="Briefing", when=APRIL)
    cancelled.when(again).then(e.BriefingScheduled(title="Briefing", when=APRIL, place=None))
    cancelled.after(again).when(HOLD).then(HELD)


def test_a_briefing_is_held_without_a_schedule_and_none_is_made_up() -> None:
    """Held twice says nothing new; held otherwise is a correction."""
    briefing.when(HOLD).then(HELD)
    briefing.given(HELD).when(HOLD).then()
    briefing.given(HELD).when(HoldBriefing(title="Briefing", when=APRIL)).refused("correct the holding")
    briefing.given(HELD).when(ScheduleBriefing(title="Briefing", when=MARCH)).refused("was held")


def test_a_corrected_day_is_passed_on_to_the_outcomes_others_build_on() -> None:
    """One append: the correction, and what other services follow announced anew."""
    network = StructureInProgress(level="regional", network="africa")
    there = SecondmentAcknowledged(agency="UNHCR", state="in_post")
    given = briefing.given(
        HELD,
        RECORDED,
        e.OutcomeRecorded(key="n", outcome=network, announced_on=MARCH.date),
        e.OutcomeRecorded(key="s", outcome=there, announced_on=MARCH.date),
        e.OutcomeRecorded(key="f", outcome=FeedbackInvited(), announced_on=MARCH.date),
        e.OutcomeRecorded(key="o", outcome=SecondmentAcknowledged(agency="ILO"), announced_on=MARCH.date),
        e.OutcomeRecorded(key="gone", outcome=SLV, announced_on=MARCH.date),
        e.OutcomeWithdrawn(key="gone", outcome=SLV, reason="misheard"),
    )
    held = Holding(title="Briefing", when=MARCH)
    given.when(CorrectHolding(title="Briefing", when=APRIL)).then(
        e.HoldingCorrected(title="Briefing", when=APRIL, place=None, replaces=held),
        e.OutcomeCorrected(key="x", outcome=PRT, announced_on=APRIL.date, replaces=PRT),
        e.OutcomeCorrected(key="n", outcome=network, announced_on=APRIL.date, replaces=network),
        e.OutcomeCorrected(key="s", outcome=there, announced_on=APRIL.date, replaces=there),
    )
    given.when(CorrectHolding(title="Briefing", when=MARCH, place="Geneva")).then(
        e.HoldingCorrected(title="Briefing", when=MARCH, place="Geneva", replaces=held)
    )
    given.when(CorrectHolding(title="Briefing", when=MARCH)).then()
    briefing.given(SCHEDULED).when(CorrectHolding(title="x", when=MARCH)).refused("was not held yet")


@pytest.mark.parametrize(
    "command",
    [
        RecordProceedings(attendance=Attendance(total=139)),
        RaiseIssue(key="i", issue=ASK),
        RecordOutcome(key="x", outcome=PRT),
        SummariseBriefing(),
    ],
)
def test_proceedings_issues_outcomes_and_summary_follow_the_holding(command: BriefingCommand) -> None:
    """Not before, and not of a cancelled briefing."""
    for before in (briefing, briefing.given(SCHEDULED), briefing.given(SCHEDULED, CANCELLED)):
        before.when(command).refused("record first that it was held")
    assert briefing.given(HELD).when(command).events


def test_programme_and_documents_need_a_known_briefing() -> None:
    """They may come before it is held."""
    briefing.when(SetProgramme(agenda=())).refused("no such briefing")
    briefing.when(AttachDocument(key="d", document=PAPER)).refused("no such briefing")
    attached = e.DocumentAttached(key="d", document=PAPER)
    briefing.given(SCHEDULED).when(AttachDocument(key="d", document=PAPER)).then(attached)


CASES: list[tuple[Any, Any, Any, Any, Any]] = [
    (
        e.DocumentAttached(key="x", document=PAPER),
        AttachDocument(key="x", document=PAPER),
        AttachDocument(key="x", document=NOTE),
        CorrectDocument(key="x", document=NOTE),
        WithdrawDocument(key="x", reason="old"),
    ),
    (
        e.IssueRaised(key="x", issue=ASK),
        RaiseIssue(key="x", issue=ASK),
        RaiseIssue(key="x", issue=DEMAND),
        CorrectIssue(key="x", issue=DEMAND),
        WithdrawIssue(key="x", reason="old"),
    ),
    (
        RECORDED,
        RecordOutcome(key="x", outcome=PRT),
        RecordOutcome(key="x", outcome=SLV),
        CorrectOutcome(key="x", outcome=SLV),
        WithdrawOutcome(key="x", reason="old"),
    ),
]


@pytest.mark.parametrize(("event", "say", "otherwise", "correct", "withdraw"), CASES)
def test_an_item_is_said_once_corrected_and_withdrawn(
    event: Any, say: Any, otherwise: Any, correct: Any, withdraw: Any
) -> None:
    """Documents, issues and outcomes answer alike."""
    held = briefing.given(HELD)
    held.when(say).then(event)
    held.when(correct).refused("record it first")
    held.when(withdraw).refused("record it first")
    stands = held.given(event)
    stands.when(say).then()
    stands.when(otherwise).refused("correct it instead")
    assert [type(event).__name__[-9:] for event in stands.when(correct).events] == ["Corrected"]
    stands.after(correct).when(correct).then()
    gone = stands.after(withdraw)
    gone.when(withdraw).then()
    gone.when(correct).refused("record it again")
    gone.when(say).then(event)


def test_summarised_once_and_corrected_afterwards() -> None:
    """A summary does not close the record."""
    held = briefing.given(HELD)
    held.when(SummariseBriefing()).then(e.BriefingSummarised())
    done = held.given(e.BriefingSummarised())
    done.when(SummariseBriefing()).then()
    assert done.when(RecordOutcome(key="x", outcome=PRT)).events
    assert done.when(CorrectHolding(title="Other", when=APRIL)).events
    assert done.after(CorrectHolding(title="Other", when=APRIL)).state.status == "summarised"


def test_a_refused_reaction_changes_nothing() -> None:
    """It is kept, and evolve passes it over."""
    cause = EventRef(stream="champion-PRT", version=1, id="1")
    refused = ReactionRefused(reaction="r", cause=cause, reason="no")
    assert evolve(ABSENT, refused) == ABSENT


@given(st.lists(briefing_commands, max_size=25))
def test_whatever_is_decided_evolves_and_saying_it_again_says_nothing_new(commands: list[Any]) -> None:
    """For any row of commands; and every event survives its bytes."""
    state = ABSENT
    for command in commands:
        try:
            events = decide(command, state)
        except Refused:
            continue
        assert events == decide(command, state)
        for event in events:
            assert decode(event.type, event.encode(), "briefing") == event
            state = evolve(state, event)
        assert decide(command, state) == []
