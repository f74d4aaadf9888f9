"""The gate: when too much waits for Kafka, writes are turned away before they add to it."""

import asyncio

import structlog

from shared import metrics
from shared.clock import now
from shared.eventstore.port import Outbox, StoreUnavailable

_log = structlog.get_logger(__name__)
SAMPLE = 1.0


class Gate:
    """Samples the backlog once a second; ``closed`` while it stands at the limit. For one event loop."""

    def __init__(self, service: str, outbox: Outbox, limit: int) -> None:
        self._service = service
        self._outbox = outbox
        self._limit = limit
        self.closed = False

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            try:
                await self.sample()
            except StoreUnavailable as error:
                _log.warning("backlog unknown", service=self._service, error=str(error))
            await asyncio.sleep(SAMPLE)

    async def sample(self) -> None:
        """Look once. Raises ``StoreUnavailable``."""
        waiting, oldest = await self._outbox.backlog(self._limit)
        self.closed = waiting >= self._limit
        age = (now() - oldest).total_seconds() if oldest else 0.0
        metrics.PENDING.labels(self._service).set(waiting)
        metrics.PENDING_AGE.labels(self._service).set(max(0.0, age))
