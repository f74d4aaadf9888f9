"""Whom a notice concerns, as the keys that it can be followed by."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from shared.contracts.notifications.notices import NoticeIssued


@cache
def _regions() -> dict[str, list[str]]:
    """Countries by region: ``places.yaml``, where its source stands."""
    places: dict[str, list[str]] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("places.yaml"))[
        "regions"
    ]
    return places


def regions_of(country: str) -> tuple[str, ...]:
    """The regions that a country belongs to; some belong to two."""
    return tuple(region for region, countries in _regions().items() if country in countries)


def followed_by(notice: NoticeIssued) -> tuple[str, ...]:
    """``all``, the topic, and the topic in each place that the notice is about.

    One that is about no place concerns all of them, and stands in each region.
    """
    if notice.country:
        places: tuple[str, ...] = (notice.country, *regions_of(notice.country))
    else:
        places = (notice.region,) if notice.region else tuple(_regions())
    return ("all", notice.topic, *(f"{notice.topic}/{place}" for place in places))
