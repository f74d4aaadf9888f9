"""Whom a notice concerns: keys that it stands under, and keys that an interest looks under.

They meet if, and only if, who follows the interest is to be told. A feed is read, and a mail is sent, by the
same rule.
"""

from functools import cache
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.values import REGIONS

EVERYTHING: Final = "all"
"""Every notice stands under it."""
_SOMEWHERE: Final = "*"


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


def concerned(notice: NoticeIssued) -> tuple[str, ...]:
    """The keys that a notice stands under.

    One about a country concerns it and its regions; one about a region also the countries in it; one about
    no place concerns all.
    """
    topic = notice.topic
    if notice.country:
        places: tuple[str, ...] = (notice.country, *regions_of(notice.country))
    elif notice.region:
        places = (notice.region, f"{_SOMEWHERE}/{notice.region}")
    else:
        places = (_SOMEWHERE,)
    return (topic, *(f"{topic}/{place}" for place in places))


def followed(topic: Topic, place: str | None) -> tuple[str, ...]:
    """The keys that somebody looks under who follows a topic, everywhere or in a region or country."""
    if place is None:
        return (topic,)
    regions = () if place in REGIONS else regions_of(place)
    return (
        f"{topic}/{place}",
        f"{topic}/{_SOMEWHERE}",
        *(f"{topic}/{_SOMEWHERE}/{region}" for region in regions),
    )
