"""Which countries lie in which regions of the regional reviews: ``regions.yaml``, where its source stands."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML


@cache
def countries_by_region() -> dict[str, list[str]]:
    """The countries of each region."""
    read = YAML(typ="safe", pure=True).load(Path(__file__).with_name("regions.yaml"))
    regions: dict[str, list[str]] = read["regions"]
    return regions


def regions_of(country: str) -> tuple[str, ...]:
    """The regions that a country belongs to; some belong to two."""
    return tuple(region for region, countries in countries_by_region().items() if country in countries)
