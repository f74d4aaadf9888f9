"""The forms of an issue's drafts: what is typed in them, and what their commands are made from. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from shared.values import Command
from shared.web.pages.page import Fields

_NUMBER: Final = re.compile("[0-9]{1,6}")
FIELDS: Final[Mapping[str, Any]] = {
    "draft": "",
    "text": "",
    "language": "",
    "changes": "",
    "touched": (),
    "agencies": "",
    "change": "",
    "reason": "",
    "date": "",
    "time": "",
    "time_zone": "",
    "silence": "",
}
"""Every field, empty."""


def typed_as(fields: Fields) -> dict[str, Any]:
    """The form as it was typed; whom a change touches is ticked for each."""
    typed: dict[str, Any] = {name: value.strip() for name, value in fields if name in FIELDS}
    return {**typed, "touched": tuple(value for name, value in fields if name == "touched")}


def asked_of(kind: type[Command], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of a command's fields; those left empty are left out."""
    told = {name: value for name, value in typed.items() if value and name in kind.model_fields}
    if "draft" in told:
        told["draft"] = int(typed["draft"]) if _NUMBER.fullmatch(typed["draft"]) else typed["draft"]
    if "text" in told:
        told["text"] = {typed.get("language") or "en": typed["text"]}
    if "agencies" in told:
        told["agencies"] = tuple(filter(None, (line.strip() for line in typed["agencies"].splitlines())))
    due = {name: typed[name] for name in ("date", "time", "time_zone") if typed.get(name)}
    if "due" in kind.model_fields and due.keys() & {"date", "time"}:
        told["due"] = due
    return told
