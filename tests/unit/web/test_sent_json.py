"""What is refused of a JSON text before any type looks at it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.edge.sent_json import DEEPEST, MOST, Unfit, read

HALF = r'"\ud83d"'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


@given(VALUES)
def test_what_is_sent_is_read_as_it_was_sent(value: object) -> None:
    """Whatever its characters."""
    assert read(json.dumps(value)) == value
    assert read(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (f'{{"answers": {{"progress": "cut emoji {HALF[1:]}}}}}', "answers.progress"),
        (f'{{"answers": {{{HALF}: "x"}}}}', "answers"),
        (f"{{{HALF}: 1}}", "body"),
        (f'{{"interests": [{{"topic": {HALF}}}]}}', "interests.0.topic"),
        (HALF, "body"),
    ],
)
def test_half_of_a_character_is_refused_with_its_field(text: str, field: str) -> None:
    """As a value and as a name, at any depth; its other half makes it whole."""
    with pytest.raises(Unfit, match="whole characters are right") as found:
        read(text)
    assert found.value.error.field == field
    assert read(text.replace(r"\ud83d", r"\ud83d\ude00"))


@pytest.mark.parametrize(
    "text", ["[" * 3_000 + "]" * 3_000, "[" * 100_000, '{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1)]
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    """Before it ends the parser, or what comes after."""
    with pytest.raises(Unfit, match=f"{DEEPEST} levels at most"):
        read(text)


def test_too_many_values_are_refused() -> None:
    """Counted over all of it."""
    assert read(json.dumps([1] * MOST))
    for many in ([1] * (MOST + 1), {str(n): n for n in range(MOST + 1)}, [[1] * (MOST // 2)] * 2):
        with pytest.raises(Unfit, match="50,000 at most"):
            read(json.dumps(many))


@pytest.mark.parametrize("text", ["", "{", "{]", "nul", b"\xff"])
def test_what_is_no_json_is_said_to_be_none(text: str | bytes) -> None:
    """By the parser's own error, which names the place."""
    with pytest.raises(ValueError):  # noqa: PT011  the parser's
        read(text)
