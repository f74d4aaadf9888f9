"""Which countries lie in which regions of the regional reviews: ``regions.yaml``, where its source stands."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from shared.places import REGIONS, Region


@cache
def countries_by_region() -> dict[Region, list[str]]:
    """The countries of each region."""
    found = YAML(typ="safe", pure=True).load(Path(__file__).with_name("regions.yaml"))["regions"]
    return {region: found[region] for region in REGIONS}


def regions_of(country: str) -> tuple[Region, ...]:
    """The regions that a country belongs to; some belong to two."""
    return tuple(region for region, countries in countries_by_region().items() if country in countries)
