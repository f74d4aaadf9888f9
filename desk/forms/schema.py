"""From the JSON Schema of a command's body to the fields of its form. Pure.

Labels are titles, hints descriptions; ``x-form`` says what a type does not tell (``shared.forms``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desk.forms.fields import Field, Kind
from shared.forms import KEY
from shared.i18n.objectives import OBJECTIVES
from shared.i18n.speech import N_
from shared.texts import OWN_NAMES

LINES: Final = N_("One on each line.")
PARTIAL: Final = N_("A year, a month or a day: 2020, 2020-03 or 2020-03-04.")
BY_CODE: Final = N_("The three letters of its code, such as PRT.")
Schema = Mapping[str, Any]
NONE: Final = "-"
"""The choice of no alternative, where all of it may be left out."""
_BY_TYPE: Final[Mapping[str, Kind]] = {"integer": "number", "number": "number", "boolean": "flag"}


@dataclass(frozen=True)
class Choice:
    """A part of a body that is one of several: by the words for each, and the one that is meant unless another is."""

    name: str
    alternatives: Mapping[str, str]
    usual: str | None


@dataclass
class Fields:
    """Reads a body's schema; ``schemas`` are the document's own, ``chosen`` the alternatives by ``outcome.kind``.

    ``constants`` are what the alternatives say of themselves; ``choices`` those that there are.
    """

    schemas: Mapping[str, Schema]
    chosen: Mapping[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)

    def of(self, schema: Schema) -> tuple[Field, ...]:
        """The fields of an object, in the order of its properties."""
        return tuple(self._object(self.opened(schema), "", needed=True))

    def _object(self, schema: Schema, at: str, *, needed: bool) -> Iterator[Field]:
        required = set(schema.get("required", ()))
        for name, one in schema.get("properties", {}).items():
            if "const" not in one:
                yield from self._property(f"{at}{name}", one, needed=needed and name in required)

    def _property(self, name: str, one: Schema, *, needed: bool) -> Iterator[Field]:
        schema, null = self._opened(one)
        title, hint = _title(name, one), schema.get("description") if "description" in one else None
        told = schema.get(KEY, {})
        if "oneOf" in schema:
            yield from self._chosen(name, schema, told.get("usual"), needed=needed and not null)
        elif schema.get("properties"):
            inside = self._object(schema, f"{name}.", needed=needed and not null)
            yield from (replace(f, part=title) for f in inside) if told.get("kind") == "group" else inside
        elif "propertyNames" in schema:
            kind: Kind = "text" if told.get("kind") == "text" else "line"
            for tag in OWN_NAMES:
                required = needed and tag == "en"
                yield Field(f"{name}.{tag}", title, kind, required=required, hint=hint, about=tag)
        elif schema.get("type") == "array":
            yield self._list(Field(name, title, hint=hint), schema)
        else:
            kind, options = _leaf(schema, null=null)
            hint = hint or (PARTIAL if kind == "partial-date" else None)
            yield Field(
                name, title, kind, required=needed and not null and kind != "tick", hint=hint, options=options,
                null=needed and null,
            )  # fmt: skip

    def _chosen(self, name: str, schema: Schema, usual: str | None, *, needed: bool) -> Iterator[Field]:
        kinds = self._kinds(schema)
        words = {tag: str(one[KEY]["title"]) for tag, one in kinds.items()}
        self.choices.append(Choice(name, words, usual))
        tag = self.chosen.get(f"{name}.kind") or usual or next(iter(kinds))
        if tag in kinds:
            self.constants[f"{name}.kind"] = tag
            yield from self._object(kinds[tag], f"{name}.", needed=needed)

    def _kinds(self, schema: Schema) -> dict[str, Schema]:
        """The alternatives by their tags, in the order in which they are declared."""
        opened = [self._opened(one)[0] for one in schema["oneOf"]]
        return {one["properties"][schema["discriminator"]["propertyName"]]["const"]: one for one in opened}

    def _list(self, one: Field, schema: Schema) -> Field:
        items, _ = self._opened(schema["items"])
        if items.get("oneOf") or items.get("properties"):
            return replace(one, kind="rows", rows=self._row(items), folded=_folded(items))
        _, options = _leaf({**items, KEY: {**items.get(KEY, {}), **schema.get(KEY, {})}}, null=False)
        if options:
            return replace(one, kind="ticks", options=options, number=items.get("type") == "integer")
        return replace(one, kind="lines", hint=one.hint or LINES)

    def _row(self, items: Schema) -> tuple[Field, ...]:
        """The fields of one row; of a row that is one of several, all that any of them has."""
        kinds = self._kinds(items) if "oneOf" in items else {}
        found: dict[str, Field] = {}
        for one in kinds.values() or (items,):
            for part in self._object(one, "", needed=True):
                found.setdefault(part.name, self._within(part))
        if not kinds:
            return tuple(found.values())
        key, *rest = found.values()
        words = tuple((tag, str(one[KEY]["title"])) for tag, one in kinds.items())
        every = [set(one.get("required", ())) for one in kinds.values()]
        needed = set.intersection(*every)
        rest = [replace(f, required=f.required and f.name.partition(".")[0] in needed) for f in rest]
        return (key, Field("kind", N_("Answered by"), "choice", required=True, options=words), *rest)

    @staticmethod
    def _within(part: Field) -> Field:
        """A list within a row is written on lines: a figure with what it counts, or a word with its text.

        A country is written by its code.
        """
        if part.kind == "tick":
            return replace(part, kind="flag")
        if part.kind == "country":  # a list of all in each row would be most of the page
            return replace(part, kind="line", hint=part.hint or BY_CODE)
        if part.kind != "rows":
            return part
        kind: Kind = "figures" if any(f.kind == "number" for f in part.rows) else "options"
        return replace(part, kind=kind, rows=(), folded=None)

    def opened(self, one: Schema) -> Schema:
        """The schema itself, with what is said where it is used."""
        return self._opened(one)[0]

    def _opened(self, one: Schema) -> tuple[Schema, bool]:
        """The schema itself, with what is said where it is used, and whether it may be null."""
        null, outer = False, dict(one)
        while "anyOf" in outer or "$ref" in outer or "allOf" in outer:
            if "$ref" in outer:
                inner = dict(self.schemas[outer.pop("$ref").rpartition("/")[2]])
            else:
                every = outer.pop("anyOf", None) or outer.pop("allOf")
                real = [schema for schema in every if schema.get("type") != "null"]
                null, inner = null or len(real) < len(every), dict(real[0])
            outer = {**inner, **outer, KEY: {**inner.get(KEY, {}), **outer.get(KEY, {})}}
        return outer, null


def one_field(name: str, parameter: Schema, *, made: bool) -> Field:
    """The field for a parameter of a command's path; one that is ``made`` from others may be left out."""
    schema = parameter["schema"]
    hint = parameter.get("description")
    return Field(
        name, str(schema.get("title", name)), _leaf(schema, null=False)[0], required=not made, hint=hint
    )


def _title(name: str, one: Schema) -> str:
    """The label: the property's own where it has one, else its type's."""
    last = name.rpartition(".")[2]
    own = str(one.get("title", ""))
    inner = (schema.get("title") for schema in one.get("anyOf", ()) if "$ref" not in schema)
    made = last.replace("_", " ").title()
    return own if own and own != made else str(next((t for t in inner if t), own or made))


def _leaf(schema: Schema, *, null: bool) -> tuple[Kind, Sequence[tuple[str, str]]]:
    kind = schema.get(KEY, {}).get("kind")
    if kind == "objective":
        return "number", [(str(number), title) for number, title in OBJECTIVES.items()]
    if words := schema.get(KEY, {}).get("words"):
        return "choice", [(code, title) for code, title in words]
    if kind:
        return kind, ()
    if schema.get("type") == "boolean" and not null:
        return "tick", ()
    if schema.get("format") == "date":
        return "day", ()
    return _BY_TYPE.get(schema.get("type", ""), "line"), ()


def _folded(items: Schema) -> str | None:
    """The field that stands for a row that nobody edits: a text in several languages, which makes rows long."""
    return "text.en" if "oneOf" in items else None
