"""A wake-up: tells who waits for work in this process. It saves a moment; nothing depends on it."""

import asyncio
import contextlib


class Wakeup:
    """``ring`` after there is something to do; ``wait`` before looking again. For one event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self._rung = 0

    @property
    def rung(self) -> int:
        """How often it was rung: read before looking for work, given to ``wait`` after finding none."""
        return self._rung

    def ring(self) -> None:
        """Wake everybody who waits."""
        self._rung += 1
        for event in self._waiting:
            event.set()

    async def wait(self, heard: int, seconds: float) -> None:
        """Return when it was rung since ``heard``, or after so many seconds."""
        if self._rung != heard:
            return
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            # Not wait_for: a cancellation that comes with the ring is lost in it (Python 3.11).
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await event.wait()
        finally:
            self._waiting.discard(event)
