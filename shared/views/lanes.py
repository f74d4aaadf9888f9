"""Lanes: which consumer groups serve a service's views, or its reactions and duties, in this process.

All of them share one lane. One that is far behind the others (new, or never finished) has a lane of its own until it
has caught up, and one that is being rebuilt until it is read. A lane's group begins where the one of its owners that
has come least far has come to; what the others are given again, their watermarks know.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from shared.away import passes
from shared.kafka.cluster import Cluster
from shared.kafka.consumer import Consumers
from shared.kafka.groups import Wants, commit, committed, group_of, reached, served_as
from shared.kafka.reading import Place
from shared.kafka.topics import Topics
from shared.mongo import Database
from shared.views.applier import Applier, Forked
from shared.views.fold import Decode
from shared.views.live import LiveConsumer, Make, owner_of, topics_of, view_applier
from shared.views.view import View

_log = structlog.get_logger(__name__)
LOOK = 1.0
_AGAIN = 0.5
NEAR = 1_000
"""Records: who is no further behind than so many shares the others' lane, which reads these again."""
Reached = Mapping[str, Mapping[Place, int]]


@dataclass(frozen=True)
class Owner:
    """Somebody whom a lane serves: a view's generation, a reaction or a duty. ``apart``: in a lane of its own."""

    name: str
    kinds: frozenset[str]
    make: Make
    apart: bool = False

    @property
    def served(self) -> str:
        """What it is called in the name of its group."""
        return served_as(self.name, self.kinds)


def of_view(
    service: str,
    database: Database,
    view: View[Any],
    generation: int,
    forked: Forked | None = None,
    *,
    apart: bool = False,
) -> Owner:
    """A view's generation, to be served."""

    def make(decode: Decode) -> Applier:
        return view_applier(service, database, view, generation, forked, decode=decode)

    return Owner(owner_of(service, view.name, generation), view.kinds, make, apart)


@dataclass(frozen=True)
class Ground:
    """The cluster, and who administers it."""

    cluster: Cluster
    topics: Topics

    async def reached(self, owners: Sequence[Owner]) -> Reached:
        """How far each of these is served, by whatever group. Raises ``KafkaAway``."""
        groups = await asyncio.to_thread(self.topics.groups)
        wants = {one.name: Wants(one.kinds, topics_of(one.kinds)) for one in owners}
        return await reached(self.cluster, groups, wants)

    async def begin(self, owners: Sequence[Owner], found: Reached) -> None:
        """Let the group of these go on where the hindmost has come to, unless it is at work already."""
        least: dict[Place, int] = {}
        for place in {place for one in owners for place in found[one.name]}:
            concerned = [one for one in owners if place[0] in topics_of(one.kinds)]
            least[place] = min(found[one.name].get(place, 0) for one in concerned)
        group = group_of(one.served for one in owners)
        mine = await committed(self.cluster, group, sorted({topic for topic, _ in least}))
        further = {place: offset for place, offset in least.items() if offset > mine.get(place, 0)}
        if further:
            await commit(self.cluster, group, further)


def divided(owners: Sequence[Owner], found: Reached) -> list[list[Owner]]:
    """The lanes: one for all who have come about as far, and one for each other."""
    furthest: dict[Place, int] = {}
    for places in found.values():
        for place, offset in places.items():
            furthest[place] = max(offset, furthest.get(place, 0))

    def near(one: Owner) -> bool:
        mine, topics = found[one.name], topics_of(one.kinds)
        behind = sum(offset - mine.get(place, 0) for place, offset in furthest.items() if place[0] in topics)
        return not one.apart and behind <= NEAR

    together = [one for one in owners if near(one)]
    return [*([together] if together else []), *([one] for one in owners if not near(one))]


class Lanes:
    """Keeps the lanes of some owners running. One task runs ``run``.

    ``wanted`` says who they are now; ``applied`` is called after each batch.
    """

    def __init__(
        self,
        ground: Ground,
        consumers: Consumers,
        wanted: Callable[[], Awaitable[Sequence[Owner]]],
        applied: Callable[[], None] = lambda: None,
    ) -> None:
        self._ground = ground
        self._consumers = consumers
        self._wanted = wanted
        self._applied = applied
        self._served: list[list[Owner]] = []
        self.running: dict[str, LiveConsumer] = {}

    @property
    def complete(self) -> bool:
        """Whether everybody who was wanted at the last look is served."""
        return bool(self._served)

    async def run(self) -> None:
        """Follow until cancelled; then stop them all."""
        try:
            while True:
                try:
                    await self._follow(await self._wanted())
                except Exception as error:
                    if not passes(error):
                        raise
                    _log.warning("consumers wait", error=str(error)[:300])
                    await asyncio.sleep(_AGAIN)
                else:
                    await asyncio.sleep(LOOK)
        finally:
            running = self.running.values()
            await asyncio.gather(*(consumer.stop() for consumer in running), return_exceptions=True)

    async def _follow(self, wanted: Sequence[Owner]) -> None:
        """Serve these. Whom a lane before served, it serves until the next one has begun."""
        as_before = {one.name for lane in self._served for one in lane} == {one.name for one in wanted}
        if as_before and sum(not lane[0].apart for lane in self._served) <= 1:
            return
        found = await self._ground.reached(wanted)
        lanes = divided(wanted, found)
        for lane in lanes:
            await self._start(lane, found)
        groups = {group_of(one.served for one in lane) for lane in lanes}
        for group in self.running.keys() - groups:
            await self.running.pop(group).stop()
        self._served = lanes

    async def _start(self, lane: Sequence[Owner], found: Reached) -> None:
        if (group := group_of(one.served for one in lane)) in self.running:
            return
        await self._ground.begin(lane, found)
        consumer = LiveConsumer(self._consumers, [one.make for one in lane], self._applied)
        try:
            await consumer.start()
        except BaseException:
            with contextlib.suppress(Exception):
                await consumer.stop()
            raise
        self.running[group] = consumer
