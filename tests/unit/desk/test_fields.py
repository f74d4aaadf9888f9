"""From a filled form to a command's body, and from a document to a form."""

from hypothesis import given
from hypothesis import strategies as st

from desk.forms.fields import Field, body, changed, filled
from shared.contracts.consultations.calls import Terms
from tests.support.examples_of_calls import TERMS
from tests.support.forms import action

FIELDS = (
    Field("title", "Title"),
    Field("when.date", "Date", "day"),
    Field("when.start", "Time", "time"),
    Field("use", "Use", "lines"),
    Field("rolling", "Rolling", "flag"),
)
lines = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1)
documents = st.fixed_dictionaries(
    {
        "title": lines,
        "when": st.fixed_dictionaries({"date": st.dates().map(str)}, optional={"start": st.just("10:00")}),
        "use": st.lists(lines, min_size=1),
        "rolling": st.booleans(),
    }
)


@given(documents)
def test_a_form_that_nobody_changes_says_what_the_document_says(document: dict[str, object]) -> None:
    """Filled in and sent back, it is the same again."""
    assert body(FIELDS, filled(FIELDS, document), {}) == document


def test_what_is_empty_is_left_out_and_so_is_what_would_hold_constants_alone() -> None:
    """An optional document without a title is no document."""
    fields = (Field("evidence.title", "Evidence"), Field("on", "Since", "partial-date"))
    constants = {"evidence.kind": "document"}
    assert body(fields, {"evidence.title": " ", "on": "2020"}, constants) == {"on": "2020"}
    given_ = body(fields, {"evidence.title": "Letter", "on": "2020"}, constants)
    assert given_ == {"evidence": {"title": "Letter", "kind": "document"}, "on": "2020"}


def test_what_another_editor_changed_is_told_and_nothing_else() -> None:
    """Field by field, with what stands there now."""
    assert changed({"title": "A", "place": ""}, {"title": "B", "place": "", "new": "x"}) == {"title": "B"}


def test_a_call_filled_in_and_sent_back_is_the_same_call() -> None:
    """Questions, options in their languages and deadlines: nothing is lost between a document and its form."""
    fields = action("draft-call").fields
    document = {"terms": TERMS.model_dump(mode="json"), "example": True}
    said = body(fields, filled(fields, document), {})
    assert Terms.model_validate(said["terms"]) == TERMS
    assert said["example"]
