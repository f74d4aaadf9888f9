"""What a joint statement answers, and how it is told."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.statements.commands import CorrectStatement, MakeStatement, WithdrawStatement
from services.registry.statements.domain import ABSENT, decide, evolve
from services.registry.statements.projection import STATEMENTS
from shared.contracts.catalogue import decode
from shared.contracts.registry import statements as e
from shared.i18n.speaker import sentence
from shared.i18n.speech import speech
from shared.values import PartialDate, Refused
from tests.support.spec import spec
from tests.support.strategies import statement_commands
from tests.support.streams import fold, recorded

statement = spec(decide, evolve, ABSENT)
MARCH = PartialDate("2020-03")
MAKE = MakeStatement(title="On returns", on=MARCH, countries=("SLV", "PRT", "SLV"))
MADE = e.JointStatementMade(title="On returns", on=MARCH, countries=("PRT", "SLV"), link=None, language=None)
CORRECT = CorrectStatement(title="On returns", on=MARCH, countries=("ECU", "PRT", "SLV"))
WITHDRAW = WithdrawStatement(reason="a draft")


def test_a_statement_is_made_once_by_each_of_its_states() -> None:
    """Whatever the order in which they are named."""
    statement.when(MAKE).then(MADE)
    made = statement.after(MAKE)
    made.when(MAKE.model_copy(update={"countries": ("PRT", "SLV")})).then()
    made.when(MAKE.model_copy(update={"title": "Other"})).refused("correct it, or take another key")


def test_it_is_corrected_and_withdrawn() -> None:
    """And recorded again after that; the refusal says what to do."""
    statement.when(CORRECT).refused("record it first")
    statement.when(WITHDRAW).refused("record it first")
    made = statement.after(MAKE)
    assert made.after(CORRECT).state.countries == ("ECU", "PRT", "SLV")
    made.after(CORRECT).when(CORRECT).then()
    gone = made.after(WITHDRAW)
    gone.when(WITHDRAW).then()
    gone.when(CORRECT).refused("record it first")
    gone.when(MAKE).then(MADE)


def test_its_states_are_said_by_their_names() -> None:
    """In the reader's language."""
    shown = fold(STATEMENTS, recorded("statement-returns", [MADE]))
    assert shown
    said = sentence(shown.history[0].said, speech("en"))
    assert said == "Portugal, El Salvador made the joint statement “On returns” (March 2020)"
    assert "Portugal, El Salvador" in sentence(shown.history[0].said, speech("fr"))


@given(st.lists(statement_commands, max_size=20))
def test_whatever_is_decided_evolves_and_folds(commands: list[Any]) -> None:
    """Saying it again says nothing new, and the view agrees with the domain."""
    state, events = ABSENT, []
    for command in commands:
        try:
            decided = decide(command, state)
        except Refused:
            continue
        for event in decided:
            assert decode(event.type, event.encode(), "statement") == event
            state = evolve(state, event)
        assert decide(command, state) == []
        events += decided
    shown = fold(STATEMENTS, recorded("statement-a", events))
    if shown:
        assert (shown.listed, shown.statement) == (state.status == "made", state)
