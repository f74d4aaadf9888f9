"""What a cell of a table says: a number, a code, several values, or words. Pure."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, Final, get_args

from services.consultations.uploads.tables.columns import ANSWER
from services.consultations.uploads.tables.reading import plainly
from shared.contracts.consultations.calls import Audience
from shared.contracts.consultations.inputs import Consent
from shared.contracts.consultations.questions import ChoiceQuestion, FileQuestion, Question, ScaleQuestion
from shared.i18n.exonyms import country_called
from shared.mistakes import FieldError
from shared.values import REGIONS

_WORDS: Final = {"group": get_args(Audience), "consent": get_args(Consent), "region": REGIONS}
_ENDS: Final = re.compile(r"\r\n?|\v|\f")
"""Ends of a line within a cell; Word's own is a vertical tab."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FORMULA: Final = re.compile("'[=+\\-@\t\r]")
_SPREADSHEET: Final = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"})
_NUMBER: Final = re.compile(r"(\d{1,3})([.,]0+)?")
_SCRIPT: Final = len("Hant")


def written(cell: str, *, given_back: bool) -> str:
    """What stands in the cell, each of its lines ended in one way; empty where nothing does."""
    text = _ENDS.sub("\n", cell.strip())
    return text[1:] if given_back and _FORMULA.match(text) else text


def unfit(column: str, text: str) -> FieldError | None:
    """What keeps the text of a cell from being taken at all."""
    if text in _SPREADSHEET:
        message = f"the spreadsheet shows an error here ({text}) instead of words; write what it is to say"
        return FieldError(field=column, message=message)
    if found := _CONTROL.search(text):
        message = f"it holds a control character (U+{ord(found[0]):04X}) that nobody sees; leave it out"
        return FieldError(field=column, message=message)
    return None


def value_of(column: str, text: str, question: Question | None) -> Any:
    """The value that the text of a cell is meant to be; the text itself where it is none."""
    match question:
        case ChoiceQuestion(options=options):
            return [_of(one, (option.key for option in options)) for one in _several(text)]
        case FileQuestion():
            return _several(text)
        case ScaleQuestion():
            return _number(text)
    return _CODES[column](text) if column in _CODES else text


def _several(text: str) -> list[str]:
    """Values in one cell are set apart by semicolons; neither keys, numbers nor ids hold a comma either."""
    return [one for part in re.split(r"[;,\n]", text) if (one := plainly(part))]


def _number(text: str) -> int | str:
    """Spreadsheets write whole numbers with a decimal, each country with its own."""
    found = _NUMBER.fullmatch(text) if text.isascii() else None
    return int(found[1]) if found else text


def _of(text: str, known: Iterable[str]) -> str:
    """The word of a list that this is, whatever its capitals."""
    words = list(known)
    return text if text in words else {word.casefold(): word for word in words}.get(text.casefold(), text)


def _word(text: str, words: Iterable[str]) -> str:
    return _of(re.sub("[ -]", "_", plainly(text)), words)


def _language(text: str) -> str:
    """A tag is written ``pt-BR`` and ``zh-Hant``, and typed in many ways."""
    first, *others = plainly(text).replace("_", "-").split("-")
    return "-".join([first.lower(), *(one.title() if len(one) == _SCRIPT else one.upper() for one in others)])


@lru_cache(maxsize=1024)
def _country(text: str) -> str:
    """The code of the country that has this name, in an official language, or this code of two letters."""
    return country_called(text) or text


_CODES: Final[dict[str, Callable[[str], Any]]] = {
    **{column: partial(_word, words=words) for column, words in _WORDS.items()},
    "language": _language,
    "country": _country,
    "objectives": lambda text: [_number(one) for one in _several(text)],
}
"""What the columns mean that hold codes."""


def of_column(error: FieldError) -> FieldError:
    """The same, its field called as the table's column is."""
    where, _, key = error.field.partition(".")
    name = f"{ANSWER}{key.partition('.')[0]}" if where == "answers" and key else where
    return FieldError(field=name, message=error.message)
