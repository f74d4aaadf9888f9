"""The regions of the regional reviews, by their names."""

from collections.abc import Mapping
from typing import Final

from shared.i18n.speech import N_, Speech

REGION_NAMES: Final[Mapping[str, str]] = {
    "europe_north_america": N_("Europe and North America"),
    "arab": N_("Arab region"),
    "asia_pacific": N_("Asia and the Pacific"),
    "latin_america_caribbean": N_("Latin America and the Caribbean"),
    "africa": N_("Africa"),
}


def region_words(region: str, t: Speech) -> str:
    """A region's name in the reader's language."""
    return t.say(REGION_NAMES[region])
