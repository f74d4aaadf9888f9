"""Rebuilding a view beside the live one, and changing over when it has caught up.

Every step may be killed and run again: the builder's writes are compare-and-sets, and the generation that
was begun is gone on with.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared import crash
from shared.kafka.cluster import Cluster
from shared.kafka.groups import commit, committed
from shared.kafka.reading import Place, ends_of, read_until
from shared.kafka.records import Record
from shared.kafka.topics import Topics
from shared.mongo import Database
from shared.views.documents import Documents
from shared.views.generations import Generations
from shared.views.live import group_of, topics_of, view_applier
from shared.views.parked import Parked
from shared.views.view import View

Progress = Callable[[int, int], None]
_READERS_FOLLOW = 1.5
_LOOK = 0.5
_CATCH_UP = 600.0
_MEMBERS_LEAVE = 60.0


_MOST_RECORDS = 10_000
_MOST_BYTES = 32_000_000


async def gathered(batches: AsyncIterator[Sequence[Record]]) -> AsyncIterator[list[Record]]:
    """Batches made larger, within bounds: a stream that comes whole is written once, not version by version."""
    found: list[Record] = []
    held = 0
    async for batch in batches:
        found += batch
        held += sum(len(record.value or b"") for record in batch)
        if len(found) >= _MOST_RECORDS or held >= _MOST_BYTES:
            yield found
            found, held = [], 0
    if found:
        yield found


class NotCaughtUp(Exception):
    """The new generation fell behind for too long; it stays, and a rebuild goes on with it."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    generation: int
    records: int
    seconds: float


@dataclass(frozen=True)
class Rebuild:
    """One rebuild of one view of a service. ``progress`` is told (records read, records to read)."""

    service: str
    database: Database
    cluster: Cluster
    topics: Topics
    view: View[Any]
    progress: Progress = lambda _done, _total: None

    async def run(self) -> Rebuilt:
        """Build, change over, clear away. Raises ``NotCaughtUp``, and store and Kafka errors."""
        began = time.monotonic()
        generations = Generations(self.database)
        old = (await generations.of(self.view.name)).active
        new = await generations.begin(self.view.name)
        state = await generations.of(self.view.name)
        records = 0
        if not state.live:
            records = await self._fill(new)
            await generations.go_live(self.view.name, new)
            crash.point("rebuild.after_live")
        await self._caught_up(old, new)
        await generations.activate(self.view.name, new)
        crash.point("rebuild.after_activate")
        await asyncio.sleep(_READERS_FOLLOW)
        await self._clear(new)
        return Rebuilt(new, records, time.monotonic() - began)

    async def _fill(self, generation: int) -> int:
        applier = view_applier(self.service, self.database, self.view, generation)
        ends = await ends_of(self.cluster, topics_of(self.view.kinds))
        total, done = sum(ends.values()), 0
        async for batch in gathered(read_until(self.cluster, ends)):
            await applier.apply(batch)
            done += len(batch)
            self.progress(done, total)
            crash.point("rebuild.after_batch")
        await applier.documents.prepare()
        group = group_of(self.service, self.view.name, generation)
        crash.point("rebuild.after_fill")
        await commit(self.cluster, group, ends)
        crash.point("rebuild.after_commit")
        return done

    async def _caught_up(self, old: int, new: int) -> None:
        """Wait until the new group has passed the old one, which goes on meanwhile."""
        deadline = time.monotonic() + _CATCH_UP
        while True:
            target = await self._committed(old)
            reached = await self._committed(new)
            if all(reached.get(place, 0) >= offset for place, offset in target.items()):
                return
            if time.monotonic() > deadline:
                raise NotCaughtUp(
                    f"generation {new} of {self.view.name} has not caught up; is a process with the role 'project' "
                    "running? Run the same command again to go on"
                )
            await asyncio.sleep(_LOOK)

    async def _committed(self, generation: int) -> dict[Place, int]:
        group = group_of(self.service, self.view.name, generation)
        return await committed(self.cluster, group, topics_of(self.view.kinds))

    async def _clear(self, new: int) -> None:
        """Remove every earlier generation: also one that a rebuild which was killed here has left."""
        names = {f"{self.view.name}_g{number}": number for number in range(1, new)}
        for name in await self.database.list_collection_names():
            if name in names:
                await self._remove(names[name])

    async def _remove(self, old: int) -> None:
        """Remove a generation, once no consumer is left that could write to it; its documents last."""
        group = group_of(self.service, self.view.name, old)
        deadline = time.monotonic() + _MEMBERS_LEAVE
        while not await asyncio.to_thread(self.topics.forget_group, group):
            if time.monotonic() > deadline:
                raise NotCaughtUp(
                    f"group {group} still has members; end them and delete its collection by hand"
                )
            await asyncio.sleep(_LOOK)
        await Parked(self.database).forget(group)
        await Documents(self.database, self.view, old).collection.drop()
