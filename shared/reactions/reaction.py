"""What a reaction is: an event that causes commands, at most one for each target stream."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from shared.contracts.envelope import Recorded


@dataclass(frozen=True)
class Memory:
    """What a reaction remembers of each stream: a state, and its pure fold of one more event."""

    state: type[BaseModel]
    recall: Callable[[Any, Recorded[Any]], BaseModel]


@dataclass(frozen=True)
class Reaction:
    """A pure policy, run at least once for every event of its ``kinds``.

    ``react`` takes the event, and where there is a ``memory`` what was remembered before it. It answers
    (target stream, command) pairs. Each pair is handled as a keyed command whose key is this reaction's
    ``name`` and the event's id, so the name is for ever: renaming it runs it anew.

    A new reaction ``starts`` at its topics' beginning, or at their end: then it reads what happened before
    its service first ran it, remembers it, and acts on nothing of it.
    """

    name: str
    kinds: frozenset[str]
    react: Callable[..., Iterable[tuple[str, BaseModel]]]
    memory: Memory | None = None
    starts: Literal["beginning", "end"] = "beginning"
