"""Countries by all their names: their codes, and what they are called in the six official languages."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, get_args

import pycountry
from babel import Locale

from shared.countries import naming
from shared.i18n.order import letters
from shared.values import OfficialLanguage

_OF_ISO: Final = ("alpha_2", "alpha_3", "numeric", "name", "official_name", "common_name")


@cache
def countries_by_name() -> Mapping[str, frozenset[str]]:
    """Alpha-3 codes by the ``letters`` of each name and code; a name that several have leads to all of them."""
    found: dict[str, set[str]] = {}
    for country in pycountry.countries:
        for name in _names(country):
            found.setdefault(letters(name), set()).add(str(country.alpha_3))
    return {name: frozenset(codes) for name, codes in found.items()}


def country_called(text: str) -> str | None:
    """The one country that has this name or code, however its words are parted; None where none or several have."""
    codes = _by_words().get(_words(text), frozenset())
    return next(iter(codes)) if len(codes) == 1 else None


@cache
def _by_words() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, codes in countries_by_name().items():
        found[_words(name)] = found.get(_words(name), frozenset()) | codes
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", letters(text)))


def english_names() -> Iterator[tuple[str, str]]:
    """The ``letters`` of each name in ISO 3166 with the code that it is of."""
    for country in pycountry.countries:
        for name in filter(None, (getattr(country, part, None) for part in _OF_ISO[3:])):
            yield letters(name), str(country.alpha_3)


def _names(country: object) -> Iterator[str]:
    told = {part: getattr(country, part, None) for part in _OF_ISO}
    yield from filter(None, told.values())
    said = naming(str(told["alpha_3"]))
    yield from (*said.name.values(), *said.also)
    for language in get_args(OfficialLanguage):
        if name := Locale.parse(language).territories.get(told["alpha_2"]):
            yield str(name)
