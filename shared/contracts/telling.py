"""An event that is told: its type, its facts, and what is known of its thing by then."""

from collections.abc import Mapping
from typing import Any

from shared.plain import plain

Facts = Mapping[str, Any]
"""Fields by their names, as JSON."""


@plain
class Telling:
    """What a sentence is made of, in any language.

    ``kind`` is the stream's. ``facts`` are fields of the event; ``it`` is what is known of the thing: its key, and
    what its kind of thing is known by (``shared.contracts.catalogue``).
    """

    kind: str
    type: str
    facts: dict[str, Any]
    it: dict[str, Any]
