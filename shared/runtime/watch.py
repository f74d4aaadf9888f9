"""Liveness by progress: a consumer that has records to read and reads none is stuck, connected or not.

After half the patience it is made to join its group anew; after all of it the process is not live. Nor is it when
nobody watches: a watch that has not looked for so long is itself what stands still.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import structlog

from shared import metrics
from shared.kafka.away import KafkaAway
from shared.kafka.topics import MisfitTopic, Topics
from shared.runtime.running import Running
from shared.views.live import LiveConsumer

_log = structlog.get_logger(__name__)
SAMPLE = 5.0

Ends = dict[tuple[str, int], int]
Position = dict[tuple[str, int], int | None]
Committed = Callable[[str, Sequence[str]], Awaitable[Ends]]
"""What a group has committed on topics."""
WATCH: Final = "the watch itself"
_NO_KAFKA: Final = (KafkaAway, MisfitTopic)


class Watch:
    """Samples every consumer of a process. One task runs ``run``; ``stalled`` may be asked at any time."""

    def __init__(
        self, topics: Topics, running: Sequence[Running], patience: float, committed: Committed
    ) -> None:
        self._topics = topics
        self._committed = committed
        self._running = running
        self._patience = patience
        self._last: dict[str, Position] = {}
        self._shown: dict[str, set[tuple[str, int]]] = {}
        self._moved: dict[str, float] = {}
        self._still: dict[str, float] = {}
        self._rejoined: set[str] = set()
        self._looked = time.monotonic()

    def stalled(self) -> list[str]:
        """Groups that have stood still for longer than the patience, and the watch itself where it has."""
        still = sorted(group for group, still in self._still.items() if still > self._patience)
        return [*still, WATCH] if time.monotonic() - self._looked > self._patience else still

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            await asyncio.sleep(SAMPLE)
            consumers = [consumer for running in self._running for consumer in running.live()]
            try:
                await self.sample(consumers)
            except _NO_KAFKA as error:  # nobody can move, and none is blamed
                self._looked = time.monotonic()
                self._moved.clear()
                self._still.clear()
                _log.debug("progress unknown", error=str(error))
            except Exception as error:  # noqa: BLE001 - whatever one look meets, the next one is taken
                _log.error("the watch met a fault", exc_info=error)

    async def sample(self, consumers: Sequence[LiveConsumer]) -> None:
        """Look once. Raises ``KafkaAway``."""
        names = {topic for consumer in consumers for topic in consumer.subscription.topics}
        ends: Ends = {}
        for topic in names:
            found = await asyncio.to_thread(self._topics.ends, topic)
            ends |= {(topic, partition): end for partition, end in found.items()}
        for gone in set(self._shown) - {consumer.group for consumer in consumers}:
            self._show(gone, {})
            del self._shown[gone]
        for consumer in consumers:
            await self._look(consumer, ends)
        self._looked = time.monotonic()

    async def _look(self, consumer: LiveConsumer, ends: Ends) -> None:
        group = consumer.group
        own = await consumer.subscription.positions()
        positions = own or await self._of_the_group(consumer, ends)
        # Who does not know where it stands reads nothing: that is a lag like any other, and may be for ever.
        lags = {place: max(0, ends.get(place, 0) - (offset or 0)) for place, offset in positions.items()}
        lag = sum(lags.values())
        self._show(group, {place: lags[place] for place in own})
        moment = time.monotonic()
        moves = positions != self._last.get(group)
        self._last[group] = positions
        if lag == 0 or moves or consumer.backoff.waiting:  # one that waits for a store is not stuck
            self._moved[group] = moment
            self._rejoined.discard(group)
        self._still[group] = still = moment - self._moved.setdefault(group, moment)
        metrics.STALLED.labels(group).set(still)
        if still > self._patience / 2 and group not in self._rejoined:
            self._rejoined.add(group)
            _log.error("stuck, joining anew", group=group, lag=lag)
            await consumer.rejoin()

    def _show(self, group: str, lags: Mapping[tuple[str, int], int]) -> None:
        """What this process has to read, partition by partition; another's are shown by the other."""
        before = self._shown.get(group)
        self._shown[group] = set(lags)
        if before is not None and before != set(lags):
            metrics.REBALANCES.labels(group).inc()
        for topic, partition in (before or set()) - set(lags):
            metrics.LAG.remove(group, topic, partition)
        for (topic, partition), lag in lags.items():
            metrics.LAG.labels(group, topic, partition).set(lag)

    async def _of_the_group(self, consumer: LiveConsumer, ends: Ends) -> Position:
        """Where the whole group stands, for who was assigned nothing: rightly so, while others get on."""
        topics = consumer.subscription.topics
        found = await self._committed(consumer.group, topics)
        return {place: found.get(place) for place in ends if place[0] in topics}
