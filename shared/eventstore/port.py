"""The event store's port: what handlers, the relay and ``verify`` may ask of it.

Guaranteed by every adapter (one contract suite runs over all of them):

* an append is kept whole or not at all, and only once at its place ``(stream, seq)``;
* ``load`` sees every append that was acknowledged before it began;
* nothing is ever changed but ``published``, which only goes from False to True.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from shared.contracts.envelope import Context

RESTORED: Final = "restored:"
"""How the command id of an append begins that healing put back: the topic does not say which command it answered."""


class Conflict(Exception):
    """Another append stands at this place of the stream: load again and decide again."""


class StoreUnavailable(Exception):
    """The store did not answer. An append may or may not have happened: look it up, do not repeat blindly."""


class StreamFrozen(Exception):
    """The stream forked after a restore: no writes until an operator decides (``onevoice forks``)."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it is kept: ``data`` are its bytes for ever, ``digest`` chains it to the one before."""

    id: str
    type: str
    version: int
    data: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """What one command added to a stream, possibly nothing: ``last`` is the version it left behind.

    ``seq`` counts a stream's appends from 1. ``command_id`` names the command that this append answers,
    ``fingerprint`` its content (None for reactions), ``actor`` who acted, as role and organisation.
    """

    stream: str
    seq: int
    last: int
    events: tuple[StoredEvent, ...]
    command_id: str
    fingerprint: str | None
    actor: str
    at: datetime
    context: Context
    published: bool = False

    @property
    def first(self) -> int:
        """The version of its first event."""
        return self.last - len(self.events) + 1

    def answers(self, command_id: str, cause: str | None) -> bool:
        """Whether it answers this command, which ``cause`` brought about (the id of a reaction's event).

        A reaction sends at most one command to a stream for an event: what healing put back of that event is its
        answer.
        """
        put_back = cause is not None and self.command_id.startswith(RESTORED)
        return self.command_id == command_id or (put_back and self.context.causation_id == cause)


Run = tuple[Append, ...]
"""Appends of one stream that follow each other."""
RUN = 50
RUN_BYTES = 256 * 1024


def run_of(waiting: Iterable[Append]) -> Run:
    """The run that these appends of one stream, oldest first, begin with."""
    run: list[Append] = []
    size = 0
    for append in waiting:
        size += sum(len(event.data) for event in append.events)
        follows = not run or (append.first == run[-1].last + 1 and size <= RUN_BYTES)
        if len(run) == RUN or not follows:
            break
        run.append(append)
    return tuple(run)


class EventStore(Protocol):
    """For request handlers and reactions. Any number of processes at once. Calls wait for the disk."""

    async def load(self, stream: str) -> list[Append]:
        """Every append of the stream, oldest first; empty when there is none.

        Raises ``StreamFrozen`` and ``StoreUnavailable``.
        """
        ...

    async def exists(self, stream: str) -> bool:
        """Whether anything stands in the stream, be it the mark that it is frozen. Raises ``StoreUnavailable``."""
        ...

    async def append(self, append: Append) -> None:
        """Keep it, durably. Raises ``Conflict`` or ``StoreUnavailable``."""
        ...

    async def freeze(self, stream: str, reason: str) -> None:
        """Refuse the stream's writes until ``thaw``. Doing it again changes nothing."""
        ...

    async def thaw(self, stream: str) -> None:
        """Take writes again."""
        ...

    async def frozen(self) -> dict[str, str]:
        """The frozen streams and why."""
        ...

    def history(self, stream: str | None = None) -> AsyncIterator[Append]:
        """Every append, stream by stream in order of ``seq``; for ``verify``."""
        ...


class Outbox(Protocol):
    """The same store as the relay sees it."""

    async def pending(self, limit: int, excluding: Collection[str] = ()) -> list[Run]:
        """Of the streams of the ``limit`` appends that have waited longest, the oldest pending appends of each.

        Streams in ``excluding`` (in flight, or backing off) are left out, so that they never fill the page.

        A run begins with the oldest that is pending in its stream, and has no gap. It is one record batch where that
        is possible: ``RUN`` appends at most, and after the first no more than ``RUN_BYTES``.
        """
        ...

    async def mark(self, appends: Sequence[Append]) -> None:
        """They are on the topic. Marking again changes nothing."""
        ...

    async def backlog(self, cap: int) -> tuple[int, datetime | None]:
        """How many wait, counted up to ``cap``, and since when the oldest does."""
        ...
