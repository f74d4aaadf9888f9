"""What a form of an action says: where it goes, what is missing in it, and what stands there now. Pure."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from desk.forms.fields import Field, Values, filled, row_of
from desk.forms.offers import Action
from desk.forms.rows import MORE, records, rows
from shared.contracts.names import key_made
from shared.i18n.speech import N_

NEEDED: Final = N_("This is needed.")
NO_KEY: Final = N_("Letters, digits, - and _ are right, at most 80, a letter or digit first.")
EVERY: Final = N_("For every time on this form.")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def lists(action: Action) -> tuple[Field, ...]:
    """The action's fields that are lists of records."""
    return tuple(field for field in action.fields if field.kind == "rows")


def shown_rows(action: Action, values: Values, *growing: str) -> dict[str, list[tuple[Field, ...]]]:
    """The rows of each list as the form shows them; those that are ``growing`` get some more."""
    return {
        field.name: [
            row_of(field, number)
            for number in range(
                len(rows(field.name, values)) + (1 if field.folded else MORE) * (field.name in growing)
            )
        ]
        for field in lists(action)
    }


def labelled(fields: Iterable[Field], rows: Mapping[str, Iterable[Iterable[Field]]]) -> dict[str, Field]:
    """Each field of a form by its name, those of its rows included."""
    in_rows = (one for row in rows.values() for fields in row for one in fields)
    return {one.name: one for one in (*fields, *in_rows)}


def wrong(action: Action, values: Values) -> dict[str, str]:
    """What is missing, and keys that are none: those are part of an address and never guessed."""
    values = with_zones(action, values)
    found = {one.name: NEEDED for one in _asked(action, values) if one.required and not _said(one, values)}
    for name in ("key", "item"):
        text = values.get(name, "").strip()
        if text and not _KEY.fullmatch(text):
            found[name] = NO_KEY
    return found


def _asked(action: Action, values: Values) -> Iterator[Field]:
    """Every field that has to be filled in; those of a row where anything in it is."""
    yield from (*action.names, *action.fields)
    for field in lists(action):
        for number, _ in enumerate(records(field.name, values)):
            yield from row_of(field, number)


def _said(field: Field, values: Values) -> bool:
    return bool(values.get(field.name, "").strip())


def placed(action: Action, values: Values, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the names of the form's fields, each at the narrowest that holds it.

    The API names the kind of an outcome or evidence in between, and the places in a list of lines.
    """
    kinds = {str(value) for value in action.constants.values()} | {
        code for one in lists(action) for part in one.rows if part.name == "kind" for code, _ in part.options
    }
    names = {one.name for one in _asked(action, values)}
    found: dict[str, str] = {}
    for path, error in errors.items():
        steps = [step for step in path.split(".") if step not in kinds]
        holders = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
        found.setdefault(next((name for name in holders if name in names), path), error)
    return found


def known(action: Action, document: Mapping[str, Any], entry: Mapping[str, Any] | None) -> dict[str, str]:
    """The form as the thing, and the entry of it that the form is about, say it now."""
    found = filled(action.replaced, document)
    if entry is not None:
        said = action.command.body_of(entry)
        found |= filled((one for one in action.fields if one.name.partition(".")[0] in said), said)
    return found


def entry_of(action: Action, document: Mapping[str, Any], item: str) -> Mapping[str, Any] | None:
    """The entry that the form is about, by its key; None where it is about none."""
    entries = document.get(action.form.beside or "") or ()
    return next((one for one in entries if item and one.get("key") == item), None)


def with_keys(action: Action, values: Values) -> dict[str, str]:
    """The same with the keys that nobody wrote, made from what they are made from."""
    found = dict(values)
    for part, names in action.command.made.items():
        said = [values[name].strip() for name in names if values.get(name, "").strip()]
        if not values.get(part, "").strip() and said:
            found[part] = key_made(*said)
    return found


def with_zones(action: Action, values: Values) -> dict[str, str]:
    """The same with a zone for each time: a form asks for it once. It says nothing where no time is said."""
    return {**values, **{one.name: _zone(one, action, values) for one in zones(action)}}


def _zone(field: Field, action: Action, values: Values) -> str:
    beside = [one for one in action.fields if one.name.rpartition(".")[0] == field.name.rpartition(".")[0]]
    if not any(_said(one, values) for one in beside if one.kind != "time-zone"):
        return ""
    return values.get(field.name, values.get(zones(action)[0].name, ""))


def zones(action: Action) -> list[Field]:
    """The action's fields that are time zones."""
    return [one for one in action.fields if one.kind == "time-zone"]


def asked(action: Action, values: Values, told: Container[str]) -> list[Field]:
    """The fields that the form has: a second zone only where it is another one, or something is ``told`` of it."""
    every = zones(action)
    usual = values.get(every[0].name, "") if every else ""
    same = [one for one in every[1:] if values.get(one.name, usual) == usual and one.name not in told]
    shared = every[:1] if same else []
    return [replace(one, hint=EVERY) if one in shared else one for one in action.fields if one not in same]


def path(action: Action, values: Values) -> str:
    """Where the command is posted."""
    return action.command.path.format(key=values["key"].strip(), item=values.get("item", "").strip())
