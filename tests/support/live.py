"""A view kept up to date by real consumers, as a process with the role ``project`` does it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from shared.kafka.cluster import Cluster
from shared.kafka.consumer import Consumers
from shared.kafka.groups import Wants, reached
from shared.kafka.reading import ends_of
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import Database
from shared.runtime.groups import consumed
from shared.runtime.service import Service
from shared.views.documents import Documents, Parts
from shared.views.generations import Generations
from shared.views.lanes import Ground, Lanes, Owner, of_view
from shared.views.live import owner_of, topics_of
from shared.views.rebuild import Rebuild
from shared.views.view import View
from tests.support.fixtures import House
from tests.support.relay_process import relay_of

Forked = Callable[[str, str], Awaitable[None]]


def own(view: View[Any]) -> View[Any]:
    """The view under a name, and so with groups, of its own."""
    return replace(view, name=f"{view.name}_{uuid4().hex[:8]}")


@contextlib.asynccontextmanager
async def living(
    cluster: Cluster, database: Database, *views: View[Any], forked: Forked | None = None
) -> AsyncIterator[Lanes]:
    """The views, live, for as long as the block lasts."""
    consumers = Consumers(cluster)
    await consumers.start()
    service = Service("registry", "", views=views)

    async def wanted() -> list[Owner]:
        return [
            of_view("registry", database, view, number, forked, apart=building)
            for view, number, building in await consumed(service, database)
        ]

    live = Lanes(Ground(cluster, Topics(cluster, LOCAL)), consumers, wanted)
    task = asyncio.create_task(live.run())
    try:
        yield live
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await consumers.stop()


async def caught_up(cluster: Cluster, view: View[Any], generation: int = 1) -> bool:
    """Whether the view's group has committed everything that is on its topics now."""
    ends = await ends_of(cluster, topics_of(view.kinds))
    owner = owner_of("registry", view.name, generation)
    groups = await asyncio.to_thread(Topics(cluster, LOCAL).groups)
    found = (await reached(cluster, groups, {owner: Wants(view.kinds, topics_of(view.kinds))}))[owner]
    return all(found.get(place, 0) >= end for place, end in ends.items())


async def parts_of(database: Database, view: View[Any], generation: int | None = None) -> Parts:
    """Every part in the view's active generation, or in another."""
    number = generation or (await Generations(database).of(view)).read
    documents = Documents(database, view, number)
    found: Parts = {}
    async for document in documents.collection.find({}):
        found |= documents.parts_of(document)
    return found


@contextlib.asynccontextmanager
async def relayed(house: House, database: Database) -> AsyncIterator[None]:
    """The registry's relay, for as long as the block lasts."""
    task = asyncio.create_task(relay_of(house.cluster, database, "registry").run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def rebuilding(house: House, database: Database, view: View[Any]) -> Rebuild:
    """A rebuild of the registry's view, yet to be run."""
    return Rebuild("registry", database, house.cluster, Topics(house.cluster, LOCAL), view)
