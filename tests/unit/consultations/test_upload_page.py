"""The page that sends a file of inputs."""

import pytest

from services.consultations.uploads.owned import format_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"),
        ("A.CSV", "csv"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.xlsx", "csv"),
        ("a.xls", None),
        ("", None),
    ],
)
def test_a_file_is_what_its_name_ends_in(name: str, form: str | None) -> None:
    """Browsers say of a table whatever the machine has been told."""
    assert format_of(name) == form
