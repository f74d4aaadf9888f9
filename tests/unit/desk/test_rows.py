"""Lists of records in a form: rows to a command's body and back, and what is wrong beside the row that it is in."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desk.forms.fields import body, filled, standing
from desk.forms.filling import NEEDED, placed, shown_rows, wrong
from desk.forms.folding import folded, to_open, tongues
from desk.forms.rows import MORE, apart, one_text, packed, records, rows
from services.consultations.briefings.commands import RecordProceedings, SetProgramme
from tests.support.forms import action

PROGRAMME, PROCEEDINGS = action("set-programme"), action("record-proceedings")
CALL = action("draft-call")
line = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
numbers = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15)
lines = st.lists(line, min_size=1, max_size=3)


def optional(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A record with some of its parts, and with one of them at least."""
    return st.fixed_dictionaries({}, optional=parts).filter(bool)


people = optional(role=line, office=line, agency=line, name=line, country=line)
points = st.fixed_dictionaries(
    {"key": line, "title": line}, optional={"covers": lines, "mandate": line, "speaker": line, "source": line}
)
figures = st.lists(
    st.fixed_dictionaries(
        {"what": line, "value": numbers}, optional={"currency": st.just("USD"), "source": line}
    ),
    min_size=1,
    max_size=3,
)
interventions = optional(
    by=line, by_working_group=line, points=lines, figures=figures, by_country=line, speaker=line,
    capacity=line, item=line, source=line,
)  # fmt: skip
groups = st.fixed_dictionaries({"group": line, "count": st.integers(0, 10**15)})
programmes = optional(
    chair=people,
    speakers=st.lists(people, min_size=1, max_size=12),
    agenda=st.lists(points, min_size=1, max_size=3),
)
proceedings = optional(
    interventions=st.lists(interventions, min_size=1, max_size=3),
    attendance=optional(
        total=st.integers(0, 10**15),
        groups=lines,
        split=st.lists(groups, min_size=1, max_size=3),
        at_least=st.integers(0, 200),
        in_person=st.integers(0, 99),
        online=st.integers(0, 99),
        source=line,
    ),
)


@given(programmes)
def test_a_programme_that_nobody_changes_stays_what_it_is(document: dict[str, object]) -> None:
    """Every person and every point, in their order."""
    assert body(PROGRAMME.fields, filled(PROGRAMME.fields, document), {}) == document


@given(proceedings)
def test_proceedings_that_nobody_changes_stay_what_they_are(document: dict[str, object]) -> None:
    """Every point, figure and number, none of them another kind of number."""
    again = body(PROCEEDINGS.fields, filled(PROCEEDINGS.fields, document), {})
    assert json.dumps(again, sort_keys=True) == json.dumps(document, sort_keys=True)


def test_the_forms_hold_all_that_the_commands_say() -> None:
    """No part of a programme or of proceedings is lost by editing it."""
    for form, command in ((PROGRAMME, SetProgramme), (PROCEEDINGS, RecordProceedings)):
        assert {field.name.partition(".")[0] for field in form.fields} == set(command.model_fields)


@given(st.lists(st.sampled_from(["", " ", "a", "b"]), max_size=6))
def test_empty_rows_say_nothing_and_go_behind_the_others(typed: list[str]) -> None:
    """So the API counts the rows as the form shows them, and none of them is lost."""
    values = {f"speakers.{number}.name": text for number, text in enumerate(typed)} | {"chair.name": "C"}
    after = packed(["speakers"], values)
    said = [text for text in typed if text.strip()]
    assert [after[f"speakers.{number}.name"] for number in range(len(said))] == said
    assert sorted(after.values()) == sorted(values.values())
    assert [row["name"] for row in records("speakers", values)] == said


def test_more_rows_are_empty_and_come_after_what_was_typed() -> None:
    """Only the list that they are asked for gets them."""
    values = {"speakers.0.name": "A", "speakers.1.name": ""}
    shown = shown_rows(PROGRAMME, values, "speakers")
    assert {name: len(found) for name, found in shown.items()} == {"speakers": 2 + MORE, "agenda": 0}
    assert [field.name for field in shown["speakers"][1]][:2] == ["speakers.1.role", "speakers.1.office"]


def test_a_row_needs_its_fields_only_where_anything_is_in_it() -> None:
    """A point without a title is told so; an empty row is none."""
    values = {"agenda.0.key": "", "agenda.0.title": "Plan", "agenda.1.key": "", "agenda.1.title": ""}
    assert wrong(PROGRAMME, values) == {"agenda.0.key": NEEDED}


def test_what_the_api_says_of_a_row_stands_beside_it() -> None:
    """In its field, in the list that a line is in, or at the list as a whole."""
    values = {"interventions.0.by": "ILO", "interventions.0.figures": "many"}
    said = {
        "interventions.0.figures.0.value": "a number is right",
        "interventions.1": "somebody",
        "attendance": "adds up",
    }
    assert placed(PROCEEDINGS, values, said) == {
        "interventions.0.figures": "a number is right",
        "interventions": "somebody",
        "attendance": "adds up",
    }


def test_two_editors_compare_a_list_as_a_whole() -> None:
    """One line for each record, every field in it at its place."""
    values = {"speakers.0.role": "Coordinator", "speakers.0.name": "A", "speakers.1.name": "B"}
    was = standing(PROGRAMME.fields, values)
    assert was["speakers"] == "Coordinator · - · - · A · -\n- · - · - · B · -"
    assert was["agenda"] == ""


texts = st.text(st.sampled_from("ab: \n"), min_size=1).filter(str.strip)
asked = st.lists(
    st.dictionaries(st.sampled_from(["key", "text.en", "options"]), texts, min_size=1), max_size=4
)


@given(asked)
def test_a_folded_row_says_all_that_it_said_when_it_was_open(typed: list[dict[str, str]]) -> None:
    """Its lines too, as a browser sends them."""
    sent = {f"questions.{number}": one_text(row).replace("\n", "\r\n") for number, row in enumerate(typed)}
    assert rows("questions", apart(["questions"], sent)) == typed


def test_what_stands_beside_a_folded_row_is_newer() -> None:
    """A draft that the browser kept fills it in so."""
    sent = {"questions.0.text": "New", "questions.0": "key: a\ntext: Old"}
    assert apart(["questions"], sent) == {"questions.0.key": "a", "questions.0.text": "New"}


def test_one_question_is_open_at_a_time() -> None:
    """The one that was asked for, else the first that is not right; and an empty one stays to be filled in."""
    row = {"key": "a", "text.en": "What?"}
    typed = [row, {"key": ""}, row, row]
    values = packed(
        ["terms.questions"],
        {f"terms.questions.{n}.{name}": text for n, one in enumerate(typed) for name, text in one.items()},
    )
    asked_for = to_open(CALL, {**values, "open": "terms.questions.2"})
    assert set(folded(CALL, values, {}, asked_for)) == {"terms.questions.0", "terms.questions.1"}
    wrong_ = {"terms.questions.1.kind": NEEDED, "terms.questions.2.kind": NEEDED}
    assert set(folded(CALL, values, wrong_)) == {"terms.questions.0", "terms.questions.2"}
    assert folded(CALL, values, {})["terms.questions.0"] == "key: a\ntext.en: What?"


def test_an_opened_row_is_the_one_that_was_meant() -> None:
    """Also where a row before it was emptied."""
    values = {"terms.questions.0.key": "", "terms.questions.1.key": "a", "terms.questions.2.key": "b"}
    assert to_open(CALL, {**values, "open": "terms.questions.2"}) == "terms.questions.1"
    assert not to_open(CALL, {**values, "open": "terms.title.2"})


def test_a_form_has_fields_in_the_languages_that_it_is_filled_in_in() -> None:
    """English always, others where anything was sent in them or they are asked for."""
    assert tongues(CALL, {"terms.questions.0.text.ru": "Что?"}, "fr", "terms.questions") == ["en", "fr", "ru"]
    assert tongues(PROGRAMME, {}) == []
