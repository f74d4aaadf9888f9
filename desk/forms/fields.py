"""The fields of the desk's forms, and the body of a command that a filled form is. Pure."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Final, Literal

from desk.forms.rows import records
from shared.values import OfficialLanguage

Kind = Literal[
    "line", "text", "day", "partial-date", "time", "country", "network", "time-zone", "language", "choice", "lines",
    "flag", "tick", "ticks", "number", "figures", "options", "rows",
]  # fmt: skip
_FLAGS: Final = {"yes": True, "no": False}
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?(e[+-]?[0-9]{1,3})?", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """A field: its place in the command's body (``when.date``), its title and kind, and the ``part`` it belongs to.

    ``options`` are what may be chosen or ticked, words or a ``number`` each. ``rows`` are the fields of one
    record of a list, named within it. What is empty is left out, or said as null where ``null``. ``about`` is the
    language of a text that stands there in several. ``folded`` is the field of a row that stands for it while nobody
    edits it; rows of a list without one are all open.
    """

    name: str
    title: str
    kind: Kind = "line"
    required: bool = False
    hint: str | None = None
    options: Sequence[tuple[str, str]] = ()
    part: str | None = None
    number: bool = False
    rows: Sequence["Field"] = ()
    null: bool = False
    about: OfficialLanguage | None = None
    folded: str | None = None


Values = Mapping[str, str]
"""A form as it was filled in, by the names of its fields; ``speakers.0.role`` is of a list's first row."""


def body(fields: Iterable[Field], values: Values, constants: Mapping[str, Any]) -> dict[str, Any]:
    """The command's body. What is empty is left out, and so is what would hold nothing but constants."""
    found: dict[str, Any] = {}
    for field in fields:
        value = _value(field, values)
        if field.null or value not in (None, []):
            _put(found, field.name, value)
    for name, value in constants.items():
        holder, _, _ = name.rpartition(".")
        if not holder or at(found, holder) is not None:
            _put(found, name, value)
    return found


def _value(field: Field, values: Values) -> Any:
    text = values.get(field.name, "").strip()
    if field.kind == "rows":
        return [body(field.rows, row, {}) for row in records(field.name, values)]
    if field.kind == "ticks":
        chosen = [code for code, _ in field.options if values.get(f"{field.name}.{code}")]
        return [int(code) for code in chosen] if field.number else chosen
    if field.kind == "tick":
        return bool(values.get(field.name)) or None
    if read := _BY_LINE.get(field.kind):
        return [read(line) for line in _lines(text)]
    if field.kind == "flag":
        return _FLAGS.get(text)
    return _number(text) if field.kind == "number" else text or None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _figure(line: str) -> dict[str, Any]:
    """``budget: 12000000 USD | page 2``: what it counts, the number, its currency and its source."""
    said, _, source = line.partition(" | ")
    what, _, value = said.rpartition(":")
    number, _, currency = value.strip().partition(" ")
    beside = {"currency": currency.strip(), "source": source.strip()}
    return {
        "what": what.strip(),
        "value": _number(number),
        **{name: one for name, one in beside.items() if one},
    }


def _figure_line(figure: Mapping[str, Any]) -> str:
    currency, source = figure.get("currency"), figure.get("source")
    said = f"{figure['what']}: {figure['value']}" + (f" {currency}" if currency else "")
    return f"{said} | {source}" if source else said


def _option(line: str) -> dict[str, Any]:
    """``home: At home | fr: Chez soi``: the key, the English text, and others by their languages."""
    key, _, rest = line.partition(":")
    english, *others = rest.split("|")
    texts = {"en": english.strip()} if english.strip() else {}
    for other in others:
        tag, _, text = other.partition(":")
        texts[tag.strip()] = text.strip()
    return {"key": key.strip(), "text": texts}


def _option_line(option: Mapping[str, Any]) -> str:
    texts = dict(option["text"])
    english = texts.pop("en", "")
    return " | ".join([f"{option['key']}: {english}", *(f"{tag}: {text}" for tag, text in texts.items())])


def _number(text: str) -> Any:
    """The number; a text that is none stays one, so that the API says what would be right."""
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        return text or None
    return int(text) if text.removeprefix("-").isdecimal() else float(text)


_BY_LINE: Final[Mapping[Kind, Callable[[str], Any]]] = {
    "lines": str,
    "figures": _figure,
    "options": _option,
}
"""What each line of a field of these kinds is."""


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    *steps, last = name.split(".")
    for step in steps:
        into = into.setdefault(step, {})
    into[last] = value


def at(of: Any, name: str) -> Any:
    """What a document says at a path such as ``when.date``; None where it says nothing."""
    for step in name.split("."):
        of = of.get(step) if isinstance(of, Mapping) else None
    return of


def filled(fields: Iterable[Field], document: Mapping[str, Any]) -> dict[str, str]:
    """The fields with what the document says at the same places now."""
    found: dict[str, str] = {}
    for field in fields:
        now = at(document, field.name)
        if field.kind == "rows":
            for number, record in enumerate(now or ()):
                row = filled(field.rows, record)
                found |= {f"{field.name}.{number}.{name}": text for name, text in row.items()}
        elif field.kind == "ticks":
            found |= {f"{field.name}.{code}": "yes" for code in now or ()}
        elif field.kind == "tick":
            found |= {field.name: "yes"} if now else {}
        else:
            found[field.name] = _text(field, now)
    return found


def _text(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.kind == "figures":
        return "\n".join(_figure_line(one) for one in value)
    if field.kind == "options":
        return "\n".join(_option_line(one) for one in value)
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)


def row_of(field: Field, number: int) -> tuple[Field, ...]:
    """The fields of one row of a list, by their names in the whole form."""
    return tuple(replace(one, name=f"{field.name}.{number}.{one.name}") for one in field.rows)


def standing(fields: Iterable[Field], values: Values) -> dict[str, str]:
    """What each of these fields says: a list as one text, with a line for each of its rows."""
    return {field.name: _standing(field, values) for field in fields}


def _standing(field: Field, values: Values) -> str:
    if field.kind == "rows":
        return "\n".join(_line(field, row) for row in records(field.name, values))
    if field.kind == "ticks":
        return "\n".join(code for code, _ in field.options if values.get(f"{field.name}.{code}"))
    return values.get(field.name, "")


def _line(field: Field, row: Values) -> str:
    return " · ".join("; ".join(_lines(row.get(one.name, ""))) or "-" for one in field.rows)


def changed(before: Values, now: Values) -> dict[str, str]:
    """The fields that somebody else has changed since a form was opened, each with what it is now."""
    return {name: text for name, text in now.items() if name in before and before[name] != text}


def marks(values: Values) -> dict[str, str]:
    """What tells whether each field is what it was, in few letters: a form holds that, and not all of it twice.

    A browser ends the lines of a text that it sends in its own way; that is no change.
    """
    return {
        name: hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:16] if text else ""
        for name, text in values.items()
    }
