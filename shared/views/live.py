"""Live consumption: a group's consumer in this process, for all whom the group serves.

A record is fetched once, its envelope read once and its event decoded once, whoever wants it. Its offset is committed
when all of them have written; who has written already is not asked again where another could not.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import structlog

from shared import traces
from shared.away import passes
from shared.contracts.catalogue import CATALOGUE, service_of
from shared.kafka.backoff import Backoff
from shared.kafka.consumer import Consumers, Records, Subscription
from shared.kafka.groups import group_of, served_as
from shared.kafka.topics import topic_of_service
from shared.mongo import Database
from shared.runtime.wakeup import Wakeup
from shared.views.applier import Applier, Forked, folding
from shared.views.arrivals import Arrived, arrived
from shared.views.documents import Documents
from shared.views.fold import Decode
from shared.views.parked import Parked
from shared.views.sweeper import Sweeper
from shared.views.view import View

_log = structlog.get_logger(__name__)
SWEEP = 2.0
"""Seconds between looks for gaps that are filled, while there are gaps."""
_NET = 30.0
"""The same, where nobody here knows of any: another process may have parked one and ended."""
Make = Callable[[Decode], Applier]


def topics_of(kinds: frozenset[str]) -> tuple[str, ...]:
    """The topics on which streams of these kinds are published."""
    return tuple(sorted({topic_of_service(service_of(kind)) for kind in kinds}))


class LiveConsumer:
    """One group's consumer and its sweeper in this process. ``applied`` is called after each batch."""

    def __init__(
        self, consumers: Consumers, makes: Sequence[Make], applied: Callable[[], None] = lambda: None
    ) -> None:
        self._decode = lru_cache(maxsize=None)(CATALOGUE.decode)
        self._appliers = [make(self._decode) for make in makes]
        self._topics = {one.owner: frozenset(topics_of(one.documents.view.kinds)) for one in self._appliers}
        self.group = group_of(served_as(one.owner, one.documents.view.kinds) for one in self._appliers)
        self.backoff = Backoff(passes, self.group)
        self._lock = asyncio.Lock()
        self._parked = Wakeup()
        self._consumers = consumers
        self._applied = applied
        self._sweeper: asyncio.Task[None] | None = None
        self.subscription = self._subscribe()

    def _subscribe(self) -> Subscription:
        topics = sorted(frozenset[str]().union(*self._topics.values()))
        return self._consumers.subscribe(self.group, topics, self._consume)

    async def start(self) -> None:
        """Make the indexes, join the group, begin to sweep. Raises when a store or Kafka is away."""
        for one in self._appliers:
            await one.documents.prepare()
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
        kinds = frozenset[str]().union(*(one.documents.view.kinds for one in self._appliers))
        batch = [one for record in records if (one := arrived(record, kinds))]
        left, began = list(self._appliers), traces.moment()
        async with self._lock:
            try:
                await self.backoff.run(lambda: self._apply(batch, left))
            finally:
                self._decode.cache_clear()
        self._applied()
        self._tell(batch, began)

    def _tell(self, batch: Sequence[Arrived], began: int) -> None:
        about = {"messaging.consumer.group.name": self.group}
        for one in batch:
            if one.known and one.known.context.traceparent:
                told = {**about, "onevoice.event": one.known.type}
                traces.happened(
                    f"process {one.record.topic}", "consumer", one.known.context.traceparent, began, told
                )

    async def _apply(self, batch: Sequence[Arrived], left: list[Applier]) -> None:
        """Let each that is ``left`` apply the batch; it is left no more. Raises what one of the others met."""
        asked = [one.take([a for a in batch if a.record.topic in self._topics[one.owner]]) for one in left]
        met = await asyncio.gather(*asked, return_exceptions=True)
        if any(parked for parked in met if isinstance(parked, int)):
            self._parked.ring()
        left[:] = [one for one, error in zip(left, met, strict=True) if isinstance(error, BaseException)]
        errors = [error for error in met if isinstance(error, BaseException)]
        if errors:
            raise next((error for error in errors if not passes(error)), errors[0])

    async def _sweep(self) -> None:
        sweepers = [Sweeper(one) for one in self._appliers]
        while True:
            heard = self._parked.rung
            await asyncio.sleep(SWEEP)
            waits = True
            try:
                for one in sweepers:
                    await one.sweep(self._lock)
                waits = any(one.waits for one in sweepers)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next sweep may go well
                tell = _log.warning if passes(error) else _log.error
                tell("sweep put off", group=self.group, error=str(error)[:300])
            if not waits:
                await self._parked.wait(heard, _NET)


def owner_of(service: str, view: str, generation: int) -> str:
    """The name of a view's generation, under which it is served and parks."""
    return f"{service}.{view}.g{generation}"


def view_applier(
    service: str,
    database: Database,
    view: View[Any],
    generation: int,
    forked: Forked | None = None,
    *,
    decode: Decode = CATALOGUE.decode,
) -> Applier:
    """The applier of one generation: live, in a rebuild and in a replay it is the same."""
    return Applier(
        owner_of(service, view.name, generation),
        Documents(database, view, generation),
        Parked(database),
        folding(view, decode),
        forked,
    )
