"""A pool of connections: taken in turn, given back, closed by themselves when nobody wants them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A connection as far as it matters here."""

    @property
    def is_connected(self) -> bool:
        """False once either side has closed it."""

    def close(self) -> None:
        """Close it at once."""


C = TypeVar("C", bound=Closable)


class Pool(Generic[C]):
    """Idle connections, the last given back first, so that those too many grow old.

    ``leave`` says goodbye to one that was idle for ``seconds``; it raises nothing.
    """

    def __init__(self, leave: Callable[[C], Awaitable[None]], seconds: float) -> None:
        self._leave = leave
        self._seconds = seconds
        self._idle: dict[C, asyncio.TimerHandle] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._idle)

    def take(self) -> C | None:
        """One that was connected when last heard of; None if there is none."""
        while self._idle:
            connection, timer = self._idle.popitem()
            timer.cancel()
            if connection.is_connected:
                return connection
        return None

    def give(self, connection: C) -> None:
        """Keep it, if it is still connected."""
        if connection.is_connected:
            loop = asyncio.get_running_loop()
            self._idle[connection] = loop.call_later(self._seconds, self._expire, connection)

    def _expire(self, connection: C) -> None:
        del self._idle[connection]
        self._goodbye(connection)

    def _goodbye(self, connection: C) -> None:
        async def goodbye() -> None:
            try:
                if connection.is_connected:
                    await self._leave(connection)
            finally:
                connection.close()

        task = asyncio.ensure_future(goodbye())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Say goodbye to all."""
        while (connection := self.take()) is not None:
            self._goodbye(connection)
        await asyncio.gather(*self._leaving, return_exceptions=True)
