"""The event store in memory: for tests of what uses a store, held to the same contract suite."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from shared.eventstore.port import Append, Conflict, Run, StreamFrozen, run_of


class MemoryEventStore:
    """Keeps appends in a dictionary; a single event loop is its lock."""

    def __init__(self) -> None:
        self._streams: dict[str, list[Append]] = {}
        self._frozen: dict[str, str] = {}

    async def load(self, stream: str) -> list[Append]:
        """See the port."""
        if stream in self._frozen:
            raise StreamFrozen(self._frozen[stream])
        return list(self._streams.get(stream, []))

    async def exists(self, stream: str) -> bool:
        """See the port."""
        return stream in self._streams or stream in self._frozen

    async def append(self, append: Append) -> None:
        """See the port."""
        appends = self._streams.setdefault(append.stream, [])
        if append.seq != len(appends) + 1:
            raise Conflict(f"{append.stream} has {len(appends)} appends")
        appends.append(append)

    async def freeze(self, stream: str, reason: str) -> None:
        """See the port."""
        self._frozen.setdefault(stream, reason)

    async def thaw(self, stream: str) -> None:
        """See the port."""
        self._frozen.pop(stream, None)

    async def frozen(self) -> dict[str, str]:
        """See the port."""
        return dict(self._frozen)

    async def history(self, stream: str | None = None) -> AsyncIterator[Append]:
        """See the port."""
        for name in sorted(self._streams):
            for append in self._streams[name] if stream in (None, name) else ():
                yield append

    async def pending(self, limit: int, excluding: Collection[str] = ()) -> list[Run]:
        """See the port."""
        waiting = [a for appends in self._streams.values() for a in appends if not a.published]
        oldest = sorted((a for a in waiting if a.stream not in excluding), key=lambda append: append.at)[
            :limit
        ]
        streams = dict.fromkeys(a.stream for a in oldest)
        return [run_of(a for a in waiting if a.stream == stream) for stream in streams]

    async def mark(self, appends: Sequence[Append]) -> None:
        """See the port."""
        for append in appends:
            self._streams[append.stream][append.seq - 1] = replace(append, published=True)

    async def backlog(self, cap: int) -> tuple[int, datetime | None]:
        """See the port."""
        waiting = [a for appends in self._streams.values() for a in appends if not a.published]
        return min(len(waiting), cap), min((a.at for a in waiting), default=None)
