"""Lists of records in a form: ``speakers.0.role`` is a field of the first row of ``speakers``. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

MORE: Final = 2
"""How many empty rows a list gets, at first and whenever more are asked for."""
_PLACE: Final = re.compile(r"([0-9]{1,4})\.(.+)")


def rows(name: str, values: Mapping[str, str]) -> list[dict[str, str]]:
    """Every row of a list as it was filled in, by the fields' names within it, in their order."""
    found: dict[int, dict[str, str]] = {}
    for field, text in values.items():
        place = _PLACE.fullmatch(field.removeprefix(f"{name}."))
        if place and field.startswith(f"{name}."):
            found.setdefault(int(place[1]), {})[place[2]] = text
    return [found[number] for number in sorted(found)]


def records(name: str, values: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows that say anything."""
    return [row for row in rows(name, values) if not _empty(row)]


def _empty(row: Mapping[str, str]) -> bool:
    return not any(text.strip() for text in row.values())


def packed(names: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The same with the empty rows of each list behind the others: then the API counts them as the form does."""
    found = dict(values)
    for name in names:
        found = {field: text for field, text in found.items() if not field.startswith(f"{name}.")}
        for number, row in enumerate(sorted(rows(name, values), key=_empty)):
            found |= {f"{name}.{number}.{field}": text for field, text in row.items()}
    return found
