"""The speaker: any event in one sentence, in the language of who reads it, and what a notice adds to that."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from pydantic import BaseModel, JsonValue, TypeAdapter, computed_field

from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event, Recorded
from shared.contracts.sentences import (
    event_of,
    first_whole,
    is_whole,
    kind_of,
    known_of,
    named,
    names,
    sentences,
)
from shared.contracts.telling import Facts, Telling
from shared.i18n.codes import FIELDS
from shared.i18n.speech import N_, Speech
from shared.i18n.terms import term_words
from shared.i18n.values import deadline_words, hints, part_words, value_words, wall_words
from shared.plain import plain
from shared.values import RECORDED, Country, PartialDate

_OF_A_THING: Final[Mapping[str, Any]] = {"when": When, "country": Country}
"""The types of what is known of things; others are the record's own words, a title perhaps in several languages."""
_TERMS: Final = frozenset({"to"})
"""What is known of things by a term, perhaps: the body that somebody is lent to."""


@dataclass(frozen=True)
class Plain(Speech):
    """English as programs get it: dates as in the record."""

    def day(self, date: PartialDate | dt.date) -> str:
        """``2020-03-04``, ``2020-03``, ``2020``."""
        return str(date)


PLAIN: Final = Plain("en", {})


@plain
class Said(Telling):
    """An event in a history or among the news, with the facts that its sentences and paragraphs name."""

    @computed_field  # type: ignore[prop-decorator]  # as its documentation has it
    @property
    def text(self) -> str:
        """Its sentence in English, with dates as in the record."""
        return sentence(self, PLAIN)


class InHistory(Protocol):
    """A step of a history, or one of the news."""

    @property
    def said(self) -> Said | None:
        """The event as it is said."""


def known(history: Sequence[InHistory]) -> Facts | None:
    """What is known of the thing by the last step of its history."""
    last = history[-1].said if history else None
    return last.it if last else None


def said(record: Recorded[Any], known: Facts | None = None) -> Said:
    """The event as it is kept to be said; ``known`` is what was known of the thing before it."""
    event: Event = record.event
    facts = event.model_dump(mode="json", include=named(type(event)))
    return Said(record.kind, event.type, facts, known_of(record.stream, event, known))


def sentence(of: Telling, t: Speech) -> str:
    """The event in one sentence, without a full stop."""
    text = first_whole(sentences(event_of(of.type), of.facts), _values(of))
    return _filled(text, of, t) if text else thing(of, t)


def paragraphs(of: Telling, t: Speech) -> Iterator[str]:
    """What a notice says: the sentence, and what the event adds to it."""
    yield t.say(N_("{sentence}."), sentence=sentence(of, t))
    for text in event_of(of.type).adds:
        if is_whole(text, _values(of)):
            yield _filled(text, of, t, deadline_words)


def thing(of: Telling, t: Speech) -> str:
    """What the thing is called that the event is about."""
    return _filled(first_whole(kind_of(of).it, of.it) or "{key}", of, t)


def changed(of: Telling, before: Mapping[str, JsonValue], t: Speech) -> Iterator[str]:
    """Each field that a correction changed, ``before`` and now, a line for each."""
    event = event_of(of.type)
    for name, old in before.items():
        was, now = _read(event, name, old), _read(event, name, of.facts.get(name))
        parts = _parts(was, now)
        for part in parts:
            yield from _both(part, part_words(was, part, t), part_words(now, part, t), t)
        if not parts:
            hint = hints(event)[name]
            yield from _both(name, value_words(was, t, hint), value_words(now, t, hint), t)


def _parts(was: object, now: object) -> list[str]:
    """The fields in which two values of one type differ; none where they are no such values."""
    if not isinstance(was, BaseModel) or type(was) is not type(now) or isinstance(was, When | PartialDate):
        return []
    return [name for name, value in was if value != getattr(now, name)]


def _both(name: str, was: str, now: str, t: Speech) -> Iterator[str]:
    field = t.say(FIELDS[name])
    yield t.say(N_("{field}, before: {value}"), field=field, value=was)
    yield t.say(N_("{field}, now: {value}"), field=field, value=now)


def _values(of: Telling) -> dict[str, object]:
    return {**of.it, **of.facts, "it": of.it}


def _filled(
    text: str, of: Telling, t: Speech, deadline: Callable[[Deadline, Speech], str] = wall_words
) -> str:
    """The text with its values; one that is nothing but a value is that value's words."""
    event, words = event_of(of.type), {}
    for name in names(text):
        if name == "it":
            words[name] = thing(of, t)
        elif name in _TERMS:
            words[name] = term_words(str(_values(of)[name]), t)
        elif name in of.facts:
            value = _read(event, name, of.facts[name])
            said = (
                deadline(value, t)
                if isinstance(value, Deadline)
                else value_words(value, t, hints(event)[name])
            )
            words[name] = said
        else:
            words[name] = _of_a_thing(name, of.it[name], t)
    return next(iter(words.values())) if text in {f"{{{name}}}" for name in words} else t.say(text, **words)


def _of_a_thing(name: str, value: JsonValue, t: Speech) -> str:
    hint = _OF_A_THING.get(name, str)
    read = When.model_validate(value, context=RECORDED) if hint is When else value
    return value_words(read, t, hint)


def _read(event: type[Event], name: str, value: JsonValue) -> Any:
    return _field(event, name).validate_python(value, context=RECORDED)


@cache
def _field(event: type[Event], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(hints(event)[name])
