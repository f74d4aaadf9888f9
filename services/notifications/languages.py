"""What this service calls topics, regions and interests, in the reader's language."""

from pathlib import Path
from typing import Final, NamedTuple, get_args

from shared.contracts.notifications.notices import Topic
from shared.contracts.notifications.subscriptions import OF_AGENCY, Interest
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Own, Speech
from shared.values import REGIONS

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that the slices share."""
_TOPICS: Final[dict[Topic, str]] = {
    "briefings": N_("Briefings to Member States"),
    "calls": N_("Calls for input"),
    "issues": N_("Issues and their answers"),
    "champions": N_("Champion countries"),
    "networks": N_("Regional and country networks"),
    "reports": N_("Reports of the Secretary-General"),
    "secondments": N_("Secondments"),
}


Named = list[tuple[str, str]]
"""Values, each with what it is called."""


class Places(NamedTuple):
    """Where something can be followed, beside everywhere."""

    regions: Named
    countries: Named


TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)


def topic_words(topic: Topic, t: Speech) -> str:
    """A topic's name."""
    return t.say(_TOPICS[topic])


def topics(t: Speech) -> list[tuple[Topic, str]]:
    """Every topic with its name."""
    return [(topic, topic_words(topic, t)) for topic in TOPICS]


def place_words(place: str, t: Speech) -> str:
    """The name of a region, of a country (its ISO 3166 code is given) or of an agency."""
    if place.startswith(OF_AGENCY):
        return Own(place.removeprefix(OF_AGENCY))
    return region_words(place, t) if place in REGIONS else t.country(place)


def interest_words(one: Interest, t: Speech) -> str:
    """A topic, and where it is followed."""
    topic = topic_words(one.topic, t)
    return t.say("{topic}: {place}", topic=topic, place=place_words(one.place, t)) if one.place else topic


def places(t: Speech) -> Places:
    """Every place that can be chosen, each with its name; countries by name."""
    return Places([(region, place_words(region, t)) for region in REGIONS], t.countries())
