"""What is said of the totals that others state."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.totals.commands import RetractTotal, StateTotal
from services.registry.totals.domain import ABSENT, decide, evolve
from services.registry.totals.projection import TOTALS
from shared.contracts.catalogue import decode
from shared.contracts.consultations.briefings import OutcomeCorrected, OutcomeRecorded, OutcomeWithdrawn
from shared.contracts.consultations.outcomes_reached import TotalStated
from shared.contracts.registry import totals as e
from shared.contracts.registry.evidence import EvidenceDocument
from shared.i18n.speaker import sentence
from shared.i18n.speech import speech
from shared.values import PartialDate
from tests.support.spec import spec
from tests.support.strategies import total_commands
from tests.support.streams import fold, recorded
from tests.support.world import STREAM, World

totals = spec(decide, evolve, ABSENT)
JUNE = PartialDate("2021-06-24")
SOURCE = EvidenceDocument(title="Coordinator's statement")
STATE = StateTotal(what="champion_countries", total=23, as_of=JUNE, evidence=SOURCE)
RETRACT = RetractTotal(what="champion_countries", as_of=JUNE, evidence=SOURCE, reason="misread")


def test_each_source_says_one_number_of_a_date() -> None:
    """Said again with another number, it is corrected; taken back, it is gone."""
    stated = e.TotalRecorded(what="champion_countries", total=23, at_least=False, as_of=JUNE, evidence=SOURCE)
    totals.when(STATE).then(stated)
    totals.after(STATE).when(STATE).then()
    more = STATE.model_copy(update={"total": 24, "at_least": True})
    [one] = totals.after(STATE, more).state.statements
    assert (one.total, one.at_least) == (24, True)
    assert totals.after(STATE, RETRACT).state == ABSENT
    totals.when(RETRACT).then()


def test_sources_that_disagree_stand_beside_each_other() -> None:
    """The latest date first; none replaces another."""
    page = STATE.model_copy(update={"total": 28, "as_of": PartialDate("2023-11")})
    other = STATE.model_copy(update={"total": 21, "evidence": EvidenceDocument(title="A page")})
    found = totals.after(STATE, page, other).state.statements
    assert [one.total for one in found] == [28, 21, 23]


def test_a_stated_total_is_said_as_one() -> None:
    """With what is counted in the reader's language."""
    events = totals.after(
        STATE, STATE.model_copy(update={"as_of": PartialDate("2022"), "at_least": True})
    ).events
    shown = fold(TOTALS, recorded("total-champion_countries", events))
    assert shown
    assert [sentence(one.said, speech("en")) for one in shown.history] == [
        "A total was stated: champion countries, 23 (24 June 2021)",
        "A total was stated: champion countries, at least 23 (2022)",
    ]


@given(st.lists(total_commands, max_size=20))
def test_whatever_is_decided_evolves_and_folds(commands: list[Any]) -> None:
    """Saying it again says nothing new, and the view agrees with the domain."""
    state, events = ABSENT, []
    for command in commands:
        decided = decide(command, state)
        for event in decided:
            assert decode(event.type, event.encode(), "total") == event
            state = evolve(state, event)
        assert decide(command, state) == []
        events += decided
    shown = fold(TOTALS, recorded("total-champion_countries", events))
    if shown:
        assert (shown.listed, shown.totals) == (bool(state.statements), state)


def test_an_outcome_states_one_total_however_it_is_corrected() -> None:
    """Its correction replaces it, also where that counts something else; its withdrawal takes it back."""
    world = World()
    june = dt.date(2021, 6, 24)
    first = TotalStated(counted="champion_countries", total=23, at_least=True)
    world.append(STREAM, OutcomeRecorded(key="x", outcome=first, announced_on=june))
    assert stated(world, "champion_countries") == [(23, True, "2021-06-24")]
    dated = first.model_copy(update={"total": 24, "as_of": PartialDate("2021-05")})
    world.append(STREAM, OutcomeCorrected(key="x", outcome=dated, announced_on=june, replaces=first))
    assert stated(world, "champion_countries") == [(24, True, "2021-05")]
    other = dated.model_copy(update={"counted": "country_networks", "at_least": None})
    world.append(STREAM, OutcomeCorrected(key="x", outcome=other, announced_on=june, replaces=dated))
    assert stated(world, "champion_countries") == []
    assert stated(world, "country_networks") == [(24, False, "2021-05")]
    world.append(STREAM, OutcomeWithdrawn(key="x", outcome=other, reason="misheard"))
    assert stated(world, "country_networks") == []


def stated(world: World, what: str) -> list[tuple[int, bool, str]]:
    """What stands of it, each with its date."""
    found = fold(TOTALS, world.streams[f"total-{what}"])
    assert found
    return [(one.total, one.at_least, one.as_of.root) for one in found.statements]
