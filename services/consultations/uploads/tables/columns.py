"""The columns of a table of inputs: what they are called, in which order, and a table to fill in. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from services.consultations.uploads.tables.reading import Record, Unreadable, plainly
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.questions import (
    ChoiceQuestion,
    FileQuestion,
    Question,
    ScaleQuestion,
    TextQuestion,
    Versions,
)
from shared.web.pages.listing import Cell, harmless

ANSWER: Final = "answer "
"""What the name of a column with answers begins with; the question's key follows."""
MISTAKES: Final = "mistakes"
"""The column in which a row that was given back says what is wrong with it; it is not read."""
REQUIRED: Final = ("group", "language", "consent")
NOTE: Final = "# "
"""What the group of a row begins with that is no input, but a note."""
_PLAIN: Final = (*REQUIRED, "name", "region", "country", "objectives", "location", "legal_status")
_MOST_OBJECTIVES: Final = 23


def columns_of(terms: Terms) -> list[str]:
    """Every column that a table may have, in their order."""
    return [*_PLAIN, *(f"{ANSWER}{question.key}" for question in terms.questions), MISTAKES]


def head(record: Record, terms: Terms) -> list[str]:
    """The columns that this record names, each as we call it; empty where it names none. Raises ``Unreadable``."""
    known = columns_of(terms)
    exactly = {plainly(name): name for name in known}
    roughly = {plainly(name).casefold(): name for name in reversed(known)}
    columns = []
    for cell in record.cells:
        name = plainly(cell)
        column = exactly.get(name) or roughly.get(name.casefold(), "")
        if name and not column:
            raise Unreadable(
                f"line {record.line}: there is no column {name[:80]!r}; {', '.join(known)} are right"
            )
        columns.append(column)
    if missing := set(REQUIRED) - set(columns):
        raise Unreadable(f"line {record.line}: the column {min(missing)} is missing")
    named = [column for column in columns if column]
    if len(set(named)) < len(named):
        raise Unreadable(f"line {record.line}: a column stands there twice; each once is right")
    while not columns[-1]:
        columns.pop()
    return columns


def template(terms: Terms) -> bytes:
    """A table with a column for all that the call asks for, and a note that says what each takes."""
    notes = dict(_notes(terms))
    return table([list(notes), [f"{NOTE}{notes['group']}", *list(notes.values())[1:]]])


def table(rows: Iterable[Sequence[Cell]], *, marked: bool = True) -> bytes:
    """These rows as a table that Excel opens as it is meant: UTF-8 with a mark, and no formulas."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([harmless(cell) for cell in row] for row in rows)
    return (("\ufeff" if marked else "") + written.getvalue()).encode()


def _notes(terms: Terms) -> Iterator[tuple[str, str]]:
    yield (
        "group",
        f"one of: {', '.join(terms.audiences)}. A row that begins with # and a space is no input",
    )
    yield "language", "of its texts, such as fr, quc or zh-Hant"
    yield "consent", "one of: named, unnamed, counted"
    yield "name", "required for named" if terms.pseudonymous else "required"
    if terms.region is None:
        yield "region", "may be left out"
    yield "country", "may be left out; three letters such as PRT"
    about = ", ".join(map(str, terms.objectives)) or f"1 to {_MOST_OBJECTIVES}"
    yield "objectives", f"may be left out; of {about}, several with ; between them"
    if terms.why_location:
        yield "location", "may be left out"
    if terms.why_legal_status:
        yield "legal_status", "may be left out"
    for question in terms.questions:
        wanted = "required" if question.required else "may be left out"
        yield f"{ANSWER}{question.key}", f"{_said(question.text)} ({_takes(question)}; {wanted})"


def _takes(question: Question) -> str:
    match question:
        case TextQuestion(limit=limit):
            return f"at most {limit} characters"
        case ScaleQuestion(least=least, most=most):
            return f"a whole number from {least} to {most}"
        case ChoiceQuestion(options=options, limit=limit):
            keys = ", ".join(f"{option.key} = {_said(option.text)}" for option in options)
            return f"{keys}; at most {limit}" + (", with ; between them" if limit > 1 else "")
        case FileQuestion(limit=limit):
            return f"ids of files that were sent beforehand; at most {limit}"


def _said(text: Mapping[str, str] | Versions) -> str:
    return dict(text).get("en") or next(iter(text.values()))
