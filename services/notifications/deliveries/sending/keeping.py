"""Keeping a chunk's results and its lease while it is in a sender's hands."""

import asyncio
import contextlib
import time
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.notifications.deliveries.chunks import Chunk, Chunks
from services.notifications.deliveries.plan import Delivery
from shared import crash
from shared.mongo import StoreClock, Unavailable

_log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=30)
"""How long a chunk is a sender's without a sign of life."""
WINDOW: Final = 50
SOON: Final = 0.2
_ENOUGH: Final = WINDOW // 2
_AGAIN: Final = 0.5


class Keeping:
    """Results go in by ``put``; ``run`` keeps them and the lease.

    ``room`` waits while ``WINDOW`` mails are out whose results are not kept. A store that is away is waited for:
    results are never dropped, unless the lease has meanwhile gone to somebody else.
    """

    def __init__(self, chunk: Chunk, chunks: Chunks, clock: StoreClock, lease: timedelta) -> None:
        self._chunk = chunk.id
        self._owner = chunk.owner
        self._chunks = chunks
        self._clock = clock
        self._lease = lease
        self._ours = lease.total_seconds() * 5 / 6  # nothing is begun in the last sixth
        self._results: dict[int, Delivery] = {}
        self._out = asyncio.Semaphore(WINDOW)
        self._taken = 0
        self._enough = asyncio.Event()
        self._lock = asyncio.Lock()
        self._lost = False
        self._stopping = False
        self._held_until = time.monotonic() + self._ours

    @property
    def holds(self) -> bool:
        """Whether the chunk is ours for sure, by this machine's monotonic clock."""
        return not self._lost and time.monotonic() < self._held_until

    async def room(self) -> None:
        """Wait until one more mail may be out."""
        await self._out.acquire()

    def unused(self) -> None:
        """The room was not used."""
        self._out.release()

    def put(self, place: int, result: Delivery) -> None:
        """A result, or another time to try, to be kept soon."""
        self._results[place] = result
        if len(self._results) >= _ENOUGH:
            self._enough.set()

    def landed(self) -> None:
        """A mail is out no more: its result was put."""
        self._taken += 1

    async def run(self) -> None:
        """Keep results at least every ``SOON``, many of them at once, and the lease; until ``stop``."""
        renewed = time.monotonic()
        while not self._stopping:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SOON):
                    await self._enough.wait()
            self._enough.clear()
            if self._results or self._taken or time.monotonic() - renewed > self._ours / 3:
                renewed = time.monotonic()
                await self._keep(None)

    def stop(self) -> None:
        """End ``run`` after what it is writing: a write that is cut off may land after the last one."""
        self._stopping = True
        self._enough.set()

    async def give_back(self, due: datetime | None) -> None:
        """Keep what is left; the chunk is due again then, or done."""
        await self._keep((due,))

    async def _keep(self, given_back: tuple[datetime | None] | None) -> None:
        async with self._lock:
            while not self._lost:
                results, taken = dict(self._results), self._taken
                began = time.monotonic()
                try:
                    moment = await self._clock.now()
                    due = given_back[0] if given_back else moment + self._lease
                    held = await self._chunks.record(self._chunk, self._owner, due, results)
                except Unavailable as error:
                    _log.warning("results wait", chunk=self._chunk, error=str(error))
                    await asyncio.sleep(_AGAIN)
                    continue
                crash.point("deliver.after_record")
                self._lost = not held
                self._held_until = began + self._ours
                self._kept(results, taken)
                return

    def _kept(self, results: dict[int, Delivery], taken: int) -> None:
        for place, one in results.items():
            if self._results.get(place) is one:
                del self._results[place]
        self._taken -= taken
        for _ in range(taken):
            self._out.release()
