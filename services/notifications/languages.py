"""What this service calls topics, regions and interests, in the reader's language."""

from typing import Final

from shared.contracts.notifications.notices import Topic
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.values import REGIONS

_TOPICS: Final[dict[Topic, str]] = {
    "briefings": N_("Briefings to Member States"),
    "champions": N_("Champion countries"),
    "networks": N_("Regional and country networks"),
    "secondments": N_("Secondments"),
}


def topic_words(topic: Topic, t: Speech) -> str:
    """A topic's name."""
    return t.say(_TOPICS[topic])


def place_words(place: str, t: Speech) -> str:
    """The name of a region or of a country (its ISO 3166 code is given)."""
    return region_words(place, t) if place in REGIONS else t.country(place)


def interest_words(one: Interest, t: Speech) -> str:
    """A topic, and where it is followed."""
    topic = topic_words(one.topic, t)
    return t.say("{topic}: {place}", topic=topic, place=place_words(one.place, t)) if one.place else topic
