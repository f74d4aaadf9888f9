"""Dates, places and names in the languages that notices are written in."""

import datetime as dt

from babel.dates import format_date, format_time

from services.notifications.languages import Written, country_words
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.outcomes import AcceptedChampion, Outcome
from shared.contracts.notifications import tidings as t
from shared.values import PartialDate

Told = tuple[str, tuple[str, ...]]
"""A subject, and paragraphs of plain text."""


def date_words(date: PartialDate | dt.date, language: Written) -> str:
    """A date as precise as it is known: ``4 March 2020``, ``mars 2020``, ``2020``."""
    if isinstance(date, dt.date):
        return format_date(date, "d MMMM y", locale=language)
    formats = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}
    return format_date(date.first, formats[date.precision], locale=language)


def when_words(when: When, place: str | None, language: Written) -> str:
    """Day, time with its zone, and place, as far as they are known."""
    said = date_words(when.date, language)
    if when.start:
        zone = f" ({when.time_zone})" if when.time_zone else ""
        said += f", {format_time(when.start, 'HH:mm', locale=language)}{zone}"
    return f"{said}, {place}" if place else said


def where_words(said: t.ToldSecondment | t.ToldInPost, language: Written) -> str:
    """To whom and into which post somebody is seconded, as far as it is known."""
    to = {"en": " to {}", "fr": " auprès de : {}"}[language].format(said.to) if said.to else ""
    return f"{to}{f' ({said.post})' if said.post else ''}"


def outcome_words(outcome: Outcome, language: Written) -> str:
    """An outcome in a few words."""
    if isinstance(outcome, AcceptedChampion):
        name = country_words(outcome.country, language)
        return {"en": f"{name} as champion country", "fr": f"{name}, pays champion"}[language]
    return outcome.kind.replace("_", " ")
