"""An event that is told: its type, its facts, and what is known of its thing by then."""

from collections.abc import Mapping

from pydantic import JsonValue

from shared.values import Value

Facts = Mapping[str, JsonValue]
"""Fields by their names, as JSON."""


class Telling(Value):
    """What a sentence is made of, in any language.

    ``kind`` is the stream's. ``facts`` are fields of the event; ``it`` is what is known of the thing: its key, and
    what its kind of thing is known by (``shared.contracts.catalogue``).
    """

    kind: str
    type: str
    facts: dict[str, JsonValue]
    it: dict[str, JsonValue]
