"""What a champion country answers, and what it is as of any day."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.champions.asof import standing
from services.registry.champions.commands import (
    AcceptChampion,
    ActivateChampion,
    InviteChampion,
    RetractEvidence,
    WithdrawChampion,
)
from services.registry.champions.domain import ABSENT, decide, evolve
from services.registry.champions.projection import CHAMPIONS
from services.registry.champions.terms import Champion
from shared.contracts.catalogue import decode
from shared.contracts.registry import champions as e
from shared.contracts.registry.evidence import BriefingOutcome, Evidence, EvidenceDocument
from shared.values import PartialDate, Refused
from tests.support.spec import spec
from tests.support.strategies import champion_commands, evidence
from tests.support.streams import fold, recorded

champion = spec(decide, evolve, ABSENT)
MARCH, JUNE = PartialDate("2020-03"), PartialDate("2020-06-01")
DAY = dt.date(2020, 3, 4)
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="champion_PRT")
LETTER = EvidenceDocument(title="Letter")


def accept(evidence: Evidence = OUTCOME, since: PartialDate = MARCH) -> AcceptChampion:
    """Accept Portugal."""
    return AcceptChampion(country="PRT", evidence=evidence, since=since, announced_on=DAY)


INVITE = InviteChampion(country="PRT", on=PartialDate("2019-12"))
ACCEPTED = e.ChampionAccepted(country="PRT", evidence=OUTCOME, since=MARCH, announced_on=DAY)
accepted = champion.given(ACCEPTED)
withdrawn = accepted.after(WithdrawChampion(on=JUNE))


def test_accepting_twice_says_nothing_new() -> None:
    """A State is accepted as champion once, invited before or not."""
    champion.when(accept()).then(ACCEPTED)
    champion.after(INVITE).when(accept()).then(ACCEPTED)
    accepted.when(accept()).then()


def test_a_second_cause_for_what_is_already_so_is_recorded_too() -> None:
    """And the same cause with other dates is a correction."""
    accepted.when(accept(LETTER)).then(e.EvidenceAdded(evidence=LETTER, since=MARCH, announced_on=DAY))
    corrected = e.EvidenceCorrected(evidence=OUTCOME, since=JUNE, announced_on=DAY)
    accepted.when(accept(since=JUNE)).then(corrected)
    assert accepted.given(corrected).state.term.since == JUNE


def test_undoing_a_cause_undoes_only_what_no_other_supports() -> None:
    """The last support takes the acceptance with it, in the same append."""
    gone = e.EvidenceRetracted(evidence=OUTCOME, reason="misheard")
    retract = RetractEvidence(evidence=OUTCOME, reason="misheard")
    undone = e.AcceptanceUndone(back_to="absent", reason="misheard")
    accepted.when(retract).then(gone, undone)
    invited = champion.after(INVITE, accept())
    invited.when(retract).then(gone, undone.model_copy(update={"back_to": "invited"}))
    assert invited.after(retract).state.status == "invited"
    accepted.after(accept(LETTER)).when(retract).then(gone)
    accepted.after(ActivateChampion(on=JUNE)).when(retract).then(gone)
    assert accepted.after(ActivateChampion(on=JUNE), retract).state.status == "active"


def test_there_is_nothing_to_undo_of_evidence_that_is_not_there() -> None:
    """A withdrawn outcome whose acceptance was refused undoes nothing."""
    champion.when(RetractEvidence(evidence=OUTCOME, reason="x")).then()
    accepted.when(RetractEvidence(evidence=LETTER, reason="x")).then()


def test_a_withdrawn_champion_is_invited_again_before_it_is_accepted_again() -> None:
    """A new term begins; evidence of the old one does not carry it."""
    withdrawn.when(accept(LETTER)).refused("Portugal withdrew on 2020-06-01; invite it again first")
    again = InviteChampion(country="PRT", on=PartialDate("2021"))
    new = AcceptChampion(country="PRT", evidence=LETTER, since=PartialDate("2021-02"))
    second = withdrawn.after(again, new)
    assert second.state.status == "accepted"
    second.when(RetractEvidence(evidence=OUTCOME, reason="x")).then(
        e.EvidenceRetracted(evidence=OUTCOME, reason="x")
    )
    withdrawn.when(InviteChampion(country="PRT", on=PartialDate("2019"))).refused("comes after that")


@pytest.mark.parametrize(
    ("given_", "command", "reason"),
    [
        (accepted, INVITE, "an invitation is not needed"),
        (champion.after(INVITE), InviteChampion(country="PRT", on=JUNE), "invited already, on 2019-12"),
        (champion.after(INVITE), accept(since=PartialDate("2018")), "cannot be champion since 2018"),
        (champion, ActivateChampion(on=JUNE), "accept it first"),
        (withdrawn, ActivateChampion(on=JUNE), "accept it first"),
        (accepted, ActivateChampion(on=PartialDate("2019")), "champion since 2020-03"),
        (accepted.after(ActivateChampion(on=JUNE)), ActivateChampion(on=MARCH), "active already"),
        (champion.after(INVITE), WithdrawChampion(on=JUNE), "nothing to withdraw from"),
        (accepted, WithdrawChampion(on=PartialDate("2020-02")), "a withdrawal comes after that"),
        (accepted.after(ActivateChampion(on=JUNE)), WithdrawChampion(on=MARCH), "comes after that"),
        (withdrawn, WithdrawChampion(on=MARCH), "withdrew already, on 2020-06-01"),
    ],
)
def test_what_contradicts_the_record_is_refused_with_its_reason(
    given_: Any, command: Any, reason: str
) -> None:
    """Status and dates must follow each other; what may be so is not refused."""
    given_.when(command).refused(reason)


@pytest.mark.parametrize("command", [ActivateChampion(on=MARCH), WithdrawChampion(on=MARCH)])
def test_an_order_that_is_possible_is_not_refused(command: Any) -> None:
    """Both may have been in March."""
    assert accepted.when(command).events
    accepted.after(command).when(command).then()


EVIDENCE = [
    AcceptChampion(
        country="PRT", evidence=EvidenceDocument(title=title), since=PartialDate(since), announced_on=day
    )
    for title, since, day in (
        ("2021", "2021-05", dt.date(2021, 5, 6)),
        ("2020", "2020-03", DAY),
        ("letter", "2020-03", None),
        ("year", "2021", None),
    )
]
"""Four pieces of evidence for one acceptance; the earliest of them is of 4 March 2020."""


@given(st.permutations(EVIDENCE), st.permutations(EVIDENCE))
def test_the_earliest_evidence_dates_an_acceptance_in_whichever_order_it_is_recorded(
    order: list[AcceptChampion], other: list[AcceptChampion]
) -> None:
    """The view, the list as of a day and the state say the same whatever was loaded first."""
    for commands in (order, other):
        state, events = said(list(commands))
        shown = fold(CHAMPIONS, recorded("champion-PRT", events))
        assert shown
        assert (state.term.since, shown.since, shown.announced_on) == (MARCH, MARCH, DAY)
        assert standing(shown.champion, dt.date(2020, 2, 28)) is None
        known = standing(shown.champion, dt.date(2020, 4, 1))
        assert known
        assert (known.since, known.announced_on, known.certainty) == (MARCH, DAY, "certain")
        state, _ = said([*commands, RetractEvidence(evidence=EVIDENCE[1].evidence, reason="x")])
        assert (state.term.since, state.term.first and state.term.first.announced_on) == (MARCH, None)


def said(commands: list[Any]) -> tuple[Champion, list[e.ChampionEvent]]:
    """The state and the events after what is not refused."""
    state, events = ABSENT, []
    for command in commands:
        try:
            decided = decide(command, state)
        except Refused:
            continue
        assert decided == decide(command, state)
        for event in decided:
            assert decode(event.type, event.encode(), "champion") == event
            state = evolve(state, event)
        assert decide(command, state) == []
        events += decided
    return state, events


@given(st.lists(champion_commands, max_size=20))
def test_whatever_is_decided_evolves_and_folds(commands: list[Any]) -> None:
    """Saying it again says nothing new, and the view agrees with the domain."""
    state, events = said(commands)
    shown = fold(CHAMPIONS, recorded("champion-PRT", events))
    if shown:
        assert (shown.status, shown.champion) == (state.status, state)
        assert shown.listed == (state.status != "absent")


@given(st.lists(st.tuples(st.booleans(), evidence), max_size=15))
def test_a_champion_is_listed_exactly_while_evidence_supports_it(steps: list[tuple[bool, Evidence]]) -> None:
    """Accepting and retracting in any order: the status is the set of the evidence that remains."""
    commands: list[Any] = []
    support: dict[str, Evidence] = {}
    for accepts, piece in steps:
        commands.append(accept(piece) if accepts else RetractEvidence(evidence=piece, reason="x"))
        if accepts:
            support.setdefault(piece.id, piece)
        else:
            support.pop(piece.id, None)
        state, events = said(commands)
        assert (state.status == "accepted") == bool(support)
        assert [s.evidence.id for s in state.term.support] == list(support)
        undone = sum(isinstance(event, e.AcceptanceUndone) for event in events)
        begun = sum(isinstance(event, e.ChampionAccepted) for event in events)
        assert begun - undone == bool(support)
