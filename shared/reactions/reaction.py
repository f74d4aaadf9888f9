"""What a reaction is: an event that causes commands, at most one for each target stream."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.contracts.envelope import Recorded


@dataclass(frozen=True)
class Reaction:
    """A pure policy, run at least once for every event of its ``kinds``.

    ``react`` answers (target stream, command) pairs. Each pair is handled as a keyed command whose key
    is this reaction's ``name`` and the event's id, so the name is for ever: renaming it runs it anew.
    """

    name: str
    kinds: frozenset[str]
    react: Callable[[Recorded[Any]], Iterable[tuple[str, BaseModel]]]
