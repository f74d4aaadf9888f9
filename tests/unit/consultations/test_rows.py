"""The rows of a file of inputs: a bad one names line, column and remedy, and the rest goes in."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.uploads.tables.rows import Row, Unreadable, rows
from tests.support.examples_of_calls import TERMS

HEAD = "group,language,consent,region,objectives,answer progress,answer where,answer how"
GOOD = "migrants,fr,unnamed,africa,1;23,Un peu,home;,3"
OPEN = TERMS.model_copy(update={"questions": TERMS.questions[:3]})


def table(*lines: str, head: str = HEAD) -> list[Row]:
    """The rows of a table."""
    return list(rows("\n".join([head, *lines]).encode(), "csv", OPEN))


def objects(*lines: str) -> list[Row]:
    """The rows of JSON lines."""
    return list(rows("\n".join(lines).encode(), "jsonl", OPEN))


def test_a_table_and_json_lines_say_the_same() -> None:
    """Cells become what they are in JSON: numbers, lists, and nothing where they are empty."""
    [row] = table(GOOD)
    said = {
        "group": "migrants", "language": "fr", "consent": "unnamed", "region": "africa", "objectives": [1, 23],
        "answers": {"progress": "Un peu", "where": ["home"], "how": 3},
    }  # fmt: skip
    [same] = objects(json.dumps(said))
    assert row.said == same.said
    assert (row.line, same.line) == (2, 1)


@pytest.mark.parametrize(
    ("line", "field", "remedy"),
    [
        (GOOD.replace(",fr,", ",french,"), "language", "en, fr or zh-Hant is right"),
        (GOOD.replace("unnamed", "yes"), "consent", "'named'"),
        (GOOD.replace("1;23", "99"), "objectives.0", "23"),
        (GOOD.replace("home;", "moon"), "answer where", "home, way are right"),
        (GOOD.replace(",3", ",nine"), "answer how", "from 1 to 5"),
        (GOOD.replace("Un peu", ""), "answer progress", "wants an answer"),
        (GOOD + ",more", "line", "8 are right"),
    ],
)
def test_a_bad_row_names_its_line_its_column_and_the_remedy(line: str, field: str, remedy: str) -> None:
    """And the rows around it are as good as they were."""
    before, bad, after = table(GOOD, line, GOOD)
    assert before.said
    assert after.said
    assert (bad.line, bad.said) == (3, None)
    [error] = bad.wrong
    assert (error.field.split(".")[0], remedy in error.message) == (field.split(".", maxsplit=1)[0], True), (
        error
    )


def test_a_row_is_known_by_the_line_that_it_begins_on() -> None:
    """Also where a cell holds line breaks, and where lines are empty."""
    found = table(GOOD.replace("Un peu", '"two\nlines"'), "", GOOD)
    assert [row.line for row in found] == [2, 5]
    assert found[0].said
    assert found[0].said.answers["progress"] == "two\nlines"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"group,language,consent,colour\n", "no column 'colour'"),
        (b"group,language\n", "the column consent is missing"),
        (b"group,language,consent,group\n", "twice"),
        (b'group,language,consent\n"a"b,c,d\n', "a quote within a field is written twice"),
    ],
)
def test_a_file_that_is_no_table_says_what_would_be_right(data: bytes, why: str) -> None:
    """Before any row is taken."""
    with pytest.raises(Unreadable, match=why):
        list(rows(data, "csv", OPEN))


def test_a_line_that_is_no_json_is_a_bad_row() -> None:
    """The others go in; what a spreadsheet would call a byte order mark is not looked at."""
    found = objects("\ufeff" + json.dumps({"group": "migrants"}), "{", "[]", "")
    assert [(row.line, row.said, bool(row.wrong)) for row in found] == [
        (1, None, True), (2, None, True), (3, None, True),
    ]  # fmt: skip


@given(st.binary(max_size=300), st.sampled_from(["csv", "jsonl"]))
def test_rubbish_is_bad_rows_or_an_unreadable_file(data: bytes, form: Any) -> None:
    """Never anything else."""
    try:
        found = list(rows(data, form, OPEN))
    except Unreadable:
        return
    assert all((row.said is None) == bool(row.wrong) for row in found)


texts = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip)


@given(st.lists(texts, max_size=6))
def test_whatever_is_written_is_read_back(words: list[str]) -> None:
    """Quotes, commas, line breaks, any script: as a table and as JSON lines."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(["group", "language", "consent", "answer progress"])
    lines = []
    for word in words:
        writer.writerow(["migrants", "en", "unnamed", word])
        answers = {"progress": word}
        lines.append(
            json.dumps({"group": "migrants", "language": "en", "consent": "unnamed", "answers": answers})
        )
    found = list(rows(written.getvalue().encode(), "csv", OPEN))
    assert [row.said and row.said.answers["progress"] for row in found] == [word.strip() for word in words]
    same = objects(*lines)
    assert [row.said and row.said.answers["progress"] for row in same] == words


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (r'{"group": "migrants", "answers": {"progress": "cut emoji \ud83d"}}', "answers.progress"),
        (r'{"group": "migrants", "answers": {"\ud83d": "x"}}', "answers"),
        (r'{"\ud83d": 1}', "body"),
        ("[" * 3_000 + "]" * 3_000, "body"),
        ("[" * 300_000, "body"),
        ("1" * 5_000, "line"),
        ('"' + "x" * 2_000_001 + '"', "line"),
        ("{" + ",".join(f'"f{n}": 1' for n in range(60_000)) + "}", "body"),
        ("null", "body"),
    ],
)
def test_whatever_a_line_holds_is_its_own_result(line: str, field: str) -> None:
    """The lines around it are inputs; what is said of it can be kept and shown."""
    good = json.dumps(
        {"group": "migrants", "language": "fr", "consent": "counted", "answers": {"progress": "x"}}
    )
    before, bad, after = objects(good, line, good)
    assert before.said
    assert after.said
    assert (bad.line, bad.said, bad.wrong[0].field) == (2, None, field)
    assert len(str(bad.wrong).encode()) < 1_000


def test_of_many_mistakes_in_a_row_the_first_are_named() -> None:
    """And how many more there are: nobody reads a thousand."""
    [row] = objects("{" + ",".join(f'"f{n}": 1' for n in range(1_000)) + "}")
    assert len(row.wrong) == 51
    assert row.wrong[-1].message == "954 more fields are not right; mend these first"
