"""What a duty is: an event that causes work outside every stream, such as a key to destroy."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from shared.contracts.envelope import Recorded

Do = Callable[[Recorded[Any]], Awaitable[None]]


@dataclass(frozen=True)
class Duty:
    """Work done at least once for every event of its ``kinds``; doing it again changes nothing.

    ``build`` makes it from what the service's slices may use (``shared.runtime.service.Room``). A duty may
    write documents that are neither history nor view. The name is for ever, as a reaction's is.
    """

    name: str
    kinds: frozenset[str]
    build: Callable[[Any], Do]
