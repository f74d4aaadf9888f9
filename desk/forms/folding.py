"""Which parts of a long form are open: the row that is being edited, and the languages that it is in. Pure."""

from collections.abc import Iterator, Mapping

from desk.forms.fields import Field, Values, row_of
from desk.forms.filling import lists
from desk.forms.offers import Action
from desk.forms.rows import is_empty, one_text, place, rows
from shared.texts import OWN_NAMES
from shared.values import OfficialLanguage


def folded(action: Action, values: Values, errors: Mapping[str, str], opened: str = "") -> dict[str, str]:
    """The rows that are one line each, by their names (``terms.questions.3``), with all that each says as one text.

    Open are those that say nothing yet, and one besides: the one that was asked for, else the first to be mended.
    """
    found: dict[str, str] = {}
    for field in lists(action):
        if field.folded:
            said = enumerate(rows(field.name, values))
            found |= {f"{field.name}.{number}": one_text(row) for number, row in said if not is_empty(row)}
    wrong = (name for name in found if any(error.startswith(f"{name}.") for error in errors))
    found.pop(opened or next(wrong, ""), None)
    return found


def to_open(action: Action, typed: Values) -> str:
    """The row that a form asks to have opened, by the name that it has when the empty ones are behind it."""
    name, _, number = typed.get("open", "").rpartition(".")
    known = number.isdecimal() and any(field.name == name for field in lists(action))
    return f"{name}.{place(name, typed, int(number))}" if known else ""


def tongues(action: Action, values: Values, *more: str) -> list[OfficialLanguage]:
    """The languages that the form has fields in: English, those that it was filled in in, and ``more``.

    None where it says nothing in several.
    """
    texts = [field for field in _every(action, values) if field.about]
    there = {"en", *more, *(field.about for field in texts if field.name in values)}
    return [tag for tag in OWN_NAMES if tag in there] if texts else []


def _every(action: Action, values: Values) -> Iterator[Field]:
    yield from action.fields
    for field in lists(action):
        for number, _ in enumerate(rows(field.name, values)):
            yield from row_of(field, number)
