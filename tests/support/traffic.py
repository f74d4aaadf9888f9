"""Streams that grow while a test looks on, and what their store folds to."""

import asyncio
import contextlib
import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from shared.contracts.catalogue import CATALOGUE
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, Conflict, StoreUnavailable
from shared.kafka.records import incoming
from shared.mongo import Database
from shared.views.documents import Parts
from shared.views.fold import Part, fold
from shared.views.view import View
from tests.support.tally import said
from tests.support.topic import appended, records_of


class Traffic:
    """Appends of one event to ``most`` to streams of its own, straight to the store."""

    def __init__(self, database: Database, streams: int, most: int = 5) -> None:
        self.mark = uuid.uuid4().hex[:12]
        self.store = MongoEventStore(database)
        self.streams = [f"champion-{self.mark}-{number}" for number in range(streams)]
        self._last: dict[str, Append] = {}
        self._most = most
        self._random = random.Random(1)  # noqa: S311 - repeatable, not secret

    async def append(self, stream: str) -> int:
        """Append to the stream; how many events."""
        last = self._last.get(stream)
        version = last.last if last else 0
        notes = [said(f"{version + n}") for n in range(1, self._random.randint(1, self._most) + 1)]
        self._last[stream] = made = appended(stream, notes, last)
        try:
            await self.store.append(made)
        except (Conflict, StoreUnavailable):  # the driver has sent it twice, or nobody knows: look it up
            assert replace((await self.store.load(stream))[-1], published=False) == made
        return len(notes)

    async def fill(self, events: int) -> None:
        """At least so many events, spread over all streams."""
        while events > 0:
            chunk = self._random.sample(self.streams, k=min(len(self.streams), 100))
            events -= sum(await asyncio.gather(*map(self.append, chunk)))

    @contextlib.asynccontextmanager
    async def going_on(self, a_second: float) -> AsyncIterator[None]:
        """Appends at this rate at most, for as long as the block lasts."""
        task = asyncio.create_task(self._go_on(1 / a_second))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _go_on(self, pause: float) -> None:
        while True:
            await asyncio.shield(asyncio.create_task(self.append(self._random.choice(self.streams))))
            await asyncio.sleep(pause)

    async def published(self) -> bool:
        """Whether everything is on the topic."""
        return (await self.store.backlog(1))[0] == 0

    async def folded(self, view: View[Any]) -> Parts:
        """What the store folds to."""
        appends: dict[str, list[Append]] = {}
        async for append in self.store.history():
            appends.setdefault(append.stream, []).append(append)
        return {
            stream: fold(Part(), [incoming(raw) for raw in records_of(history)], view, CATALOGUE.decode).part
            for stream, history in appends.items()
        }
