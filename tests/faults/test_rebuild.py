"""Law 7: the live view is the rebuilt view is the fold of the store, also when traffic went on meanwhile."""

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest

from shared import crash
from shared.kafka.groups import committed, served_as
from shared.mongo import Database, connect
from shared.views.generations import Generations
from shared.views.live import owner_of, topics_of
from shared.views.parked import Parked
from shared.views.reader import Reader
from shared.views.rebuild import Rebuilt
from shared.views.view import View
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.live import caught_up, living, own, parts_of, rebuilding, relayed
from tests.support.tally import NOTES
from tests.support.topic import send
from tests.support.traffic import Traffic


async def rebuild(house: House, database: Database, view: View[Any]) -> Rebuilt:
    seen: list[tuple[int, int]] = []
    work = replace(rebuilding(house, database, view), progress=lambda done, total: seen.append((done, total)))
    done = await work.run()
    assert [step for step, _ in seen] == sorted(step for step, _ in seen)
    assert all(step <= total for step, total in seen)
    return done


PORTION = 1_000


class Watcher:
    """Reads some streams again and again, as pages do, and never sees less than before."""

    def __init__(self, database: Database, view: View[Any], streams: list[str]) -> None:
        self._reader = Reader(database, view)
        self._seen = dict.fromkeys(streams, 0)
        self.looks = 0

    async def run(self) -> None:
        """Look until cancelled; fails when something seen is gone."""
        while True:
            for stream, before in self._seen.items():
                found = await self._reader.get(stream)
                version = found.version if found else 0
                assert version >= before, f"{stream} was at {before} and is at {version}"
                self._seen[stream] = version
                self.looks += 1


async def settled(house: House, database: Database, view: View[Any], traffic: Traffic) -> None:
    """Nothing waits any more, and the view holds what the store folds to."""
    await eventually(traffic.published, 900)
    active = (await Generations(database).of(view)).active
    await eventually(lambda: caught_up(house.cluster, view, active), 300)
    found = await parts_of(database, view)
    mine = {stream: part for stream, part in found.items() if traffic.mark in stream}
    assert mine == await traffic.folded(view)


async def assert_only(house: House, database: Database, view: View[Any], generation: int) -> None:
    """Nothing is left of the generations before, once they are dropped."""
    await rebuilding(house, database, view).drop()
    collections = [n for n in await database.list_collection_names() if n.startswith(f"{view.name}_g")]
    assert collections == [f"{view.name}_g{generation}"]
    for old in range(1, generation):
        owner = owner_of("registry", view.name, old)
        group = served_as(owner, view.kinds)
        assert await committed(house.cluster, group, topics_of(view.kinds)) == {}
        assert [record async for record in Parked(database).everything(owner)] == []


async def prove(house: House, streams: int, events: int, writes_a_second: float, most: int = 5) -> None:
    """Fill, rebuild under traffic and under readers' eyes, and compare."""
    server = connect(house.mongo.url)
    database, view = await prepared(server, f"t_{uuid.uuid4().hex[:12]}"), own(NOTES)
    traffic = Traffic(database, streams, most)
    watcher = Watcher(database, view, traffic.streams[:8])
    async with relayed(house, database), living(house.cluster, database, view):
        for _ in range(
            0, events, PORTION
        ):  # so that the backlog, which the embedded server sorts, stays short
            await traffic.fill(PORTION)
            await eventually(traffic.published, 300)
        await send(house.cluster, [(f"champion-{traffic.mark}-poison".encode(), b"poison", [])], "registry")
        await settled(house, database, view, traffic)
        watching = asyncio.create_task(watcher.run())
        async with traffic.going_on(writes_a_second):
            done = await rebuild(house, database, view)
        await settled(house, database, view, traffic)
        assert not watching.done(), watching.exception()
        watching.cancel()
    assert watcher.looks > 0
    assert done.generation == 2
    assert done.records >= events
    async with living(house.cluster, database, view):
        await assert_only(house, database, view, 2)
    poison = [r async for r in Parked(database).everything() if traffic.mark in (r.stream or "")]
    assert [record.owner for record in poison] == [owner_of("registry", view.name, 2)]
    server.close()


@pytest.mark.law(7)
async def test_a_rebuild_under_traffic_ends_where_the_live_view_is(house: House) -> None:
    """2,000 events in 300 streams, with writes going on: live = rebuilt = fold of the store."""
    await prove(house, streams=300, events=2_000, writes_a_second=50)


@pytest.mark.law(7)
@pytest.mark.long
@pytest.mark.timeout(1_800)
async def test_a_large_rebuild_under_traffic_ends_where_the_live_view_is(own_house: House) -> None:
    """100,000 events in 10,000 streams, with 100 writes a second going on."""
    await prove(own_house, streams=10_000, events=100_000, writes_a_second=100, most=19)


class Killed(BaseException):
    """What the test puts in place of kill -9: nothing after it runs."""


POINTS = ("rebuild.after_batch", "rebuild.after_fill", "rebuild.after_commit", "rebuild.after_live")


@pytest.mark.law(7)
async def test_a_rebuild_killed_at_any_step_is_gone_on_with(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after each of its steps in turn and run again, it ends in one generation and leaves no other."""
    server = connect(house.mongo.url)
    database, view = await prepared(server, f"t_{uuid.uuid4().hex[:12]}"), own(NOTES)
    traffic = Traffic(database, 50)
    armed = [""]

    def point(name: str) -> None:
        if name in armed:
            raise Killed

    monkeypatch.setattr(crash, "point", point)
    async with relayed(house, database), living(house.cluster, database, view), traffic.going_on(50):
        await traffic.fill(200)
        for step in POINTS:
            armed[0] = step
            with pytest.raises(Killed):
                await rebuild(house, database, view)
            assert (await Generations(database).of(view)).active == 1
        armed[0] = "rebuild.after_activate"
        with pytest.raises(Killed):
            await rebuild(house, database, view)
        assert (await Generations(database).of(view)).active == 2
        armed.clear()
        done = await rebuild(house, database, view)
    async with relayed(house, database), living(house.cluster, database, view):
        await settled(house, database, view, traffic)
        assert done.generation == 3
        await assert_only(house, database, view, 3)
    server.close()


@pytest.mark.law(7)
async def test_two_rebuilds_at_once_are_one(house: House) -> None:
    """A second operator's rebuild goes on with the first one's, and neither does harm."""
    server = connect(house.mongo.url)
    database, view = await prepared(server, f"t_{uuid.uuid4().hex[:12]}"), own(NOTES)
    traffic = Traffic(database, 30)
    async with relayed(house, database), living(house.cluster, database, view):
        await traffic.fill(100)
        await asyncio.gather(rebuild(house, database, view), rebuild(house, database, view))
        await settled(house, database, view, traffic)
        await assert_only(house, database, view, (await Generations(database).of(view)).active)
    server.close()
