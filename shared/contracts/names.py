"""Short names: of an event, and of the thing a stream is about."""

from shared.contracts.envelope import Event


def name_of(event: Event) -> str:
    """The event's name without service and version: ``briefing-held``."""
    return event.type.split(".")[-2]


def key_of(stream: str) -> str:
    """The part of a stream's name after its kind: ``2020-03-04`` of ``briefing-2020-03-04``."""
    return stream.partition("-")[2]
