"""Where a passage stands: in every script, however it was copied, however often it stands there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.citations.passages.form import Unclear, marking
from services.consultations.citations.passages.places import Place, places, stretches

TEXTS = {
    "emoji": "Families \U0001f468\u200d\U0001f469\u200d\U0001f467 wait \U0001f30d and wait.",
    "arabic": "الطرق النظامية قليلة، والانتظار طويل.",
    "chinese": "正规渠道太少、等待时间太长。",
    "combining": "Cafe\u0301 voila\u0300 se\u0301jour",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_offsets_are_code_points_in_every_script(text: str) -> None:
    """Whatever part of it is given is found just where it stands."""
    for start in range(len(text) - 5):
        part = text[start : start + 5].strip()
        assert any(text[one.start : one.end] == part for one in places(text, part))


def test_spaces_and_line_ends_are_those_of_the_answer() -> None:
    """A browser shows them otherwise, and sends them otherwise."""
    answer = "One  two\r\nthree\n\nfour"
    [found] = places(answer, " two three\n four ")
    assert answer[found.start : found.end] == "two\r\nthree\n\nfour"


def test_it_may_stand_there_more_than_once_and_across_itself() -> None:
    """Of "anana", "ana" stands there twice."""
    assert places("anana", "ana") == [Place(0, 3), Place(2, 5)]


def test_first_and_last_words_are_enough() -> None:
    """Up to the next place where the last ones stand, and nothing where they do not follow."""
    answer = "We waited. Then we left. We waited again. Then we came back."
    assert [answer[one.start : one.end] for one in places(answer, "We waited", "left.")] == [
        "We waited. Then we left."
    ]
    assert places(answer, "came", "We waited") == []


def test_twenty_thousand_characters_are_one_passage() -> None:
    """The longest answer, whole."""
    answer = "word " * 4_000
    [found] = places(answer, answer)
    assert (found.start, found.end) == (0, 19_999)


WORDS = st.text(alphabet="ab \n\U0001f30dع", max_size=40)


@given(WORDS, WORDS)
def test_what_is_found_are_just_the_words(answer: str, passage: str) -> None:
    """Nowhere else, and nothing is found of nothing."""
    found = places(answer, passage)
    assert all(answer[one.start : one.end].split() == passage.split() for one in found)
    assert not found or passage.split()


@given(WORDS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_overlapping_marks_leave_the_text_as_it_is(answer: str, edges: list[tuple[int, int]]) -> None:
    """In parts, each covered by all the marks that cover any of it."""
    marks = [Place(min(edge), max(edge)) for edge in edges]
    parts, at = stretches(answer, marks), 0
    assert "".join(part.text for part in parts) == answer
    for part in parts:
        covered = {n for n, mark in enumerate(marks, 1) if mark.start < at + len(part.text) and at < mark.end}
        assert set(part.marks) == covered
        at += len(part.text)


SENT = [("question", "q"), ("passage", "ana"), ("finding", "routes")]


def test_a_form_asks_which_place_is_meant() -> None:
    """Each with what stands around it; once it is said, that is the one."""
    with pytest.raises(Unclear) as unclear:
        marking(SENT, {"q": "anana"})
    assert (list(unclear.value.wrong), unclear.value.where) == (
        ["which"],
        [("", "ana", "na"), ("an", "ana", "")],
    )
    assert marking([*SENT, ("which", "2")], {"q": "anana"}).which == 2


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"question": "else"}, "question"),
        ({"passage": " "}, "passage"),
        ({"passage": "not there"}, "passage"),
        ({"last": "not there"}, "last"),
        ({"finding": ""}, "finding"),
        ({"finding": "no key"}, "finding"),
        ({"which": "3"}, "which"),
        ({"which": "0"}, "which"),
        ({"which": "x"}, "which"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(changes: dict[str, str], wrong: str) -> None:
    """One field at a time, as far as that goes."""
    sent = list({**dict(SENT), "which": "1", **changes}.items())
    with pytest.raises(Unclear) as unclear:
        marking(sent, {"q": "anana"})
    assert list(unclear.value.wrong) == [wrong]
