"""Short names: of an event, and of the thing a stream is about."""

import hashlib
import re
import unicodedata
from typing import Final

from shared.contracts.envelope import Event

_LONGEST: Final = 80
_HASH: Final = 8
_KEPT: Final = 60
"""How much of a key that is too long is kept before its hash."""


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


def shortened(key: str) -> str:
    """The key itself, or where it is too long for one, its beginning and a hash of it all."""
    if len(key) <= _LONGEST:
        return key
    return f"{key[:_KEPT]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def item_key(of: str, item: str) -> str:
    """The key of what follows from an item of another thing, such as a briefing's outcome."""
    return shortened(f"{of}-{item}")


def key_made(*texts: str) -> str:
    """A key that is made from texts: ``UNHCR_secretariat``, ``UN-Women``.

    Each keeps its ASCII letters and digits, accents dropped. One that loses others, or is too long, is told apart by
    a short hash. No part holds an underscore then, so that two texts stay two.
    """
    longest = (_LONGEST - len(texts) + 1) // max(1, len(texts))
    return "_".join(_in_key(text, longest) for text in texts)


def _in_key(text: str, longest: int) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    kept = "-".join(re.findall("[A-Za-z0-9]+", plain))
    loses = any(c.isalnum() and not c.isascii() for c in plain)
    if kept and not loses and len(kept) <= longest:
        return kept
    digest = hashlib.sha256(plain.encode()).hexdigest()[:_HASH]
    return f"{kept[: longest - _HASH - 1]}-{digest}".lstrip("-")
