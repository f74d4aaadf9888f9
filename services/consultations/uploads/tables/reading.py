"""A table as programs save it: its letters, its separator, and where each of its records begins. Pure."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 2_000_000
"""Characters of the longest field or object that is read at all."""
csv.field_size_limit(LONGEST)
RIGHT: Final = "an Excel workbook (.xlsx) or a table saved as CSV UTF-8 is right"
INVISIBLE: Final = "\ufeff\u200b\u2060"
"""What programs put before the first letter of a file."""

_SEPARATORS: Final = ",;\t|"
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEP: Final = re.compile(r'"?sep=([^"])"?[,;\t]*\s*', re.IGNORECASE)
_BEGINNING: Final = 200
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind (.xls), or one with a password"),
    (b"%PDF", "a PDF"),
    (b"<", "a page (HTML or XML)"),
    (b"{\\rtf", "a text of a word processor (RTF)"),
)


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what would be right."""


@dataclass(frozen=True)
class Record:
    """A record by the line that it begins on (from 1). ``broken``: by the line of the quote that breaks it."""

    line: int
    cells: tuple[str, ...]
    broken: bool = False


def decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether it is read as Windows-1252, which many programs save in Western Europe and America.

    Raises ``Unreadable``.
    """
    for begins, what in _FOREIGN:
        if data.startswith(begins):
            raise Unreadable(f"this is {what}; {RIGHT}")
    western = False
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8").lstrip(INVISIBLE)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        western = b"\n" in data or b"\r" not in data  # else of an old Mac, whose letters are others
        try:
            text = data.decode("cp1252" if western else "utf-8")
        except UnicodeDecodeError:
            raise Unreadable(f"line {line} is not UTF-8; {RIGHT}") from error
    if "\0" in text[:_BEGINNING] or (not text and data.startswith(_UTF_16)):
        raise Unreadable(f"the file is not UTF-8, or no text at all; {RIGHT}")
    return text, western


def plainly(text: str) -> str:
    """Without what nobody sees: spaces of other kinds, or too many, and letters without a shape."""
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return " ".join("".join(seen).split())


def lines_of(text: str) -> list[str]:
    """Its lines with their ends, of whichever system; what Unicode calls a line separator ends none."""
    return list(io.StringIO(text, newline=""))


class _Feed:
    """Hands lines to a reader, and knows how far it is."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.lines, self.at = lines, at

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def records(text: str) -> Iterator[Record]:
    """Every record that is not blank, the head first; after one that a quote breaks, from the next line on."""
    lines = lines_of(text)
    separator, first = _separator(lines)
    feed = _Feed(lines, first)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        began = feed.at
        try:
            record = Record(began + 1, tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error:
            opened = _opened(lines[began : feed.at], separator) + began
            feed.at = opened + 1
            cells = _as_it_is(lines[began : feed.at], separator)
            record = Record(opened + 1, cells, broken=True)
            reader = csv.reader(feed, delimiter=separator, strict=True)
        if any(cell.strip() for cell in record.cells):
            yield record


def _separator(lines: Sequence[str]) -> tuple[str, int]:
    """What sets cells apart, and the place of the line that the table begins on.

    As ``sep=`` says, which Excel wants, or else what sets the most names of the head apart.
    """
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not lines:
        return ",", 0
    if said := _SEP.fullmatch(lines[head].lstrip(INVISIBLE)):
        return said[1], head + 1
    return max(_SEPARATORS, key=lambda one: len(_as_it_is(lines[head : head + 1], one))), head


def _as_it_is(lines: Sequence[str], separator: str) -> tuple[str, ...]:
    """The cells of a record, wherever its quotes stand."""
    with suppress(csv.Error, StopIteration):
        return tuple(next(csv.reader(lines, delimiter=separator)))
    return ()


def _opened(lines: Sequence[str], separator: str) -> int:
    """On which of these lines the quote stands that begins a cell and does not end it."""
    mark = re.escape(separator)
    cell = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"|[^"{mark}\r\n][^{mark}\r\n]*|){mark}')
    text, at = "".join(lines), 0
    while found := cell.match(text, at):
        at = found.end()
    return min(len(re.findall(r"\r\n?|\n", text[:at])), len(lines) - 1)
