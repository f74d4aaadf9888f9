"""What was meant by a value that is on no list: a search over all of the list, made where somebody reads the answer.

A validator does not search: it may be given thousands of values, and each search takes a thousandth of a second and
more.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

import pycountry

from shared.dates import time_zones
from shared.values import REGIONS, country_name

_TELLING: Final = 3  # letters of a name that are enough to guess what was meant
_LONGEST: Final = 80
"""Characters that are searched for."""


def right(error: Mapping[str, Any]) -> str | None:
    """What would be right instead of the value that this mistake of pydantic's is about, if anything is near it."""
    search, value = _SEARCHES.get(error["type"]), error.get("input")
    return search(value.strip()[:_LONGEST]) if search and isinstance(value, str) else None


def is_searched(error: Mapping[str, Any]) -> bool:
    """Whether the mistake is about a value of a list."""
    return error["type"] in _SEARCHES


def one_alone(errors: Sequence[Mapping[str, Any]]) -> str | None:
    """The same where one of these mistakes is about a value of a list; None where several are: too long a search."""
    searched = [error for error in errors if is_searched(error)]
    return right(searched[0]) if len(searched) == 1 else None


@lru_cache(maxsize=1024)
def _country(text: str) -> str | None:
    code = _code(text)
    return f"{code} is right for {country_name(code)}" if code else None


def _code(text: str) -> str | None:
    """The alpha-3 code that a text most likely means."""
    try:
        return str(pycountry.countries.lookup(text).alpha_3)
    except LookupError:
        names = {str(one.name).casefold(): str(one.alpha_3) for one in pycountry.countries}
    wanted = text.casefold()
    begins = [code for name, code in names.items() if len(wanted) >= _TELLING and name.startswith(wanted)]
    close = begins if len(begins) == 1 else [names[n] for n in get_close_matches(wanted, names, n=1)]
    return close[0] if close else None


@lru_cache(maxsize=1024)
def _time_zone(text: str) -> str | None:
    near = get_close_matches(text, time_zones(), n=1)
    return f"{near[0]} is right" if near else None


def _network(text: str) -> str | None:
    near = get_close_matches(text, [*REGIONS, "global"], n=1)
    return f"{near[0]} is right" if near else None


_SEARCHES: Final[Mapping[str, Callable[[str], str | None]]] = {
    "country": _country,
    "time_zone": _time_zone,
    "network": _network,
}
"""By the code of the mistake."""
