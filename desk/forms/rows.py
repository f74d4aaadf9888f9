"""Lists of records in a form: ``speakers.0.role`` is a field of the first row of ``speakers``. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

MORE: Final = 2
"""How many empty rows a list gets, at first and whenever more are asked for; one whose rows are folded gets one."""
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
    return [row for row in rows(name, values) if not is_empty(row)]


def is_empty(row: Mapping[str, str]) -> bool:
    """Whether it says nothing."""
    return not any(text.strip() for text in row.values())


def place(name: str, values: Mapping[str, str], number: int) -> int:
    """Where the list's row of this number comes to be when it is packed: after those that say anything."""
    return sum(not is_empty(row) for row in rows(name, values)[:number])


def one_text(row: Mapping[str, str]) -> str:
    """A row as one text, ``role: Coordinator`` on a line; what is on lines of its own is indented."""
    return "\n".join(f"{name}: " + re.sub(r"\r\n?|\n", "\n ", text) for name, text in row.items() if text)


def apart(names: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The same with each row that is one text as its fields; what stands beside it in a field of its own holds."""
    found: dict[str, str] = {}
    for field, text in values.items():
        name, _, number = field.rpartition(".")
        if name in names and number.isdecimal():
            lines = re.split(r"\r?\n(?! )", text)
            for part, _, said in (line.partition(": ") for line in lines):
                found[f"{field}.{part}"] = re.sub(r"\r?\n ", "\n", said)
    return found | {field: text for field, text in values.items() if field.rpartition(".")[0] not in names}


def packed(names: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The same with the empty rows of each list behind the others: then the API counts them as the form does."""
    found = dict(values)
    for name in names:
        found = {field: text for field, text in found.items() if not field.startswith(f"{name}.")}
        for number, row in enumerate(sorted(rows(name, values), key=is_empty)):
            found |= {f"{name}.{number}.{field}": text for field, text in row.items()}
    return found
