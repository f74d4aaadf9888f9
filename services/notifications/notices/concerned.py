"""Whom a notice concerns: keys that it stands under, and keys that an interest looks under.

They meet if, and only if, who follows the interest is to be told. A feed is read, and a mail is sent, by the
same rule.
"""

from typing import Final

from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.contracts.notifications.subscriptions import OF_AGENCY
from shared.regions import regions_of
from shared.values import REGIONS

EVERYTHING: Final = "all"
"""Every notice stands under it."""
_SOMEWHERE: Final = "*"


def concerned(notice: NoticeIssued) -> tuple[str, ...]:
    """The keys that a notice stands under.

    One about a country concerns it and its regions; one about a region also the countries in it; one about
    no place concerns all. What is apart concerns its agencies alone.
    """
    topic = notice.topic
    own = tuple(f"{topic}/{OF_AGENCY}{agency}" for agency in notice.agencies)
    if notice.apart:
        return own
    if notice.country:
        places: tuple[str, ...] = (notice.country, *regions_of(notice.country))
    elif notice.region:
        places = (notice.region, f"{_SOMEWHERE}/{notice.region}")
    else:
        places = (_SOMEWHERE,)
    return (topic, *(f"{topic}/{place}" for place in places), *own)


def followed(topic: Topic, place: str | None) -> tuple[str, ...]:
    """The keys that somebody looks under who follows a topic, everywhere, in a region or country, or of an agency."""
    if place is None:
        return (topic,)
    if place.startswith(OF_AGENCY):
        return (f"{topic}/{place}",)
    regions = () if place in REGIONS else regions_of(place)
    return (
        f"{topic}/{place}",
        f"{topic}/{_SOMEWHERE}",
        *(f"{topic}/{_SOMEWHERE}/{region}" for region in regions),
    )
