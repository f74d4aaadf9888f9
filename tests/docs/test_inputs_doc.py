"""The examples of docs/inputs.md are what the product takes."""

import json
import re
from pathlib import Path

from services.consultations.inputs.content import NewInput, check
from services.consultations.uploads.tables.rows import rows
from tests.support.examples_of_calls import TERMS

TEXT = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text()
OPEN = TERMS.model_copy(
    update={
        "questions": tuple(
            one.model_copy(update={"limit": 2}) if one.kind == "choice" else one for one in TERMS.questions
        )
    }
)


def example(language: str) -> str:
    """The code block in this language."""
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


def test_the_input_is_one() -> None:
    """And answers what was asked."""
    check(NewInput.model_validate(json.loads(example("json"))), OPEN)


def test_the_table_is_one() -> None:
    """Each of its rows is an input."""
    found = list(rows(example("csv").encode(), "csv", OPEN))
    assert found
    assert all(row.said for row in found), found
