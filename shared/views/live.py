"""Live consumption: each view generation and each reaction has a group of its own, started as it is needed."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from shared.away import passes
from shared.contracts.catalogue import CATALOGUE, service_of
from shared.kafka.backoff import Backoff
from shared.kafka.consumer import Consumers, Records, Subscription
from shared.kafka.topics import topic_of_service
from shared.mongo import Database
from shared.views.applier import Applier, Forked, folding
from shared.views.documents import Documents
from shared.views.generations import Generations
from shared.views.parked import Parked
from shared.views.sweeper import Sweeper
from shared.views.view import View

_log = structlog.get_logger(__name__)
SWEEP = 2.0
LOOK = 0.5


def topics_of(kinds: frozenset[str]) -> tuple[str, ...]:
    """The topics on which streams of these kinds are published."""
    return tuple(sorted({topic_of_service(service_of(kind)) for kind in kinds}))


class LiveConsumer:
    """A group's consumer and its sweeper in this process."""

    def __init__(self, consumers: Consumers, applier: Applier) -> None:
        self.applier = applier
        self.backoff = Backoff(passes, applier.owner)
        self._lock = asyncio.Lock()
        self._consumers = consumers
        self._sweeper: asyncio.Task[None] | None = None
        self.subscription = self._subscribe()

    def _subscribe(self) -> Subscription:
        topics = topics_of(self.applier.documents.view.kinds)
        return self._consumers.subscribe(self.applier.owner, topics, self._consume)

    async def start(self) -> None:
        """Make the indexes, join the group, begin to sweep. Raises when a store or Kafka is away."""
        await self.applier.documents.prepare()
        await self.subscription.start()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End backoff at once, finish the batch in hand, leave the group."""
        self.backoff.stop()
        if self._sweeper:
            self._sweeper.cancel()
        await self.subscription.stop()

    async def rejoin(self) -> None:
        """Leave the group and join it anew with a new client: the cure of a consumer that is stuck."""
        await self.subscription.stop()
        self.subscription = self._subscribe()
        await self.subscription.start()

    async def _consume(self, records: Records) -> None:
        async with self._lock:
            await self.backoff.run(lambda: self.applier.apply(records))

    async def _sweep(self) -> None:
        sweeper = Sweeper(self.applier)
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await sweeper.sweep(self._lock)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next sweep may go well
                tell = _log.warning if passes(error) else _log.error
                tell("sweep put off", owner=self.applier.owner, error=str(error)[:300])


class LiveView:
    """Keeps the consumed generations of one view running: starts what is new, stops what is gone."""

    def __init__(
        self,
        service: str,
        database: Database,
        consumers: Consumers,
        view: View[Any],
        forked: Forked | None = None,
    ) -> None:
        self._make: Callable[[int], LiveConsumer] = lambda generation: LiveConsumer(
            consumers, view_applier(service, database, view, generation, forked)
        )
        self._view = view
        self._generations = Generations(database)
        self.running: dict[int, LiveConsumer] = {}

    async def run(self) -> None:
        """Follow the view's generations until cancelled; then stop them all."""
        try:
            while True:
                try:
                    await self._follow((await self._generations.of(self._view)).consumed)
                except Exception as error:
                    if not (passes(error) or isinstance(error, KafkaError)):
                        raise
                    _log.warning("view waits", view=self._view.name, error=str(error))
                await asyncio.sleep(LOOK)
        finally:
            await asyncio.gather(
                *(consumer.stop() for consumer in self.running.values()), return_exceptions=True
            )

    async def _follow(self, wanted: Sequence[int]) -> None:
        for generation in wanted:
            if generation not in self.running:
                consumer = self._make(generation)
                try:
                    await consumer.start()
                except BaseException:
                    with contextlib.suppress(Exception):
                        await consumer.stop()
                    raise
                self.running[generation] = consumer
        for generation in [g for g in self.running if g not in wanted]:
            await self.running.pop(generation).stop()


def group_of(service: str, view: str, generation: int) -> str:
    """The consumer group that keeps this generation up to date."""
    return f"{service}.{view}.g{generation}"


def view_applier(
    service: str, database: Database, view: View[Any], generation: int, forked: Forked | None = None
) -> Applier:
    """The applier of one generation: live, in a rebuild and in a replay it is the same."""
    return Applier(
        group_of(service, view.name, generation),
        Documents(database, view, generation),
        Parked(database),
        folding(view, CATALOGUE.decode),
        forked,
    )
