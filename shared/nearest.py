"""What was surely meant by a value that is on no list: a search over the list, made where somebody reads the answer.

A guess that is wrong is worse than none: where a value is another name of one entry, or misspelt by a letter or so,
that entry is named; otherwise what the form of a right value is. A validator does not search: it may be given
thousands of values, and each search takes a thousandth of a second and more.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, Final

from shared.dates import time_zones
from shared.i18n.exonyms import countries_by_name, english_names
from shared.i18n.order import letters
from shared.values import REGIONS

_TELLING: Final = 3  # letters that a name may be cut to
_LONG: Final = 5  # letters of a word in which a slip can be told from another word
_SLIP: Final = 2
_ALMOST: Final = 0.8
_LONGEST: Final = 80
"""Characters that are searched for."""


def meant(error: Mapping[str, Any]) -> str | None:
    """The value of the list that was meant by the one that this mistake of pydantic's is about, if that is sure."""
    search, value = _SEARCHES.get(error["type"]), error.get("input")
    return search(value.strip()[:_LONGEST]) if search and isinstance(value, str) else None


def is_searched(error: Mapping[str, Any]) -> bool:
    """Whether the mistake is about a value of a list."""
    return error["type"] in _SEARCHES


def the_word(text: str, words: Iterable[str]) -> str | None:
    """The one of these words that the text surely is, but for a slip; None where none or several may be."""
    near = _but_for_a_slip(text, words)
    return near[0] if len(near) == 1 else None


def _but_for_a_slip(text: str, words: Iterable[str]) -> list[str]:
    alike = [word for word in words if abs(len(word) - len(text)) <= _SLIP]
    return get_close_matches(text, alike, n=3, cutoff=_ALMOST) if len(text) >= _LONG else []


@lru_cache(maxsize=1024)
def _country(text: str) -> str | None:
    codes = _codes(letters(text))
    return codes[0] if len(codes) == 1 else None


def _codes(wanted: str) -> list[str]:
    """The countries that are called so; else whose name is cut to this; else whose name this is but for a slip."""
    names = countries_by_name()
    return sorted(
        names.get(wanted)
        or _cut_to(wanted)
        or {code for name in _but_for_a_slip(wanted, names) for code in names[name]}
    )


def _cut_to(wanted: str) -> set[str]:
    """Of one word in English, as codes of other lists are: ``POR``. Not ``west`` for Western Sahara."""
    begin = {name: code for name, code in english_names() if name.startswith(wanted)}
    whole = any(" " not in name for name in begin)
    return set(begin.values()) if whole and len(wanted) >= _TELLING else set()


@lru_cache(maxsize=1024)
def _time_zone(text: str) -> str | None:
    plain = _plain(text)
    whole = {_plain(zone): zone for zone in time_zones()}.get(plain)
    zones = [whole] if whole else _in_the_city(_plain(text.rpartition("/")[2]))
    return zones[0] if len(zones) == 1 else None


def _in_the_city(wanted: str) -> list[str]:
    city = wanted if wanted in _cities() else the_word(wanted, _cities())
    return _cities()[city] if city else []


@cache
def _cities() -> Mapping[str, list[str]]:
    """The zones ``Area/City`` by their cities."""
    found: dict[str, list[str]] = {}
    for zone in time_zones():
        if "/" in zone:
            found.setdefault(_plain(zone.rpartition("/")[2]), []).append(zone)
    return found


def _network(text: str) -> str | None:
    keys = {_plain(key): key for key in (*REGIONS, "global")}
    return keys.get(_plain(text)) or keys.get(the_word(_plain(text), keys) or "") or _country(text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", letters(text))


_SEARCHES: Final[Mapping[str, Callable[[str], str | None]]] = {
    "country": _country,
    "time_zone": _time_zone,
    "network": _network,
}
"""By the code of the mistake."""
