"""Short names: of an event, and of the thing a stream is about."""

import hashlib

from shared.contracts.envelope import Event


def name_of(event: Event) -> str:
    """The event's name without service and version: ``briefing-held``."""
    return event.type.split(".")[-2]


def alias(purpose: str, event: str) -> str:
    """An id of 32 hexadecimal letters for what this event began, from the event's own, which is shown to nobody.

    It is the same after every rebuild, and leads back to nothing.
    """
    return hashlib.sha256(f"{purpose} {event}".encode()).hexdigest()[:32]


def key_of(stream: str) -> str:
    """The part of a stream's name after its kind: ``2020-03-04`` of ``briefing-2020-03-04``."""
    return stream.partition("-")[2]
