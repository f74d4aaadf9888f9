"""Which sentence tells an event, and which of its facts are kept to say it."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final

from pydantic import BaseModel, JsonValue

from shared.contracts.catalogue import KINDS, Kind, type_of
from shared.contracts.envelope import Event, Sentences
from shared.contracts.names import key_of
from shared.contracts.telling import Facts, Telling

_PLACE: Final = re.compile(r"\{(\w+)\}")


def told_whole(stream: str, event: Event, known: Facts | None = None) -> Telling:
    """The event with every fact, to be kept longer than its version lasts; ``known`` is the thing before it."""
    facts = event.model_dump(mode="json", exclude={"type"})
    return Telling(kind=_kind(stream).name, type=event.type, facts=facts, it=known_of(stream, event, known))


def known_of(stream: str, event: Event, before: Facts | None = None) -> dict[str, JsonValue]:
    """What is known of the thing after the event: what it was, and what the event says of it."""
    kind = _kind(stream)
    found: dict[str, JsonValue] = {kind.key: key_of(stream), **(before or {})}
    for name, says in _says_of_it(kind.name, type(event)):
        value = says(event)
        found[name] = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return found


def _kind(stream: str) -> Kind:
    return KINDS[stream.partition("-")[0]]


@cache
def _says_of_it(kind: str, event: type[Event]) -> list[tuple[str, Callable[[Event], Any]]]:
    paths = KINDS[kind].known.items()
    return [(name, attrgetter(path)) for name, path in paths if path.split(".")[0] in event.model_fields]


@cache
def named(event: type[Event]) -> set[str]:
    """The fields that the event's sentences and paragraphs name, and the one that chooses among them."""
    texts = (*every_sentence(event), *event.adds)
    return {*names(" ".join(texts)), event.says_by} & event.model_fields.keys()


def every_sentence(event: type[Event]) -> Sentences:
    """All sentences that an event of this type may be told by."""
    says = event.says
    return says if isinstance(says, tuple) else tuple(text for texts in says.values() for text in texts)


def labels(kind: str) -> dict[str, str]:
    """The sentence of each event of a kind, by the event's name: for things of which a sentence names nothing.

    A refusal's has a place for its ``reason``.
    """
    return {type_of(event).split(".")[-2]: every_sentence(event)[0] for event in KINDS[kind].events}


def sentences(event: type[Event], facts: Facts) -> Sentences:
    """Those for an event with these facts."""
    says = event.says
    return says if isinstance(says, tuple) else says[facts[event.says_by]]


def first_whole(texts: Iterable[str], values: Mapping[str, object]) -> str | None:
    """The first text whose values are all there; None where none is."""
    return next((text for text in texts if is_whole(text, values)), None)


def is_whole(text: str, values: Mapping[str, object]) -> bool:
    """Whether every value that the text names is there."""
    return all(values.get(name) is not None for name in names(text))


@cache
def names(text: str) -> list[str]:
    """The values that a text names."""
    return _PLACE.findall(text)


def event_of(type_name: str) -> type[Event]:
    """The class of a type; KeyError for one that there is none of."""
    return _BY_TYPE[type_name]


def kind_of(of: Telling) -> Kind:
    """The kind of the thing that is told of."""
    return KINDS[of.kind]


_BY_TYPE: Final = {type_of(event): event for kind in KINDS.values() for event in kind.events}
