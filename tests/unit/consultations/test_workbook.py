"""Workbooks are read as the tables that they hold, and stop nothing but themselves."""

import pytest

from services.consultations.confined import Limits
from services.consultations.uploads.tables.rows import Unreadable, rows
from services.consultations.uploads.tables.workbook import sheet
from tests.support.examples_of_calls import TERMS
from tests.support.workbooks import Cell, workbook

OPEN = TERMS.model_copy(update={"questions": TERMS.questions[:3]})
HEAD: list[Cell] = [
    "Group",
    "language",
    "consent",
    "objectives",
    "answer progress",
    "answer where",
    "answer how",
]
ROW: list[Cell] = ["migrants", "FR", "unnamed", 1, "Un peu, mais\nplus", "home", 3.0]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_workbook_is_a_table_whatever_it_is_called(form: str) -> None:
    """Numbers, line breaks and empty cells; rows have the numbers that Excel shows."""
    sheets = {"Notes": [["How to fill it in"]], "Inputs": [HEAD, ROW, [], [*ROW[:4], 2020]]}
    first, second = rows(workbook(sheets), form, OPEN)  # type: ignore[arg-type]
    assert (first.line, second.line) == (2, 4)
    assert first.said, first.wrong
    assert second.said, second.wrong
    assert (first.said.language, first.said.objectives) == ("fr", (1,))
    assert first.said.answers == {"progress": "Un peu, mais\nplus", "where": ("home",), "how": 3}
    assert second.said.answers == {"progress": "2020"}


def test_a_day_is_written_as_one() -> None:
    """Excel keeps a number and shows a date."""
    dated = '<row r="1"><c r="A1" t="str"><v>group</v></c><c r="B1" s="1"><v>43894</v></c></row>'
    assert sheet(workbook({"S": []}, S=dated))[0].cells == ("group", "2020-03-04")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and nothing more", "no Excel workbook that can be read; an Excel workbook"),
        (workbook({"A": [HEAD, ROW], "B": [HEAD]}), "several sheets have a column group \\(A, B\\)"),
        (workbook({"A": [["colour"]]}), "line 1: there is no column 'colour'"),
        (
            workbook({"A": [HEAD]}, A='<row r="2"><c r="D2" t="e"><v>#NAME?</v></c></row>'),
            "cell D2 shows an error",
        ),
    ],
    ids=["broken", "two sheets", "another table", "an error"],
)
def test_a_workbook_that_cannot_be_read_says_what_would_be_right(data: bytes, why: str) -> None:
    """In one sentence."""
    with pytest.raises(Unreadable, match=why):
        list(rows(data, "csv", OPEN))


FAR = (
    '<row r="1"><c r="A1" t="str"><v>group</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
LARGE = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{"x" * 1000}</v></c></row>' for n in range(1, 100_000))


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (workbook({"A": []}, A=FAR), Limits()),
        (workbook({"A": []}, A=LARGE), Limits(memory=200 << 20)),
        (workbook({"A": []}, A=LARGE), Limits(kept=1 << 20)),
        (workbook({"A": [HEAD]}), Limits(seconds=0)),
    ],
    ids=["far apart", "memory", "size", "time"],
)
def test_a_workbook_takes_no_more_than_its_limits(data: bytes, limits: Limits) -> None:
    """What packs a lot into little is told to be sent as a plain table."""
    assert len(data) < 1 << 20
    with pytest.raises(Unreadable, match="too much memory, to read; save the sheet as CSV UTF-8"):
        sheet(data, limits)
