"""Rebuilding a view beside the live one, and changing over when it has caught up and is as good.

Every step may be killed and run again: the builder's writes are compare-and-sets, and the generation that
was begun is gone on with by the code that began it. The one before is kept until somebody says otherwise.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared import crash
from shared.contracts.catalogue import CATALOGUE
from shared.kafka.cluster import Cluster
from shared.kafka.consumer import Consumers
from shared.kafka.groups import commit, served_as, serves
from shared.kafka.reading import Place, ends_of, read_until
from shared.kafka.records import Record
from shared.kafka.topics import Topics
from shared.mongo import Database
from shared.views.documents import Documents
from shared.views.generations import Generations
from shared.views.lanes import Ground, Owner, of_view
from shared.views.live import LiveConsumer, topics_of, view_applier
from shared.views.parked import Parked
from shared.views.sample import Sample
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


class NotAsGood(Exception):
    """The new generation lacks what the one that is read has: readers do not follow it."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    generation: int
    records: int
    seconds: float


@dataclass(frozen=True)
class Rebuild:
    """One rebuild of one view of a service. ``progress`` is told (records read, records to read).

    ``anyway``: readers follow the new generation whatever it lacks.
    """

    service: str
    database: Database
    cluster: Cluster
    topics: Topics
    view: View[Any]
    progress: Progress = lambda _done, _total: None
    anyway: bool = False
    _generations: Generations = field(init=False)
    _ground: Ground = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_generations", Generations(self.database))
        object.__setattr__(self, "_ground", Ground(self.cluster, self.topics))

    async def run(self) -> Rebuilt:
        """Build, change over, clear away what earlier rebuilds have left.

        Raises ``NotCaughtUp``, ``NotAsGood``, ``Superseded``, and store and Kafka errors.
        """
        began = time.monotonic()
        sample, records = Sample(self.view), 0
        new = await self._generations.begin(self.view)
        if not (await self._generations.of(self.view)).live:
            records = await self._fill(new, sample)
            await self._generations.go_live(self.view, new)
            crash.point("rebuild.after_live")
        elif not self.anyway:
            async for batch in read_until(self.cluster, await self._ends()):
                sample.take(batch)
        await self._change_over(new, sample)
        return Rebuilt(new, records, time.monotonic() - began)

    async def back(self) -> int | None:
        """Let readers follow the newest generation that was kept, once it has caught up; None where none was.

        Raises as ``run``.
        """
        old = await self._generations.go_back(self.view)
        if old is not None:
            await self._change_over(old, Sample(self.view))
        return old

    async def drop(self) -> None:
        """Clear away every generation that is kept. Raises ``NotCaughtUp`` where one is still consumed."""
        await self._generations.drop(self.view)
        await self._clear()

    async def _change_over(self, new: int, sample: Sample) -> None:
        old = (await self._generations.of(self.view)).active
        async with self._consuming(new):
            await self._caught_up(old, new)
            if not self.anyway:
                await self._as_good(old, new, sample)
            await self._generations.activate(self.view, new)
            crash.point("rebuild.after_activate")
            await asyncio.sleep(_READERS_FOLLOW)
        await self._clear()

    async def _ends(self) -> dict[Place, int]:
        return await ends_of(self.cluster, topics_of(self.view.kinds))

    async def _fill(self, generation: int, sample: Sample) -> int:
        applier = view_applier(self.service, self.database, self.view, generation)
        ends = await self._ends()
        total, done = sum(ends.values()), 0
        async for batch in gathered(read_until(self.cluster, ends)):
            await applier.apply(batch)
            sample.take(batch)
            done += len(batch)
            self.progress(done, total)
            await self._generations.told(self.view, generation, done, total)
            crash.point("rebuild.after_batch")
        await applier.documents.prepare()
        crash.point("rebuild.after_fill")
        await commit(self.cluster, served_as(applier.owner, self.view.kinds), ends)
        crash.point("rebuild.after_commit")
        return done

    @contextlib.asynccontextmanager
    async def _consuming(self, generation: int) -> AsyncIterator[None]:
        """Keep it up to date from here, too: no process of the code that it is built with may run yet."""
        consumers, owner = Consumers(self.cluster), self._owner(generation)
        await self._ground.begin([owner], await self._ground.reached([owner]))
        await consumers.start()
        consumer = LiveConsumer(consumers, [owner.make])
        try:
            await consumer.start()
            yield
        finally:
            await consumer.stop()
            await consumers.stop()

    async def _caught_up(self, old: int, new: int) -> None:
        """Wait until the new one has passed the old one, which goes on meanwhile."""
        deadline = time.monotonic() + _CATCH_UP
        while True:
            target, reached = await self._reached(old), await self._reached(new)
            if all(reached.get(place, 0) >= offset for place, offset in target.items()):
                return
            if time.monotonic() > deadline:
                raise NotCaughtUp(
                    f"generation {new} of {self.view.name} has not caught up; run the same command again to go on"
                )
            await asyncio.sleep(_LOOK)

    async def _as_good(self, old: int, new: int, sample: Sample) -> None:
        """Nothing waits in the new one that the old one holds, and a sample is what its events fold to.

        What the old one has not come to yet tells nothing: it may not take it either.
        """
        parked, passed = Parked(self.database), await self._reached(old)
        held = await parked.places(self._owner(old).name)
        waits = await parked.places(self._owner(new).name)
        worse = [place for place in waits if place not in held and place[2] < passed.get(place[:2], 0)]
        found = (
            [f"{len(worse)} records are parked in it, {_named([waits[p] for p in worse])}"] if worse else []
        )
        documents = Documents(self.database, self.view, new)
        if differing := await sample.differing(documents, CATALOGUE.decode):
            found.append(f"{len(differing)} streams of a sample hold something else, {_named(differing)}")
        if found:
            raise NotAsGood(
                f"generation {new} of {self.view.name} is not read: {' and '.join(found)}, other than in generation "
                f"{old}. See: onevoice parked list; mend the projection and rebuild again, or take it as it is with "
                "--anyway"
            )

    def _owner(self, generation: int) -> Owner:
        return of_view(self.service, self.database, self.view, generation)

    async def _reached(self, generation: int) -> Mapping[Place, int]:
        owner = self._owner(generation)
        return (await self._ground.reached([owner]))[owner.name]

    async def _clear(self) -> None:
        """Remove every generation that is neither read, kept nor being built: also what a killed one has left."""
        state = await self._generations.of(self.view)
        wanted = {state.active, state.building, *state.kept}
        for name in await self.database.list_collection_names():
            view, _, number = name.rpartition("_g")
            if view == self.view.name and number.isdigit() and int(number) not in wanted:
                await self._remove(int(number))

    async def _remove(self, old: int) -> None:
        """Remove a generation, once no consumer is left that could write to it; its documents last."""
        owner = self._owner(old).name
        deadline = time.monotonic() + _MEMBERS_LEAVE
        for group in [one for one in await asyncio.to_thread(self.topics.groups) if serves(one, owner)]:
            while not await asyncio.to_thread(self.topics.forget_group, group):
                if time.monotonic() > deadline:
                    raise NotCaughtUp(
                        f"group {group} still has members; end them, then: onevoice generations drop"
                    )
                await asyncio.sleep(_LOOK)
        await Parked(self.database).forget(owner)
        await Documents(self.database, self.view, old).collection.drop()


def _named(some: Sequence[str]) -> str:
    return f"such as {some[0]}" if some else ""
