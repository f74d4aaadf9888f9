"""Lists: filtered, sorted and paged, and the same rows as files."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from shared.i18n.speech import speech
from shared.problems import Problem
from shared.web.pages.listing import PAGE, Column, Filter, Listing

Row = tuple[str | None, int]
LISTING: Listing[Row] = Listing(
    columns=(Column("name", "Name", lambda row: row[0]), Column("number", "Number", lambda row: row[1])),
    filters=(Filter("name", "Name", lambda row: row[0], lambda _, value: value),),
)
T = speech("en")
rows = st.lists(st.tuples(st.none() | st.text(min_size=1), st.integers(-5, 5)), max_size=3 * PAGE)


@given(rows, st.sampled_from(["name", "-name", "number", "-number"]))
def test_sorting_loses_nothing_and_rows_without_a_value_come_last(found: list[Row], sort: str) -> None:
    """Whichever way."""
    shown = LISTING.shown(found, QueryParams({"sort": sort}), T)
    assert sorted(map(repr, shown.all)) == sorted(map(repr, found))
    column = sort.removeprefix("-")
    values = [row[0] if column == "name" else row[1] for row in shown.all]
    there = [value for value in values if value is not None]
    assert values[: len(there)] == there


@given(rows)
def test_the_pages_together_are_the_list(found: list[Row]) -> None:
    """Each row once."""
    pages = LISTING.shown(found, QueryParams({}), T).pages
    together = [
        row
        for page in range(1, pages + 1)
        for row in LISTING.shown(found, QueryParams({"page": str(page)}), T).rows
    ]
    assert together == found


@given(rows)
async def test_a_file_holds_exactly_the_rows(found: list[Row]) -> None:
    """As CSV a text that a spreadsheet would compute is told to be text; as JSON it is as it is."""
    told = b"".join([part async for part in LISTING.files(found, "json", "x").body_iterator])  # type: ignore[misc]  # bytes
    assert [(one["name"], one["number"]) for one in json.loads(told)] == found
    table = b"".join([part async for part in LISTING.files(found, "csv", "x").body_iterator])  # type: ignore[misc]  # bytes
    lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["name", "number"]
    assert len(lines) == len(found) + 1
    assert not any(cell.startswith(("=", "+", "@")) for line in lines[1:] for cell in line[:1])


@pytest.mark.parametrize(
    ("query", "right"), [({"sort": "size"}, "name, number"), ({"page": "0"}, "from 1 on")]
)
def test_an_address_that_is_not_right_is_told_what_is(query: dict[str, str], right: str) -> None:
    """The field and the remedy."""
    with pytest.raises(Problem, match=right):
        LISTING.shown([], QueryParams(query), T)
