"""What is said of a value that a type refuses: what would be right, never a schema's words."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from services.consultations.briefings.commands import RecordOutcome, RecordProceedings, ScheduleBriefing
from services.consultations.calls.commands import DraftCall
from services.consultations.inputs.content import NewInput
from shared.mistakes import field_errors

SCHEMAS = re.compile(
    r"Input should|should have|should match|Field required|valid (string|integer|list|dict)|Unable to"
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["en", "2020-03-04"]),
)
MODELS = (NewInput, DraftCall, RecordOutcome, RecordProceedings, ScheduleBriefing)


def names(model: type[BaseModel]) -> list[str]:
    """Every name of a field that its schema knows."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", {}))
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(model.model_json_schema())
    return sorted(found)


def values(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Objects with its fields, which hold anything."""
    known = st.sampled_from([*names(model), "more"])
    anything = st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known, inner, max_size=5),
        max_leaves=12,
    )
    return st.fixed_dictionaries({}, optional=dict.fromkeys(model.model_fields, anything))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(st.data())
def test_no_answer_speaks_as_a_schema_does(model: type[BaseModel], data: st.DataObject) -> None:
    """Whatever is sent: each field is named with what would be right."""
    try:
        model.model_validate(data.draw(values(model)))
    except ValidationError as error:
        told = field_errors(error.errors(include_url=False))
        assert told
        assert [one.message for one in told if SCHEMAS.search(one.message)] == []
        assert [one.field for one in told if re.search(r"\[_|function-|tuple\[", one.field)] == []


def test_an_answer_that_is_none_is_one_mistake() -> None:
    """Not one for each kind of answer that it is not."""
    sent = {"group": "migrants", "language": "en", "consent": "counted", "answers": {"how": 3.5}}
    with pytest.raises(ValidationError) as refused:
        NewInput.model_validate(sent)
    [told] = field_errors(refused.value.errors(include_url=False))
    assert (told.field, told.message.partition(";")[0]) == (
        "answers.how", "words, a whole number, or a list of at most 50 texts is right",
    )  # fmt: skip
