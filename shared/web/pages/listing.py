"""Lists for people: filtered, sorted, in pages, and the same rows as CSV and JSON.

For lists that are bounded by what they are about (countries, networks, briefings of some decades): all rows are
read, so a filter or an order needs no index of its own.
"""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from fastapi.responses import StreamingResponse
from starlette.datastructures import QueryParams

from shared.i18n.order import alphabetical
from shared.i18n.speech import Speech
from shared.problems import Problem

R = TypeVar("R")
Cell = str | int | None
Order = Literal["ascending", "descending"]
PAGE: Final = 50
_ROW: Final = {"type": "object", "additionalProperties": {"type": ["string", "integer", "null"]}}
FILES: Final[dict[str, Any]] = {
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        "application/json": {"schema": {"type": "array", "items": _ROW}},
    },
    "description": "The rows of the list, of all its pages, in the form that the address ends with.",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: its name in addresses and files, its title, and a row's value there, which also sorts.

    ``order`` sorts instead of the value. One that is ``filed`` is in files alone.
    """

    name: str
    title: str
    value: Callable[[R], Cell]
    order: Callable[[R], Any] | None = None
    filed: bool = False


@dataclass(frozen=True)
class Filter(Generic[R]):
    """A choice that narrows the list to rows with this value, or with it among several.

    ``label`` names a value in a language.
    """

    name: str
    title: str
    value: Callable[[R], str | Collection[str] | None]
    label: Callable[[Speech, str], str]

    def values(self, row: R) -> Collection[str]:
        """Those of a row."""
        found = self.value(row)
        return (found,) if isinstance(found, str) else found or ()


@dataclass(frozen=True)
class Head:
    """A column as its head shows it; ``by`` is what the address would sort by next."""

    title: str
    by: str
    sorted: Order | None


@dataclass(frozen=True)
class Choice:
    """A filter as it is shown."""

    name: str
    title: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Shown(Generic[R]):
    """What an address asks for: ``rows`` are those of the page, ``all`` those of every page."""

    rows: Sequence[R]
    all: Sequence[R]
    columns: Sequence[Head]
    filters: Sequence[Choice]
    page: int
    pages: int
    sort: str | None

    @property
    def total(self) -> int:
        """How many rows there are on all pages."""
        return len(self.all)


@dataclass(frozen=True)
class Listing(Generic[R]):
    """What a list of such rows can be asked for. ``sort`` is the order where none is asked for."""

    columns: Sequence[Column[R]]
    filters: Sequence[Filter[R]] = ()
    sort: str = ""

    def shown(self, rows: Iterable[R], query: QueryParams, t: Speech) -> Shown[R]:
        """The rows as the address asks for them. Raises ``Problem`` 400 that names the field."""
        every = list(rows)
        sort = query.get("sort", self.sort)
        column, order = self._sorting(sort)
        found = [row for row in every if self._passes(row, query)]
        if column:
            found = _sorted(found, column, order)
        pages = max(1, -(-len(found) // PAGE))
        page = _page(query, pages)
        return Shown(
            rows=found[(page - 1) * PAGE : page * PAGE],
            all=found,
            columns=[_head(one, column, order) for one in self.columns if not one.filed],
            filters=[_choice(one, every, query, t) for one in self.filters],
            page=page,
            pages=pages,
            sort=query.get("sort"),
        )

    def _sorting(self, sort: str) -> tuple[Column[R] | None, Order]:
        if not sort:
            return None, "ascending"
        name, order = (sort[1:], "descending") if sort.startswith("-") else (sort, "ascending")
        known = {column.name: column for column in self.columns}
        if name not in known:
            right = ", ".join(known)
            raise Problem(400, "malformed", f"sort: {right} are right, a - before them for the other way")
        return known[name], "descending" if order == "descending" else "ascending"

    def _passes(self, row: R, query: QueryParams) -> bool:
        return all(query[one.name] in one.values(row) for one in self.filters if query.get(one.name))

    def files(self, rows: Sequence[R], kind: Literal["csv", "json"], name: str) -> StreamingResponse:
        """The rows as a file, streamed."""
        media = {"csv": "text/csv; charset=utf-8", "json": "application/json"}[kind]
        lines = self._csv(rows) if kind == "csv" else self._json(rows)
        headers = {"Cache-Control": "no-cache"}
        if kind == "csv":
            headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return StreamingResponse(_chunks(lines), headers=headers, media_type=media)

    def _csv(self, rows: Sequence[R]) -> Iterator[str]:
        yield "\ufeff" + _csv_line([column.name for column in self.columns])
        for row in rows:
            yield _csv_line([harmless(column.value(row)) for column in self.columns])

    def _json(self, rows: Sequence[R]) -> Iterator[str]:
        for number, row in enumerate(rows):
            line = {column.name: column.value(row) for column in self.columns}
            yield ("[\n" if number == 0 else ",\n") + json.dumps(line, ensure_ascii=False)
        yield "\n]\n" if rows else "[]\n"


def _sorted(rows: list[R], column: Column[R], order: Order) -> list[R]:
    """Rows without a value come last, whichever way."""
    having: list[tuple[Any, R]] = []
    without: list[R] = []
    for row in rows:
        cell = column.value(row)
        if cell is not None and column.order:
            having.append((column.order(row), row))
        elif cell is None:
            without.append(row)
        else:
            having.append((alphabetical(cell) if isinstance(cell, str) else cell, row))
    having.sort(key=lambda one: one[0], reverse=order == "descending")
    return [row for _, row in having] + without


def _page(query: QueryParams, pages: int) -> int:
    asked = query.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > len(str(10**6)) or int(asked) < 1:
        raise Problem(400, "malformed", "page: a number from 1 on is right")
    return min(int(asked), pages)


def _head(column: Column[R], by: Column[R] | None, order: Order) -> Head:
    is_sorted = by is not None and by.name == column.name
    turned = f"-{column.name}" if is_sorted and order == "ascending" else column.name
    return Head(column.title, turned, order if is_sorted else None)


def _choice(one: Filter[R], rows: Iterable[R], query: QueryParams, t: Speech) -> Choice:
    values = {value for row in rows for value in one.values(row) if value}
    options = sorted(
        ((value, one.label(t, value)) for value in values), key=lambda option: alphabetical(option[1])
    )
    return Choice(one.name, one.title, options, query.get(one.name, ""))


def _csv_line(cells: Sequence[Cell]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would compute is told to be text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


async def _chunks(lines: Iterator[str]) -> AsyncIterator[bytes]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == PAGE:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()
