"""What became of a briefing's outcomes in the registry."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.briefings.domain import ABSENT, decide, evolve
from services.consultations.briefings.effects import OUTCOME_EFFECTS, OutcomeEffects, became
from services.consultations.briefings.projection import BRIEFINGS
from services.registry.champions.commands import InviteChampion, WithdrawChampion
from services.registry.networks.commands import PlanNetwork
from services.registry.networks.projection import STRUCTURES
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    FeedbackInvited,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.registry.evidence import Source
from shared.values import PartialDate, Refused
from tests.support.strategies import briefing_commands
from tests.support.streams import fold, recorded
from tests.support.world import STREAM, World

MARCH = When.model_validate({"date": "2020-03-04"})
HELD = e.BriefingHeld(title="Briefing", when=MARCH, place=None)
PRT, SLV = AcceptedChampion(country="PRT"), AcceptedChampion(country="SLV")
DAY = MARCH.date


def outcome(said: Any, day: dt.date = DAY) -> e.OutcomeRecorded:
    """An outcome under the key x."""
    return e.OutcomeRecorded(key="x", outcome=said, announced_on=day)


def test_an_accepted_champion_is_seen_where_it_was_accepted() -> None:
    """With the month, not the day, and the event that says so."""
    world = World()
    world.append(STREAM, HELD, outcome(PRT))
    answer = world.became()
    assert (answer.state, answer.stream, answer.version) == ("accepted", "champion-PRT", 1)
    assert (answer.since, answer.href) == (PartialDate("2020-03"), "/registry/api/champions/PRT")


def test_what_the_registry_has_not_answered_yet_is_pending() -> None:
    """Also an outcome whose correction it has not answered yet."""
    state = fold(BRIEFINGS, recorded(STREAM, [HELD, outcome(PRT)]))
    assert state
    assert became(state.outcomes[0], "2020-03-04", []).state == "pending"
    world = World()
    world.append(STREAM, HELD, outcome(PRT))
    dated = AcceptedChampion(country="PRT", since=PartialDate("2019"))
    world.streams[STREAM] = recorded(
        STREAM,
        [e.OutcomeCorrected(key="x", outcome=dated, announced_on=DAY, replaces=PRT)],
        world.streams[STREAM],
    )
    assert world.became().state == "pending"


def test_a_corrected_country_moves_the_acceptance() -> None:
    """The first is undone, the second accepted; and back again."""
    world = World()
    world.append(STREAM, HELD, outcome(PRT))
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=SLV, announced_on=DAY, replaces=PRT))
    assert (world.became().state, world.became().stream) == ("accepted", "champion-SLV")
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=PRT, announced_on=DAY, replaces=SLV))
    assert (world.became().state, world.became().stream) == ("accepted", "champion-PRT")
    names = [type(r.event).__name__ for r in world.streams["champion-SLV"]]
    assert names == ["ChampionAccepted", "EvidenceRetracted", "AcceptanceUndone"]


def test_a_changed_kind_and_a_withdrawal_undo_the_acceptance() -> None:
    """And what is withdrawn says why."""
    world = World()
    world.append(STREAM, HELD, outcome(PRT))
    feedback = FeedbackInvited()
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=feedback, announced_on=DAY, replaces=PRT))
    assert world.became().state == "noted"
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=PRT, announced_on=DAY, replaces=feedback))
    world.append(STREAM, e.OutcomeWithdrawn(key="x", outcome=PRT, reason="misheard"))
    assert (world.became().state, world.became().reason) == ("withdrawn", "misheard")
    assert type(world.streams["champion-PRT"][-1].event).__name__ == "AcceptanceUndone"


def test_a_refusal_is_shown_with_its_reason_until_the_outcome_changes() -> None:
    """It is an answer to one version of the outcome."""
    world = World()
    world.command("champion-PRT", InviteChampion(country="PRT", on=PartialDate("2019-01")))
    world.append(STREAM, HELD, outcome(AcceptedChampion(country="PRT", since=PartialDate("2018"))))
    answer = world.became()
    assert (answer.state, answer.version) == ("refused", 2)
    assert "it cannot be champion since 2018" in answer.reason
    before = AcceptedChampion(country="PRT", since=PartialDate("2018"))
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=PRT, announced_on=DAY, replaces=before))
    assert world.became().state == "accepted"
    world.command("champion-PRT", WithdrawChampion(on=PartialDate("2021")))
    world.append(STREAM, e.OutcomeRecorded(key="y", outcome=PRT, announced_on=DAY))
    assert "invite it again first" in world.became("y").reason


def test_an_outcome_sets_up_the_network_it_names_and_invents_none() -> None:
    """Unknown networks are refused; a level alone is shown at that level."""
    world = World()
    africa = StructureInProgress(level="regional", network="africa")
    world.append(STREAM, HELD, outcome(africa))
    assert (world.became().state, world.became().reason) == (
        "refused",
        "no network africa is known: plan it first",
    )
    world = World()
    world.command("network-africa", PlanNetwork(network="africa", title="Africa", source=Source(text="s")))
    level = e.OutcomeRecorded(key="l", outcome=StructureInProgress(level="country"), announced_on=DAY)
    world.append(STREAM, HELD, outcome(africa), level)
    assert (world.became().state, world.became("l").state) == ("establishing", "noted")
    structures = fold(STRUCTURES, world.streams[STREAM])
    assert structures
    assert [(s.outcome, s.level) for s in structures.statements] == [("l", "country")]
    world.append(STREAM, e.OutcomeWithdrawn(key="l", outcome=level.outcome, reason="no"))
    structures = fold(STRUCTURES, world.streams[STREAM])
    assert structures
    assert not structures.shown


def test_a_secondment_is_seen_with_the_status_that_the_outcome_gave_it() -> None:
    """Forwards and back; a refused one says why, and one without a status is noted."""
    world = World()
    there = SecondmentAcknowledged(agency="UNHCR", to="secretariat", state="in_post")
    world.append(STREAM, HELD, outcome(there))
    answer = world.became()
    assert (answer.state, answer.since, answer.version) == ("in_post", None, 1)
    assert (answer.stream, answer.href) == (
        "secondment-UNHCR_secretariat",
        "/registry/api/secondments/UNHCR_secretariat",
    )
    soon = there.model_copy(update={"state": "impending"})
    world.append(STREAM, e.OutcomeCorrected(key="x", outcome=soon, announced_on=DAY, replaces=there))
    assert world.became().state == "impending"
    over = SecondmentAcknowledged(agency="UNICEF", state="ended")
    world.append(STREAM, e.OutcomeRecorded(key="y", outcome=over, announced_on=DAY))
    assert (world.became("y").state, world.became("y").stream) == ("refused", "secondment-UNICEF")
    assert "record first that it is in post" in world.became("y").reason
    world.append(STREAM, outcome(SecondmentAcknowledged(agency="ILO")).model_copy(update={"key": "z"}))
    assert (world.became("z").state, world.became("z").stream) == ("noted", None)


def test_two_briefings_meet_on_one_secondment() -> None:
    """What the later one withdraws, the earlier one still says; the same briefing's page is as it was."""
    world = World()
    soon = SecondmentAcknowledged(agency="UNICEF", to="secretariat", state="impending")
    there = soon.model_copy(update={"state": "in_post"})
    later, stream = "briefing-2020-06-01", "secondment-UNICEF_secretariat"
    world.append(STREAM, HELD, outcome(soon))
    world.append(later, HELD, outcome(there, dt.date(2020, 6, 1)))
    world.append(later, e.OutcomeWithdrawn(key="x", outcome=there, reason="misheard"))
    names = [type(r.event).__name__ for r in world.streams[stream]]
    assert names == [
        "SecondmentAnnounced",
        "SecondmentStarted",
        "SecondmentEvidenceRetracted",
        "SecondmentUndone",
    ]
    assert world.streams[stream][-1].event.back_to == "impending"
    assert (world.became().state, world.became().version) == ("impending", 1)


@given(st.lists(briefing_commands, max_size=25))
def test_every_history_folds_into_views_that_agree_with_the_domain(commands: list[Any]) -> None:
    """Status, items and outcomes stand in the record as in the domain; every outcome is answered."""
    world, state = World(), ABSENT
    for command in commands:
        try:
            events = decide(command, state)
        except Refused:
            continue
        for event in events:
            state = evolve(state, event)
        world.append(STREAM, *events)
    if STREAM not in world.streams:
        return
    shown = fold(BRIEFINGS, world.streams[STREAM])
    fold(STRUCTURES, world.streams[STREAM])
    if shown is None:
        return
    assert shown.status == state.status
    assert {i.key: i.outcome for i in shown.outcomes if not i.withdrawn} == state.outcomes.standing
    assert {i.key for i in shown.documents if i.withdrawn} == state.documents.withdrawn
    for item in shown.outcomes:
        assert world.became(item.key).state != "pending"


def test_effects_say_which_briefings_they_concern() -> None:
    """So that a briefing finds them by an index."""
    world = World()
    world.append(STREAM, HELD, outcome(PRT))
    effects = fold(OUTCOME_EFFECTS, world.streams["champion-PRT"])
    assert isinstance(effects, OutcomeEffects)
    assert effects.briefings == (STREAM,)
