"""Which language a reader asks for, of those that there are."""

import re
from collections.abc import Mapping
from typing import Final

from shared.i18n.speech import PSEUDO, Tag

TAGS: Final[Mapping[str, Tag]] = {"en": "en", "fr": "fr", PSEUDO: PSEUDO}


def preferred(header: str) -> Tag:
    """The language that an ``Accept-Language`` header asks for first, of those that there are; English for none."""
    wanted: list[tuple[float, Tag]] = []
    for part in header.split(","):
        found = re.fullmatch(
            r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part
        )
        if found and (tag := TAGS.get(found[1].lower())):
            wanted.append((float(found[2] or 1), tag))
    return max(wanted, key=lambda one: one[0], default=(1.0, "en"))[1]
