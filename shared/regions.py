"""Which regions a country belongs to: ``regions.yaml``, where its source stands."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from shared.places import REGIONS, Region


@cache
def places() -> dict[Region, list[str]]:
    """Countries by region."""
    found = YAML(typ="safe", pure=True).load(Path(__file__).with_name("regions.yaml"))["regions"]
    return {region: found[region] for region in REGIONS}


def regions_of(country: str) -> tuple[Region, ...]:
    """The regions that a country belongs to; some belong to two."""
    return tuple(region for region, countries in places().items() if country in countries)
