"""The gate: when too much waits for Kafka, writes are turned away before they add to it."""

import asyncio

import structlog

from shared import metrics
from shared.away import passes
from shared.eventstore.port import Outbox
from shared.mongo import StoreClock
from shared.runtime.wakeup import Wakeup

_log = structlog.get_logger(__name__)
SAMPLE = 1.0
_NET = 5.0


class Gate:
    """Samples the backlog; ``closed`` while it stands at the limit. For one event loop.

    It looks a second after something was appended here, every second while anything waits, and at times for what
    others have appended. ``age``: for how many seconds the oldest has waited, by the store's clock.
    """

    def __init__(self, service: str, outbox: Outbox, limit: int, clock: StoreClock) -> None:
        self._service = service
        self._outbox = outbox
        self._limit = limit
        self._clock = clock
        self._appended = Wakeup()
        self._waiting = 0
        self.closed = False
        self.age = 0.0

    def wake(self) -> None:
        """Something was appended."""
        self._appended.ring()

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            heard = self._appended.rung
            try:
                await self.sample()
            except Exception as error:
                if not passes(error):
                    raise
                _log.warning("backlog unknown", service=self._service, error=str(error))
            await asyncio.sleep(SAMPLE)
            if not self._waiting:
                await self._appended.wait(heard, _NET)

    async def sample(self) -> None:
        """Look once. Raises ``StoreUnavailable`` and ``Unavailable``."""
        self._waiting, oldest = await self._outbox.backlog(self._limit)
        self.closed = self._waiting >= self._limit
        self.age = max(0.0, (await self._clock.now() - oldest).total_seconds()) if oldest else 0.0
        metrics.PENDING.labels(self._service).set(self._waiting)
        metrics.PENDING_AGE.labels(self._service).set(self.age)
