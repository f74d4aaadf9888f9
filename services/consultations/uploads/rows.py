"""The rows of a file of inputs: each an input, or what is wrong with it and what would be right. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from services.consultations.inputs.said import NewInput, check
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.questions import ChoiceQuestion, FileQuestion, Question, ScaleQuestion
from shared.contracts.consultations.uploads import Format
from shared.problems import FieldError, Problem, field_errors
from shared.web.sent_json import Unfit, read

ANSWER: Final = "answer "
"""What the name of a column with answers begins with; the question's key follows."""
_PLAIN: Final = ("group", "language", "consent", "name", "region", "country", "location", "legal_status")
_LONGEST: Final = 2_000_000
"""Characters of the longest field or object that is read at all."""
csv.field_size_limit(_LONGEST)


@dataclass(frozen=True)
class Row:
    """A row by the line of the file that it begins on (from 1), as an input or with its mistakes."""

    line: int
    said: NewInput | None
    wrong: tuple[FieldError, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what would be right."""


def rows(data: bytes, form: Format, terms: Terms) -> Iterator[Row]:
    """Every row that is not empty. Raises ``Unreadable``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(f"line {line} is not UTF-8; save the file as UTF-8") from error
    yield from (_table(text, terms) if form == "csv" else _objects(text, terms))


def _objects(text: str, terms: Terms) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        yield _object(number, line, terms)


def _object(number: int, line: str, terms: Terms) -> Row:
    if len(line) > _LONGEST:
        message = f"{len(line)} characters; at most {_LONGEST} are right"
        return Row(number, None, (FieldError(field="line", message=message),))
    try:
        found = read(line)
    except Unfit as error:
        return Row(number, None, (error.error,))
    except ValueError as error:
        return Row(number, None, (FieldError(field="line", message=f"one JSON object is right; {error}"),))
    return _checked(number, found, terms)


def _table(text: str, terms: Terms) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    questions = {question.key: question for question in terms.questions}
    try:
        columns = [name.strip() for name in next(reader, [])]
        _head(columns, questions)
        began = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(began, columns, cells, questions, terms)
            began = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f"line {reader.line_num}: {error}; a quote within a field is written twice"
        ) from error


def _head(columns: Sequence[str], questions: Mapping[str, Question]) -> None:
    known = [*_PLAIN, "objectives", *(f"{ANSWER}{key}" for key in questions)]
    for column in columns:
        if column not in known:
            raise Unreadable(f"line 1: there is no column {column[:80]!r}; {', '.join(known)} are right")
    if missing := {"group", "language", "consent"} - set(columns):
        raise Unreadable(f"line 1: the column {min(missing)} is missing")
    if len(set(columns)) < len(columns):
        raise Unreadable("line 1: a column stands there twice; each once is right")


def _row(
    line: int, columns: Sequence[str], cells: Sequence[str], questions: Mapping[str, Question], terms: Terms
) -> Row:
    if len(cells) != len(columns):
        message = f"{len(cells)} fields; {len(columns)} are right, as in line 1"
        return Row(line, None, (FieldError(field="line", message=message),))
    said: dict[str, Any] = {"answers": {}}
    for column, cell in zip(columns, cells, strict=True):
        value = cell.strip()
        if not value:
            continue
        if column.startswith(ANSWER):
            key = column.removeprefix(ANSWER)
            said["answers"][key] = _answer(value, questions[key])
        elif column == "objectives":
            said[column] = [_number(one) for one in _several(value)]
        else:
            said[column] = value
    row = _checked(line, said, terms)
    return Row(line, row.said, tuple(_of_column(error) for error in row.wrong))


def _of_column(error: FieldError) -> FieldError:
    """The same, its field called as the table's column is."""
    where, _, key = error.field.partition(".")
    name = f"{ANSWER}{key.partition('.')[0]}" if where == "answers" and key else where
    return FieldError(field=name, message=error.message)


def _answer(value: str, question: Question) -> Any:
    match question:
        case ChoiceQuestion() | FileQuestion():
            return _several(value)
        case ScaleQuestion():
            return _number(value)
    return value


def _several(value: str) -> list[str]:
    """Values in one cell are set apart by semicolons."""
    return [one.strip() for one in value.split(";") if one.strip()]


def _number(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdigit() and len(value) < len("1000") else value


def _checked(line: int, found: Any, terms: Terms) -> Row:
    try:
        said = NewInput.model_validate(found)
        check(said, terms)
    except ValidationError as error:
        return Row(line, None, tuple(field_errors(error.errors(include_url=False))))
    except Problem as problem:
        return Row(line, None, problem.errors)
    return Row(line, said)
