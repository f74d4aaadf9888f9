"""The fields of the desk's forms, and the body of a command that a filled form is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["line", "text", "day", "partial", "time", "country", "network", "choice", "lines", "flag"]
_FLAGS: Final = {"yes": True, "no": False}


@dataclass(frozen=True)
class Field:
    """A field: its place in the command's body (``when.date``), its title and kind.

    ``now`` is the path in the thing's document where the value stands that it would replace.
    """

    name: str
    title: str
    kind: Kind = "line"
    required: bool = False
    hint: str | None = None
    options: Sequence[tuple[str, str]] = ()
    now: str | None = None


Values = Mapping[str, str]
"""A form as it was filled in, by the names of its fields."""


def body(fields: Iterable[Field], values: Values, constants: Mapping[str, Any]) -> dict[str, Any]:
    """The command's body. What is empty is left out, and so is what would hold nothing but constants."""
    found: dict[str, Any] = {}
    for field in fields:
        value = _value(field, values.get(field.name, "").strip())
        if value not in (None, []):
            _put(found, field.name, value)
    for name, value in constants.items():
        holder, _, _ = name.rpartition(".")
        if not holder or _get(found, holder) is not None:
            _put(found, name, value)
    return found


def _value(field: Field, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.kind == "flag":
        return _FLAGS.get(text)
    return text or None


def _put(into: dict[str, Any], name: str, value: Any) -> None:
    *steps, last = name.split(".")
    for step in steps:
        into = into.setdefault(step, {})
    into[last] = value


def _get(of: Any, name: str) -> Any:
    for step in name.split("."):
        of = of.get(step) if isinstance(of, Mapping) else None
    return of


def filled(fields: Iterable[Field], document: Mapping[str, Any]) -> dict[str, str]:
    """The fields with what the thing's document says now."""
    return {field.name: _text(_get(document, field.now)) for field in fields if field.now}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)


def changed(before: Values, now: Values) -> dict[str, str]:
    """The fields that somebody else has changed since a form was opened, with what they say now."""
    return {name: text for name, text in now.items() if name in before and before[name] != text}
