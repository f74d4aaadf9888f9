"""The languages that notices, mails and pages of this service are written in, and its own names in them."""

from typing import Final, Literal

import pycountry
from babel import Locale

from shared.contracts.notifications.notices import Topic
from shared.contracts.notifications.subscriptions import Interest
from shared.values import REGIONS, OfficialLanguage, country_name

Written = Literal["en", "fr"]
"""The languages that there are texts in."""

OWN_NAMES: Final[dict[OfficialLanguage, str]] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""The official languages of the United Nations, each by its own name, in their usual order."""
_TOPICS: Final[dict[Written, dict[Topic, str]]] = {
    "en": {
        "briefings": "Briefings to Member States",
        "champions": "Champion countries",
        "networks": "Regional and country networks",
        "secondments": "Secondments",
    },
    "fr": {
        "briefings": "Séances d'information aux États Membres",
        "champions": "Pays champions",
        "networks": "Réseaux régionaux et nationaux",
        "secondments": "Détachements",
    },
}
_REGIONS: Final[dict[Written, dict[str, str]]] = {
    "en": {
        "europe_north_america": "Europe and North America",
        "arab": "Arab region",
        "asia_pacific": "Asia and the Pacific",
        "latin_america_caribbean": "Latin America and the Caribbean",
        "africa": "Africa",
    },
    "fr": {
        "europe_north_america": "Europe et Amérique du Nord",
        "arab": "Région arabe",
        "asia_pacific": "Asie et Pacifique",
        "latin_america_caribbean": "Amérique latine et Caraïbes",
        "africa": "Afrique",
    },
}
_WITH_PLACE: Final[dict[Written, str]] = {"en": "{}: {}", "fr": "{} : {}"}


def written(language: OfficialLanguage) -> Written:
    """The language itself where there are texts in it, English where there are none yet."""
    return "fr" if language == "fr" else "en"


def topic_words(topic: Topic, language: Written) -> str:
    """A topic's name."""
    return _TOPICS[language][topic]


def country_words(code: str, language: Written) -> str:
    """A country's name: of ISO 3166 in English, of the Unicode CLDR in French."""
    found = pycountry.countries.get(alpha_3=code)
    if language == "en" or found is None:
        return country_name(code)
    return str(Locale(language).territories.get(found.alpha_2, country_name(code)))


def place_words(place: str, language: Written) -> str:
    """The name of a region or of a country (its ISO 3166 code is given)."""
    return _REGIONS[language][place] if place in REGIONS else country_words(place, language)


def interest_words(one: Interest, language: Written) -> str:
    """A topic, and where it is followed."""
    topic = topic_words(one.topic, language)
    return _WITH_PLACE[language].format(topic, place_words(one.place, language)) if one.place else topic
