"""The rows of a file of inputs: each an input, or what is wrong with it and what would be right."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from pydantic import ValidationError

from services.consultations.inputs.content import NewInput, check
from services.consultations.uploads.tables.cells import of_column, unfit, value_of, written
from services.consultations.uploads.tables.columns import ANSWER, MISTAKES, NOTE, head
from services.consultations.uploads.tables.objects import objects
from services.consultations.uploads.tables.reading import LONGEST, Record, Unreadable, decoded, records
from services.consultations.uploads.tables.workbook import is_packed, sheet
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.uploads import Format
from shared.mistakes import FieldError, field_errors
from shared.problems import Problem
from shared.web.edge.sent_json import Unfit, read

__all__ = ["Row", "Unreadable", "rows"]

_QUOTE: Final = (
    "a quote that begins here never ends, or ends within the text; a quote within a field is written twice"
)
_WESTERN: Final = frozenset(
    "af br ca da de en es eu fi fo fr ga gl id is it ms nb nl nn no pt sq sv sw tl".split()  # noqa: SIM905 - read
)
"""Languages that Windows-1252 writes whole."""


@dataclass(frozen=True)
class Row:
    """A row by the line of the file that it begins on (from 1), as an input or with its mistakes.

    Mistakes are in English and name the file's columns: they are kept once, for whoever reads them.
    ``sent`` is what stands there: the object's text, or the cells of a table as a JSON object by their columns.
    """

    line: int
    said: NewInput | None
    wrong: tuple[FieldError, ...] = ()
    sent: str = ""


def rows(data: bytes, form: Format, terms: Terms) -> Iterator[Row]:
    """Every row that is not empty. Blocks while a workbook is read. Raises ``Unreadable`` before the first."""
    if is_packed(data):
        yield from _table(sheet(data), terms, western=False)
        return
    text, western = decoded(data)
    if form == "jsonl":
        if western:
            raise Unreadable("the file is not UTF-8, as JSON is; save it so")
        yield from (_object(number, line, terms) for number, line in objects(text))
        return
    found = list(_leading(records(text)))
    if len(found) > 1 and all(record.broken for record in found[1:]):
        raise Unreadable(f"line {found[1].line}: {_QUOTE}")
    yield from _table(records(text), terms, western=western)


def _leading(found: Iterator[Record]) -> Iterator[Record]:
    """The head, and what follows up to the first record that is whole."""
    for place, record in enumerate(found):
        yield record
        if place and not record.broken:
            return


def _object(number: int, line: str, terms: Terms) -> Row:
    sent = line.strip()
    if len(line) > LONGEST:
        message = f"{len(line)} characters; at most {LONGEST} are right"
        return Row(number, None, (FieldError(field="line", message=message),))
    try:
        found = read(line)
    except Unfit as error:
        return Row(number, None, (error.error.said(),), sent)
    except ValueError as error:
        wrong = FieldError(field="line", message=f"one JSON object is right; {error}")
        return Row(number, None, (wrong,), sent)
    if not isinstance(found, dict):
        wrong = FieldError(field="body", message='one JSON object is right, such as {"group": "migrants", …}')
        return Row(number, None, (wrong,), sent)
    said, errors = _checked(found, terms)
    return Row(number, said, errors, sent)


def _table(found: Iterable[Record], terms: Terms, *, western: bool) -> Iterator[Row]:
    each = iter(found)
    first = next(each, Record(1, ()))
    if first.broken:
        raise Unreadable(f"line {first.line}: {_QUOTE}")
    reading = _Reading(head(first, terms), first.line, terms, western)
    group = reading.columns.index("group")
    for record in each:
        if not "".join(record.cells[group : group + 1]).lstrip().startswith(NOTE):
            yield reading.row(record)


class _Reading:
    """Reads the records of one table."""

    def __init__(self, columns: Sequence[str], head_line: int, terms: Terms, western: bool) -> None:  # noqa: FBT001
        self.columns = columns
        self._head_line = head_line
        self._terms = terms
        self._questions = {f"{ANSWER}{question.key}": question for question in terms.questions}
        self._western = western
        self._given_back = MISTAKES in columns

    def row(self, record: Record) -> Row:
        """The row that the record is."""
        texts = [written(cell, given_back=self._given_back) for cell in record.cells]
        named = {column: text for column, text in zip(self.columns, texts, strict=False) if column}
        told = {column: text for column, text in named.items() if text and column != MISTAKES}
        more = [
            text
            for text, name in zip(texts, chain(self.columns, [""] * len(texts)), strict=False)
            if not name
        ]
        sent = json.dumps({**told, **({"": more} if any(more) else {})}, ensure_ascii=False)
        if record.broken:
            return Row(record.line, None, (FieldError(field="line", message=_QUOTE),), sent)
        if wrong := [*self._unnamed(texts), *filter(None, (unfit(*one) for one in told.items()))]:
            return Row(record.line, None, tuple(wrong), sent)
        said, errors = _checked(self._said(told), self._terms)
        if said and self._western and said.language.partition("-")[0] not in _WESTERN:
            message = (
                f"the file is not UTF-8, and what is written in {said.language} is lost; save it as CSV UTF-8"
            )
            said, errors = None, (FieldError(field="line", message=message),)
        return Row(record.line, said, tuple(of_column(error) for error in errors), sent)

    def _unnamed(self, texts: Sequence[str]) -> Iterator[FieldError]:
        """What stands where the head has no name."""
        if any(texts[len(self.columns) :]):
            message = (
                f"{len(texts)} fields; {len(self.columns)} are right, as in line {self._head_line}:"
                " a text that holds what sets them apart stands in quotes"
            )
            yield FieldError(field="line", message=message)
        for place, (name, text) in enumerate(zip(self.columns, texts, strict=False), start=1):
            if text and not name:
                message = (
                    f"column {place} has no name in line {self._head_line}; name it there, or leave it empty"
                )
                yield FieldError(field="line", message=message)

    def _said(self, told: dict[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {"answers": {}}
        for column, text in told.items():
            question = self._questions.get(column)
            where = said["answers"] if question else said
            where[question.key if question else column] = value_of(column, text, question)
        return said


def _checked(found: Any, terms: Terms) -> tuple[NewInput | None, tuple[FieldError, ...]]:
    try:
        said = NewInput.model_validate(found)
        check(said, terms)
    except ValidationError as error:
        return None, tuple(field_errors(error.errors(include_url=False)))
    except Problem as problem:
        return None, tuple(one.said() for one in problem.errors)
    return said, ()
