"""The regions of the regional reviews, by their names."""

from shared.i18n.speech import Speech
from shared.values import REGION_NAMES


def region_words(region: str, t: Speech) -> str:
    """A region's name in the reader's language."""
    return t.say(REGION_NAMES[region])
