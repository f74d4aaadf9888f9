"""How an older version of an event becomes the next one; the bytes on the topic stay as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Upcaster:
    """From the payload of ``old`` to that of ``new``, the next version of the same event.

    ``convert`` is pure and total over every payload ever published as ``old``; it need not set ``type``.
    """

    old: str
    new: str
    convert: Callable[[dict[str, Any]], dict[str, Any]]


UPCASTERS: Mapping[str, Upcaster] = {}
"""Every upcaster by the type it starts from. Empty as long as every event is in its first version."""
