"""What the API says at the desk."""

import pytest

from desk.client import Said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_wrong_keeps_the_language_that_the_api_said_it_in(language: str) -> None:
    """So that a page labels it where its reader reads another."""
    wrong = {"detail": "when: x", "errors": [{"field": "when", "label": "Date", "message": "x"}]}
    said = Said(422, wrong, language)
    assert (said.errors, said.errors["when"].language, said.detail.language) == (
        {"when": "x"}, language, language,
    )  # fmt: skip
