"""A value of the record in words, by its own type: a country, a date, a deadline, a text in several languages."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Annotated, Any, Final, Literal, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.items import FOLLOWED, Document, FollowUp, Issue
from shared.contracts.consultations.outcomes_reached import Result
from shared.i18n.codes import CODES
from shared.i18n.outcomes import kind_words
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Own, Speech
from shared.i18n.terms import term_words
from shared.values import REGION_NAMES, Country, NetworkKey, OfficialLanguage, PartialDate

_WORLD: Final = "global"
_BESIDE: Final = frozenset({"kind", *Result.model_fields})
"""What a sentence does not say of an outcome: who follows it up, and where it is stated."""


def value_words(value: object, t: Speech, hint: Any = str, text: Callable[[str], str] = Own) -> str:  # noqa: PLR0911  a row for each type
    """The value; ``hint`` is the type that its field declares, ``text`` says what is neither country nor code."""
    match value:
        case None:
            return t.say(N_("not stated"))
        case int():
            return _number(value, t)
        case PartialDate() | dt.date() | When() | Deadline():
            return _time(value, t)
        case Document(title=title, language=language):
            return Own(title, language)
        case Issue(topic=topic):
            return term_words(topic, t)
        case FollowUp(state=state):
            return t.say(FOLLOWED[state])
        case BaseModel():
            return outcome_words(value, t)
        case Mapping():
            return Own.version(cast("Mapping[OfficialLanguage, str]", value), t)
        case tuple():
            return t.several(value_words(one, t, _of_each(hint), text) for one in value)
        case _:
            return _coded(str(value), t, hint) or text(str(value))


def _of_each(hint: Any) -> Any:
    """The type of a tuple's items."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return next(iter(get_args(hint)), str)


def _number(value: int, t: Speech) -> str:
    if isinstance(value, bool):
        return t.say(N_("yes")) if value else t.say(N_("no"))
    return t.number(value)


def _time(value: PartialDate | dt.date | When | Deadline, t: Speech) -> str:
    match value:
        case When():
            return t.when(value)
        case Deadline():
            return wall_words(value, t)
        case dt.datetime():
            return t.moment(value)
    return t.day(value)


def _coded(text: str, t: Speech, hint: Any) -> str | None:
    types = get_args(hint) if type(None) in get_args(hint) else (hint,)
    if Country in types:
        return t.country(text)
    if NetworkKey in types:
        return network_words(text, t)
    coded = text in CODES and any(get_origin(one) is Literal for one in types)
    return t.say(CODES[text]) if coded else None


def network_words(network: str, t: Speech) -> str:
    """A network's place, by its key."""
    if network == _WORLD:
        return t.say(N_("Worldwide"))
    region, dash, name = network.partition("-")
    if dash:
        return t.say(N_("{region}: {name}"), region=region_words(region, t), name=Own(name.replace("_", " ")))
    return region_words(network, t) if network in REGION_NAMES else t.country(network)


def wall_words(closes: Deadline, t: Speech) -> str:
    """A deadline on the clock that it was set by."""
    return t.say(
        "{day}, {time} ({zone})", day=t.day(closes.date), time=t.time(closes.time), zone=Own(closes.time_zone)
    )


def deadline_words(closes: Deadline, t: Speech) -> str:
    """A deadline on the clock that it was set by, and in UTC."""
    at = wall_words(closes, t)
    if closes.time_zone == "UTC":
        return at
    return t.say("{deadline}, which is {utc}", deadline=at, utc=t.moment(closes.instant))


def outcome_words(outcome: BaseModel, t: Speech) -> str:
    """An outcome of a briefing: its kind, and what it states."""
    kind = kind_words(str(outcome.kind), t)  # type: ignore[attr-defined]  # every outcome has one
    stated = t.several(part_words(outcome, name, t) for name, value in outcome if _tells(name, value))
    return t.say(N_("{kind} ({details})"), kind=kind, details=stated) if stated else kind


def _tells(name: str, value: object) -> bool:
    return name not in _BESIDE and not isinstance(value, bool) and value not in {None, ()}


def part_words(of: BaseModel, name: str, t: Speech) -> str:
    """A field of a value; its texts may be terms that are known here."""
    return value_words(getattr(of, name), t, hints(type(of))[name], partial(term_words, t=t))


@cache
def hints(of: type[BaseModel]) -> dict[str, Any]:
    """The type that each field declares, with what pydantic is told of it."""
    return get_type_hints(of, include_extras=True)
