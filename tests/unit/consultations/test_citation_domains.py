"""What a cited passage and a finding answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.consultations.citations.findings import commands as c
from services.consultations.citations.findings import domain as findings
from services.consultations.citations.findings.projection import FINDINGS
from services.consultations.citations.passages import domain as passages
from services.consultations.citations.passages.commands import MarkPassage, RemovePassage
from services.consultations.citations.passages.projection import PASSAGES
from shared.contracts.consultations import citations as e
from tests.support.examples_of_calls import ID
from tests.support.spec import spec
from tests.support.streams import fold, recorded

OFFICER, OTHER = "officer a", "officer b"
MARKED: dict[str, Any] = {
    "input": ID,
    "call": "call",
    "question": "progress",
    "start": 2,
    "end": 9,
    "commitment": "a" * 64,
    "example": False,
}
MARK = MarkPassage(**MARKED, finding="routes", by=OFFICER)
REMOVE = RemovePassage(finding="routes", reason="misread", by=OFFICER)
MARK_FOR_WORK = MarkPassage(**MARKED, finding="work", by=OTHER)
passage = spec(passages.decide, passages.evolve, passages.ABSENT)
finding = spec(findings.decide, findings.evolve, findings.ABSENT)

TEXT = {"en": "Regular routes are few."}
RECORD = c.RecordFinding(text=TEXT, call="call", example=False, by="secretariat")
TIE = c.TieOutcome(kind="briefing_outcome", target="2020-03-04#calls", by="secretariat")
UNTIE = c.UntieOutcome(kind="briefing_outcome", target="2020-03-04#calls", reason="no", by="secretariat")
WITHDRAW = c.WithdrawFinding(reason="said elsewhere", by="secretariat")
CORRECT = c.CorrectFinding(text={"en": "They are too few."}, by="secretariat")


def test_a_passage_is_marked_once_for_a_finding() -> None:
    """Whoever marks it again says nothing new."""
    passage.when(MARK).then(e.PassageMarked(**MARKED, finding="routes", by=OFFICER))
    passage.after(MARK).when(MARK.model_copy(update={"by": OTHER})).then()


def test_two_officers_do_not_disturb_each_other() -> None:
    """The same passage stands in two findings, and is taken out of the one alone."""
    both = passage.after(MARK, MARK_FOR_WORK)
    passage.after(MARK).when(MARK_FOR_WORK).then(e.PassageTied(input=ID, finding="work", by=OTHER))
    assert both.state.findings == ("routes", "work")
    assert both.after(REMOVE).state.findings == ("work",)


def test_what_was_removed_can_be_marked_again() -> None:
    """Removing it twice says nothing new; removing what is not there is refused."""
    passage.when(REMOVE).refused("look at the marks")
    passage.after(MARK, REMOVE).when(REMOVE).then()
    assert passage.after(MARK, REMOVE, MARK).state.findings == ("routes",)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b", "c"])), max_size=12))
def test_a_passage_is_cited_where_it_was_last_marked_and_not_removed(said: list[tuple[bool, str]]) -> None:
    """Whatever the order; each finding stands there once."""
    last: dict[str, bool] = {}
    made = passage
    for marks, key in said:
        command = (
            MarkPassage(**MARKED, finding=key, by=OFFICER)
            if marks
            else RemovePassage(finding=key, reason="misread", by=OFFICER)
        )
        made = made.heard(command)
        if made.events:
            last[key] = marks
    assert sorted(made.state.findings) == sorted(key for key, marks in last.items() if marks)


def test_the_view_of_passages_knows_whose_they_are() -> None:
    """And who said the last of it."""
    shown = fold(PASSAGES, recorded("passage-" + ID, passage.after(MARK, MARK_FOR_WORK).events))
    assert shown
    assert (shown.input, shown.call, shown.findings, shown.by) == (ID, "call", ("routes", "work"), OTHER)


def test_a_finding_is_recorded_once() -> None:
    """The same again says nothing new; another one wants a key of its own."""
    finding.after(RECORD).when(RECORD).then()
    finding.after(RECORD).when(RECORD.model_copy(update={"example": True})).refused("use another key")
    finding.after(RECORD, WITHDRAW).when(RECORD).refused("use another key")


@pytest.mark.parametrize("command", [CORRECT, TIE, UNTIE, WITHDRAW])
def test_nothing_is_said_of_a_finding_that_is_not_there(command: Any) -> None:
    """Nor of one that was taken back; taking it back again says nothing new."""
    finding.when(command).refused("record it first")
    gone = finding.after(RECORD, WITHDRAW)
    if command is WITHDRAW:
        gone.when(command).then()
    else:
        gone.when(command).refused("record another one")


def test_something_comes_of_a_finding_and_does_not_after_all() -> None:
    """Each once, and its address stands beside it."""
    tied = finding.after(RECORD, TIE)
    tied.when(TIE).then()
    shown = fold(FINDINGS, recorded("finding-routes", tied.events))
    assert shown
    assert [one.href for one in shown.outcomes] == ["/consultations/briefings/2020-03-04#calls"]
    assert shown.targets == ("briefing_outcome 2020-03-04#calls", "briefing_outcome 2020-03-04")
    tied.when(UNTIE).then(
        e.OutcomeUntied(kind="briefing_outcome", target="2020-03-04#calls", reason="no", by="secretariat")
    )
    tied.after(UNTIE).when(UNTIE).then()


@pytest.mark.parametrize(
    ("kind", "target", "right"),
    [
        ("briefing_outcome", "2020-03-04#calls", True),
        ("briefing_outcome", "2020-03-04", False),
        ("report_section", "2026-report#routes", True),
        ("report_section", "#routes", False),
        ("answer", "recognition", True),
        ("answer", "a#b", False),
        ("review_conclusion", "../elsewhere", False),
    ],
)
def test_what_came_of_a_finding_is_named_by_a_key(kind: Any, target: str, *, right: bool) -> None:
    """A part by its whole and itself; nothing that could lead elsewhere."""
    if right:
        assert c.TieOutcome(kind=kind, target=target, by="x").target == target
    else:
        with pytest.raises(ValidationError):
            c.TieOutcome(kind=kind, target=target, by="x")
