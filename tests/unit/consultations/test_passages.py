"""A redaction: what is published of an input is its author's words, with a mark wherever some are missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.inputs.content import Content
from services.consultations.inputs.moderating.redaction import GAP, LeftOut, left_of, without
from shared.problems import Problem

ANSWERS = {"a": "Ali and Alina came", "b": ("x",), "c": 3}
CONTENT = Content(answers=ANSWERS, name=None, location=None, legal_status=None)


def left(**out: object) -> dict[str, object]:
    """What a redaction leaves of the answers."""
    return dict(left_of(CONTENT, LeftOut.model_validate(out)).answers)


@given(st.text(alphabet="ab ", max_size=30), st.lists(st.text(alphabet="ab ", min_size=1, max_size=4)))
def test_what_is_left_are_the_authors_words_in_their_order(answer: str, passages: list[str]) -> None:
    """Between the gaps stands what the author wrote, nothing else, and no passage is left between them."""
    pieces, at = without(answer, passages).split(GAP), 0
    assert answer.startswith(pieces[0])
    assert answer.endswith(pieces[-1])
    for piece in pieces:
        at = answer.index(piece, at) + len(piece)
    assert not any(passage in piece for passage in passages for piece in pieces)


def test_a_passage_goes_wherever_it_stands() -> None:
    """A name that is left out once is left out everywhere; overlapping passages leave one gap."""
    assert left(passages={"a": ["Ali"]})["a"] == "[…] and […]na came"
    assert left(passages={"a": ["and Alina", "Alina came"]})["a"] == "Ali […]"
    assert without("anana", ["ana"]) == "[…]"


def test_whole_answers_are_left_out_and_the_rest_stays() -> None:
    """Also the answers that are no words."""
    assert left(whole=["b", "a"]) == {"c": 3}


@pytest.mark.parametrize(
    ("out", "field"),
    [
        ({}, "passages"),
        ({"passages": {"a": []}}, "passages"),
        ({"passages": {"a": ["Bob"]}}, "passages.a"),
        ({"passages": {"a": ["Ali came"]}}, "passages.a"),
        ({"passages": {"b": ["x"]}}, "passages.b"),
        ({"passages": {"d": ["x"]}}, "passages.d"),
        ({"whole": ["d"]}, "whole"),
    ],
)
def test_what_does_not_stand_there_cannot_be_left_out(out: dict[str, object], field: str) -> None:
    """A redaction that would leave out nothing, or something else than is marked, is refused by its field."""
    with pytest.raises(Problem) as found:
        left(**out)
    assert [error.field for error in found.value.errors] == [field]
