"""What States and areas are called: by United Nations terminology, and otherwise if an installation says so.

ISO 3166 has the codes and most English names; ``countries.toml`` has what the United Nations call otherwise, its
sources, and the form of a file that comes before it.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import pycountry
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from shared.dates import mistake

_Words = dict[
    Annotated[str, StringConstraints(pattern=r"^(ar|en|es|fr|ru|zh)$")],
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)],
]


class Naming(BaseModel):
    """Of one code, by language: what it is called, what is noted beside it, and what it is sorted by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Words = Field(default={})
    note: _Words = Field(default={})
    sort: _Words = Field(default={})
    also: tuple[str, ...] = ()
    """Names that are often typed, and led to the code."""
    listed: bool = True
    """Whether forms offer it."""


_TABLE: Final = TypeAdapter(dict[str, Naming])
_NOTHING: Final = Naming()
_ours: dict[str, Naming] = {}


@cache
def _iso() -> Mapping[str, str]:
    return {country.alpha_3: country.name for country in pycountry.countries}


@cache
def currencies() -> frozenset[str]:
    """The codes of the currencies there are, by ISO 4217."""
    return frozenset(one.alpha_3 for one in pycountry.currencies)


@cache
def _united_nations() -> Mapping[str, Naming]:
    return read(Path(__file__).with_suffix(".toml"))


def read(path: Path) -> Mapping[str, Naming]:
    """The entries of a file, by code. Raises a ``mistake`` that names what is wrong in it."""
    right = "a table for each code of ISO 3166 with name, note, sort, also or listed is right"
    try:
        table = _TABLE.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise mistake("countries", f"{path.name} is no TOML in UTF-8: {error}", right) from None
    except ValidationError as error:
        at = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise mistake("countries", f"{path.name} says something else at {at}", right) from None
    if unknown := sorted(table.keys() - _iso().keys()):
        raise mistake("countries", f"{path.name} names {unknown[0]!r:.20}, which is no code", right)
    return table


def checked(path: Path) -> Path:
    """The path of a file that can be used. Raises a ``mistake``."""
    read(path)
    return path


def use(path: Path | None) -> None:
    """Let the entries of this file come before the others from now on, in this process; None for no file."""
    _ours.clear()
    _ours.update(read(path) if path else {})
    naming.cache_clear()


@cache
def naming(code: str) -> Naming:
    """What is said of a code: each part as the installation says it, else as the United Nations do."""
    theirs, ours = _united_nations().get(code, _NOTHING), _ours.get(code, _NOTHING)
    told = {part: getattr(theirs, part) | getattr(ours, part) for part in ("name", "note", "sort")}
    listed = ours.listed if "listed" in ours.model_fields_set else theirs.listed
    return Naming(**told, also=theirs.also + ours.also, listed=listed)


def is_country(code: str) -> bool:
    """Whether ISO 3166 has this code of three letters."""
    return code in _iso()


def listed() -> list[str]:
    """The codes that a form offers."""
    return [code for code in _iso() if naming(code).listed]


def country_name(code: str) -> str:
    """A country's name in English, or the code itself where the standard no longer has it."""
    return naming(code).name.get("en") or _iso().get(code, code)
