"""A sentence that is kept with its values, so that it can be said in the language of who reads it."""

import datetime as dt
from typing import Literal

from shared.contracts.consultations.facts import When
from shared.contracts.consultations.questions import Versions
from shared.i18n.speech import Own, Speech
from shared.values import PartialDate, Value, country_name

Kind = Literal["text", "own", "title", "term", "country", "day", "when"]


class Said(Value):
    """A text of the catalogues with ``values`` in its places; or, of another kind, one value.

    ``own`` are words of the record, ``title`` such words in their ``versions``,
    ``term`` is a word of the catalogues, ``country`` an ISO 3166 code, ``day`` a date as precise as it is known.
    """

    kind: Kind = "text"
    text: str
    values: dict[str, "Said"] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen
    when: When | None = None
    versions: Versions | None = None


def said(text: str, **values: Said) -> Said:
    """A text with its values."""
    return Said(text=text, values=values)


def own(words: str) -> Said:
    """Words of the record."""
    return Said(kind="own", text=words)


def titled(versions: Versions) -> Said:
    """Words of the record that exist in several languages."""
    return Said(kind="title", text=versions.get("en") or next(iter(versions.values())), versions=versions)


def term(word: str) -> Said:
    """A word of the catalogues."""
    return Said(kind="term", text=word)


def country(code: str) -> Said:
    """A country."""
    return Said(kind="country", text=code)


def day(on: PartialDate | dt.date) -> Said:
    """A date."""
    return Said(kind="day", text=str(on))


def when(at: When) -> Said:
    """A date, with its time and zone."""
    return Said(kind="when", text="", when=at)


def in_english(of: Said) -> str:
    """As programs get it: dates as in the record."""
    if of.kind != "text":
        return _plain(of)
    return of.text.format(**{name: in_english(one) for name, one in of.values.items()})


def spoken(of: Said, t: Speech) -> str:
    """As a reader of ``t`` gets it; words of the record are marked where ``t`` marks them."""
    if of.kind != "text":
        return _spoken(of, t)
    values = {name: spoken(one, t) for name, one in of.values.items()}
    return t.say(of.text, **{n: Own(v) if of.values[n].kind == "own" and v else v for n, v in values.items()})


def _plain(one: Said) -> str:
    if one.when:
        start = f", {one.when.start:%H:%M}" if one.when.start else ""
        zone = f" ({one.when.time_zone})" if one.when.start and one.when.time_zone else ""
        return f"{one.when.date}{start}{zone}"
    return country_name(one.text) if one.kind == "country" else one.text


def _spoken(one: Said, t: Speech) -> str:
    match one.kind:
        case "country":
            return t.country(one.text)
        case "day":
            return t.day(PartialDate.of(one.text))
        case "when" if one.when:
            return t.when(one.when)
        case "title" if one.versions:
            return Own.version(one.versions, t)
        case "term":
            return t.say(one.text)
        case _:
            return one.text
