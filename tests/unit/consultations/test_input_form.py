"""The form that takes part in a call, and the moderator's."""

from typing import Any

import pytest

from services.consultations.inputs.content import Content, NewInput, check
from services.consultations.inputs.moderating.form import Undecided, redacting, refusing
from services.consultations.inputs.moderating.redaction import left_of
from services.consultations.inputs.taking.form import Misfilled, Offer, entered, misfilled, offer, wanted
from shared.auth import Caller, Role
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.questions import FileQuestion
from shared.i18n.speech import speech
from shared.mistakes import Wrong
from shared.web.pages.page import Fields
from tests.support.examples_of_calls import TERMS

T = speech("en")
MISSION = Caller("m", Role.MISSION, "PRT")
RIGHT: Fields = [
    ("group", "migrants"),
    ("answer.progress", "A road\nwas built"),
    ("answer.where", "home"),
    ("answer.how", "3"),
    ("language", "fr"),
    ("consent", "unnamed"),
    ("name", ""),
    ("location", "Tunis"),
    ("legal_status", " "),
]


def taken(fields: Fields, caller: Caller | None = None, terms: Terms = TERMS) -> NewInput:
    """The input that the form is, which answers what the call asks."""
    said = wanted(entered(fields), offer(terms, caller), T)
    check(said, terms)
    return said


def wrong(*changes: tuple[str, str], terms: Terms = TERMS, caller: Caller | None = None) -> set[str]:
    """The fields that are not right with these changes."""
    changed = {name for name, _ in changes}
    fields = [field for field in RIGHT if field[0] not in changed] + list(changes)
    with pytest.raises(Misfilled) as found:
        wanted(entered(fields), offer(terms, caller), T)
    return set(found.value.wrong)


def test_the_form_is_the_input_that_the_api_would_be_sent() -> None:
    """Lines end as they are counted; what is empty is left out."""
    assert taken(RIGHT) == NewInput(
        group="migrants",
        language="fr",
        consent="unnamed",
        answers={"progress": "A road\nwas built", "where": ("home",), "how": 3},
        location="Tunis",
    )


def test_somebody_is_asked_only_what_there_is_a_use_for() -> None:
    """Groups that they may speak for, a country where it is not theirs already, a place where the call has none."""
    wide = TERMS.model_copy(update={"region": None})
    network, world = Caller("n", Role.NETWORK, "africa"), Caller("n", Role.NETWORK, "global")
    assert offer(TERMS, None).groups == ("migrants", "stakeholders")
    assert offer(TERMS, MISSION) == Offer(TERMS, ("member_states",), region=False, country=False)
    assert offer(TERMS, Caller("d", Role.DONOR, "d")).groups == ()
    assert [offer(wide, caller).region for caller in (None, network, world)] == [True, False, True]
    assert offer(wide, Caller("s", Role.SECRETARIAT, "UNNM")).country


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("group", "member_states"), "group"),
        (("group", ""), "group"),
        (("answer.progress", " "), "answer.progress"),
        (("answer.progress", "x" * 5_001), "answer.progress"),
        (("answer.where", "moon"), "answer.where"),
        (("answer.how", "6"), "answer.how"),
        (("answer.how", "\u0663"), "answer.how"),
        (("language", "xx"), "language"),
        (("other_language", "Elvish"), "other_language"),
        (("consent", ""), "consent"),
        (("consent", "named"), "name"),
        (("name", "A\0"), "name"),
        (("location", "x" * 2_001), "location"),
        (("objective", "5"), "objective"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(change: tuple[str, str], field: str) -> None:
    """With what would be right, and nothing of what was typed."""
    assert wrong(change) == {field}


@pytest.mark.parametrize(
    ("named", "tag"), [("K'iche'", "quc"), ("prs", "prs"), ("aymara", "ay"), (" ", "fr")]
)
def test_a_language_may_be_named_that_is_not_in_the_list(named: str, tag: str) -> None:
    """It counts before what was chosen, for the list opens on the page's own language."""
    assert taken([*RIGHT, ("other_language", named)]).language == tag


def test_a_choice_takes_as_many_as_the_question_allows() -> None:
    """Each once."""
    assert wrong(("answer.where", "home"), ("answer.where", "way")) == {"answer.where"}


def test_a_call_without_pseudonyms_wants_a_name() -> None:
    """Whatever the consent."""
    assert wrong(terms=TERMS.model_copy(update={"pseudonymous": False})) == {"name"}


def test_an_empty_form_names_what_is_missing_in_its_order() -> None:
    """From top to bottom."""
    with pytest.raises(Misfilled) as found:
        wanted(entered([]), offer(TERMS, None), T)
    assert list(found.value.wrong) == ["group", "answer.progress", "language", "consent"]


CONTENT = Content(
    answers={"a": "My brother Ali", "b": ("x",), "c": 3}, name=None, location=None, legal_status=None
)


def decided(*fields: tuple[str, str]) -> Any:
    """What the moderator's form is."""
    return redacting([("reason", "names_others"), *fields], CONTENT)


ALL = [("keep.a", "yes"), ("keep.b", "yes"), ("keep.c", "yes")]


def test_a_redaction_names_passages_and_answers_to_leave_out() -> None:
    """A passage on each line; an answer that is not kept is left out whole."""
    said = decided(("out.a", " Ali \r\n\r\nbrother"), *ALL[::2])
    assert (said.passages, said.whole) == ({"a": ("Ali", "brother")}, ("b",))
    assert left_of(CONTENT, said).answers == {"a": "My […] […]", "c": 3}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (ALL, "redact-reason"),
        ([*ALL, ("out.a", "My brother Ali who")], "out.a"),
        ([*ALL, ("out.a", "Ali\n" * 201)], "out.a"),
        ([("reason", "because")], "redact-reason"),
        ([("note", "x" * 2_001)], "redact-note"),
    ],
)
def test_a_redaction_that_leaves_nothing_out_is_none(fields: Fields, field: str) -> None:
    """Nor one of what does not stand there, or that gives no reason of the list."""
    with pytest.raises(Undecided) as found:
        decided(*fields)
    assert set(found.value.wrong) == {field}


def test_a_refusal_has_a_reason_and_perhaps_a_note() -> None:
    """An empty note is none."""
    assert refusing([("reason", "other"), ("note", "  ")]).note is None
    with pytest.raises(Undecided):
        refusing([])


PAPERS = TERMS.model_copy(
    update={"questions": (*TERMS.questions, FileQuestion(key="papers", text={"en": "Papers"}, limit=2))}
)
FILES = [("answer.papers", letter * 32) for letter in "abc"]


def test_files_are_ids_of_what_was_taken_each_once() -> None:
    """What is no id is nothing: browsers without multipart forms send a file's name."""
    said = taken([*RIGHT, *FILES[:2], FILES[0], ("answer.papers", "letter.pdf")], terms=PAPERS)
    assert said.answers["papers"] == ("a" * 32, "b" * 32)
    assert wrong(*FILES, terms=PAPERS) == {"answer.papers"}


def test_what_is_wrong_with_a_file_is_said_beside_the_rest() -> None:
    """Also where nothing else is wrong."""
    with pytest.raises(Misfilled) as found:
        wanted(entered(RIGHT), offer(PAPERS, None), T, {"answer.papers": "too large"})
    assert found.value.wrong == {"answer.papers": "too large"}


def test_an_address_is_sent_with_the_input_and_judged_there() -> None:
    """But for one that is too long to be any."""
    assert taken([*RIGHT, ("address", " a@b.example ")]).address == "a@b.example"
    assert wrong(("address", "x" * 255)) == {"address"}


@pytest.mark.parametrize(
    ("named", "field"),
    [("address", "address"), ("answers.papers", "answer.papers"), ("row", None), (None, None)],
)
def test_what_the_intake_alone_finds_is_said_at_its_field(named: str | None, field: str | None) -> None:
    """What is no field of the form is not."""
    found = misfilled([Wrong(named, "x")] if named else [], T)
    assert (set(found.wrong) if found else None) == ({field} if field else None)
