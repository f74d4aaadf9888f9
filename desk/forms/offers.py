"""What the desk can do: the commands that the services' OpenAPI documents offer, each with its form."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, Final

from pydantic import TypeAdapter

from desk.client import Client
from desk.forms.fields import Field, Values
from desk.forms.schema import NONE, Choice, Fields, Schema, one_field
from shared.forms import KEY, Form, Thing
from shared.problems import Problem

_SERVICES: Final = ("consultations", "registry", "notifications")
_FRESH: Final = 60.0
"""Seconds for which a document is taken as it was read."""
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_THING: Final = TypeAdapter(Thing)
_FORM: Final = TypeAdapter(Form)
_PARTS: Final = ("key", "item")
"""What the parameters of a command's path are called in forms, in their order."""


@dataclass(frozen=True)
class Action:
    """A command with the form that some alternatives of its body make.

    ``path`` is where it is posted, with ``{key}`` and ``{item}``; ``names`` are those of the two that are asked for,
    ``made`` the fields that each of them is made from where nobody writes it.
    """

    command: "Command"
    fields: tuple[Field, ...]
    constants: Mapping[str, Any]
    names: tuple[Field, ...]

    @property
    def name(self) -> str:
        """Of the command, in addresses."""
        return self.command.name

    @property
    def form(self) -> Form:
        """What the command says of it."""
        return self.command.form

    @property
    def thing(self) -> str:
        """The kind of thing."""
        return self.command.thing

    @property
    def chosen(self) -> dict[str, str]:
        """Which alternative each part is that is one of several."""
        return {
            f"{one.name}.kind": self.constants.get(f"{one.name}.kind", NONE) for one in self.command.choices
        }

    @property
    def replaced(self) -> tuple[Field, ...]:
        """The fields that begin with what the document says."""
        return tuple(one for one in self.fields if one.name.partition(".")[0] in self.form.replaces)


@dataclass(frozen=True, eq=False)
class Command:
    """A command as a service's document offers it."""

    name: str
    thing: str
    form: Form
    path: str
    made: Mapping[str, tuple[str, ...]]
    _asked: tuple[Field, ...]
    _body: Schema
    _schemas: Mapping[str, Schema]

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The parts of its body that are one of several."""
        reading = Fields(self._schemas)
        reading.of(self._body)
        return tuple(reading.choices)

    def action(self, values: Values) -> Action:
        """The form for the alternatives that these values choose: ``outcome.kind``."""
        reading = Fields(self._schemas, values)
        return Action(self, reading.of(self._body), reading.constants, self._asked)

    def body_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """What an entry of a list, beside which the command is offered, says at the places of its body."""
        inside = {name: entry[name] for name in self._properties if name in entry}
        whole = {name: entry for name in self._properties if name not in entry and self._is_object(name)}
        return {**whole, **inside}

    def chosen_by(self, entry: Mapping[str, Any]) -> dict[str, str]:
        """The alternatives that an entry is."""
        said = self.body_of(entry)
        return {f"{one.name}.kind": (said.get(one.name) or {}).get("kind", NONE) for one in self.choices}

    @cached_property
    def _properties(self) -> Mapping[str, Schema]:
        return dict(Fields(self._schemas).opened(self._body).get("properties", {}))

    def _is_object(self, name: str) -> bool:
        schema = Fields(self._schemas).opened(self._properties[name])
        return "properties" in schema or "oneOf" in schema


@dataclass(frozen=True)
class Offered:
    """The commands by their names, and the kinds of things with their addresses, in the services that answered."""

    commands: Mapping[str, Command]
    things: Mapping[str, Thing]

    def command(self, name: str) -> Command:
        """The command of this name. Raises ``Problem`` 404."""
        if name not in self.commands:
            raise Problem(404, "not-found", f"the desk cannot do {name}")
        return self.commands[name]

    def thing(self, kind: str) -> Thing:
        """The kind of thing. Raises ``Problem`` 404."""
        if kind not in self.things:
            raise Problem(404, "not-found", f"the desk knows no {kind}")
        return self.things[kind]

    def of(self, kind: str, status: str) -> list[Command]:
        """What can be done with a thing in this status."""
        return [one for one in self.commands.values() if one.thing == kind and status in one.form.when]

    def beside(self, kind: str, entries: str) -> list[Command]:
        """What can be done with each entry of a list of the thing's document."""
        return [one for one in self.commands.values() if one.thing == kind and one.form.beside == entries]

    @property
    def begins(self) -> list[Command]:
        """What something can begin with."""
        return [one for one in self.commands.values() if one.form.begins]


class Offers:
    """Reads the documents of the services, again now and then; for one process."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: dict[str, tuple[float, Offered]] = {}

    async def all(self, token: str) -> Offered:
        """Everything that is offered now, by the services that answer."""
        commands: dict[str, Command] = {}
        things: dict[str, Thing] = {}
        for service in _SERVICES:
            if found := await self._of(service, token):
                commands |= found.commands
                things |= found.things
        return Offered(commands, things)

    async def _of(self, service: str, token: str) -> Offered | None:
        at, found = self._read.get(service, (0.0, None))
        if found is None or time.monotonic() - at > _FRESH:
            said = await self._client.get(f"/{service}/openapi.json", token)
            if not said.good:
                return found
            found = offered(service, said.document)
            self._read[service] = (time.monotonic(), found)
        return found


def offered(service: str, document: Mapping[str, Any]) -> Offered:
    """What a service's document offers."""
    things = {tag["name"]: _thing(service, tag[KEY]) for tag in document.get("tags", ()) if KEY in tag}
    return Offered({one.name: one for one in _commands(service, document)}, things)


def _thing(service: str, said: Mapping[str, Any]) -> Thing:
    thing = _THING.validate_python(said)
    lists = {f"/{service}{path}": title for path, title in thing.lists.items()}
    return replace(thing, lists=lists, document=f"/{service}{thing.document}", page=f"/{service}{thing.page}")


def _commands(service: str, document: Mapping[str, Any]) -> Iterator[Command]:
    schemas = document.get("components", {}).get("schemas", {})
    for path, operations in document["paths"].items():
        operation = operations.get("post", {})
        if KEY not in operation:
            continue
        said = dict(operation[KEY])
        thing = said.pop("thing")
        form = _FORM.validate_python(said)
        names = dict(zip(_PARAMETER.findall(path), _PARTS, strict=False))
        asked = {names[one["name"]]: one for one in operation["parameters"] if one["in"] == "path"}
        told = {part: one["schema"].get(KEY, {}) for part, one in asked.items()}
        yield Command(
            name=re.sub(r"(?<!^)(?=[A-Z])", "-", operation["operationId"]).lower(),
            thing=thing,
            form=form,
            path=f"/{service}" + reduce(lambda at, name: at.replace(*name), _in_braces(names), path),
            made={part: tuple(one["from"]) for part, one in told.items() if "from" in one},
            _asked=tuple(
                one_field(part, one, made="from" in told[part])
                for part, one in asked.items()
                if (part == "item" or form.begins) and not told[part].get("fixed")
            ),
            _body=operation["requestBody"]["content"]["application/json"]["schema"],
            _schemas=schemas,
        )


def _in_braces(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"{{{name}}}", f"{{{part}}}") for name, part in names.items()]
