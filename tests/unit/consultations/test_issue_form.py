"""What is typed in the forms of an issue's drafts, as the fields of their commands."""

import pytest

from services.consultations.issues import commands as c
from services.consultations.issues.form import asked_of, typed_as


@pytest.mark.parametrize("typed", ["9" * 5_000, "²", "one", "-1"])
def test_what_is_no_number_of_a_draft_is_left_for_the_field_to_refuse(typed: str) -> None:
    """However long it is."""
    assert asked_of(c.ConcurInAnswer, typed_as([("draft", typed)])) == {"draft": typed}
    assert asked_of(c.ConcurInAnswer, typed_as([("draft", " 2 ")])) == {"draft": 2}
