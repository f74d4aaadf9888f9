"""One consumer for all views of a service: fetched and decoded once, and each view as if it were alone."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from shared.contracts.catalogue import CATALOGUE, Catalogue
from shared.contracts.envelope import Event, Recorded
from shared.contracts.upcasters import UPCASTERS
from shared.eventstore.port import StoreUnavailable
from shared.kafka.consumer import Consumers, Records
from shared.kafka.groups import committed, group_of, served_as
from shared.mongo import Database, connect
from shared.views import generations as of_views
from shared.views import lanes as of_lanes
from shared.views import live as of_live
from shared.views.documents import Change, Documents, Unwritten
from shared.views.live import owner_of, topics_of
from shared.views.parked import Parked
from shared.views.view import View
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.live import caught_up, living, own, parts_of, rebuilding, relayed
from tests.support.tally import NOTES, SHELVES, Notes, project, said
from tests.support.topic import appended, records_of, send
from tests.support.traffic import Traffic


@dataclass
class Place:
    """A database with traffic, and two views of the same streams."""

    house: House
    database: Database
    traffic: Traffic
    notes: View[Notes]
    shelves: View[Notes]

    async def whole(self, *views: View[Any]) -> None:
        """Each of these holds what the store folds to."""
        await eventually(self.traffic.published, 60)
        for view in views:
            expected = await self.traffic.folded(view)

            async def holds(view: View[Any] = view, expected: Mapping[str, Any] = expected) -> bool:
                found = await parts_of(self.database, view)
                return {
                    stream: part for stream, part in found.items() if self.traffic.mark in stream
                } == expected

            await eventually(holds, 60)


@pytest.fixture
async def place(house: House) -> AsyncIterator[Place]:
    """Twenty streams."""
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    async with relayed(house, database):
        yield Place(house, database, Traffic(database, 20), own(NOTES), own(SHELVES))
    server.close()


def group(*views: View[Any]) -> str:
    return group_of(served_as(owner_of("registry", view.name, 1), view.kinds) for view in views)


async def test_a_record_is_decoded_once_for_all_views(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one consumer."""
    decoded: Counter[bytes] = Counter()

    class Counting(Catalogue):
        def decode(self, type_name: str, data: bytes, kind: str | None = None) -> Event:
            decoded[data] += 1
            return super().decode(type_name, data, kind)

    monkeypatch.setattr(of_live, "CATALOGUE", Counting(CATALOGUE.kinds.values(), UPCASTERS))
    stream = f"champion-{place.traffic.mark}"
    marked = [f"{place.traffic.mark} {number}" for number in range(30)]
    async with living(place.house.cluster, place.database, place.notes, place.shelves) as lanes:
        await send(place.house.cluster, records_of_notes(stream, marked), "registry")
        for view in (place.notes, place.shelves):
            await eventually(partial(shown, place, view, stream, 30), 60)
        assert list(lanes.running) == [group(place.notes, place.shelves)]
    mine = {data: times for data, times in decoded.items() if place.traffic.mark.encode() in data}
    assert (len(mine), set(mine.values())) == (30, {1})


def records_of_notes(stream: str, notes: list[str]) -> Any:
    return [
        (raw.key, raw.value, list(raw.headers))
        for raw in records_of([appended(stream, [said(n) for n in notes])])
    ]


async def shown(place: Place, view: View[Any], stream: str, version: int) -> bool:
    part = (await parts_of(place.database, view)).get(stream)
    return part is not None and part.version == version


@pytest.mark.law(11)
async def test_a_poison_stops_its_stream_in_its_own_view_alone(place: Place) -> None:
    """The views that share the consumer go on with it."""
    harmed = place.traffic.streams[0]

    def failing(state: Notes | None, record: Recorded[Any]) -> Notes:
        if record.stream == harmed:
            raise KeyError("a fault of this view")
        return project(state, record)

    faulty = replace(place.notes, evolve=failing)
    async with living(place.house.cluster, place.database, faulty, place.shelves):
        await place.traffic.fill(100)
        await place.whole(place.shelves)
        await eventually(lambda: caught_up(place.house.cluster, faulty), 60)
        found, expected = await parts_of(place.database, faulty), await place.traffic.folded(place.notes)
    assert {s: p for s, p in found.items() if place.traffic.mark in s} == {
        stream: part for stream, part in expected.items() if stream != harmed
    }
    waiting = {(one.owner, one.stream) async for one in Parked(place.database).everything()}
    assert {one for one in waiting if one[1] == harmed} == {(owner_of("registry", faulty.name, 1), harmed)}


@pytest.mark.law(6)
async def test_nothing_is_committed_before_every_view_has_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One view's store is away: the others have written, are not asked again, and nothing is lost."""
    away, writes, write = [True], Counter[str](), Documents.write

    async def sometimes(self: Documents, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        writes[self.view.name] += bool(changes)
        if away[0] and self.view.name == place.notes.name:
            raise StoreUnavailable("away")
        return await write(self, changes)

    monkeypatch.setattr(Documents, "write", sometimes)
    both, topics = group(place.notes, place.shelves), topics_of(place.notes.kinds)
    async with living(place.house.cluster, place.database, place.notes, place.shelves) as lanes:
        await place.traffic.fill(40)
        await eventually(lambda: tried(writes, place.notes.name), 60)
        [consumer] = lanes.running.values()
        assert consumer.backoff.waiting
        assert sum((await committed(place.house.cluster, both, topics)).values()) == 0
        before = writes[place.shelves.name]
        await eventually(lambda: tried(writes, place.notes.name, 5), 60)
        assert writes[place.shelves.name] == before
        away[0] = False
        await place.whole(place.notes, place.shelves)


async def tried(writes: Counter[str], view: str, times: int = 3) -> bool:
    return writes[view] >= times


@pytest.mark.law(7)
async def test_a_new_view_is_filled_by_itself_and_joins(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins at the beginning, which holds up none of the others; then they share one consumer."""
    monkeypatch.setattr(of_lanes, "NEAR", 0)
    async with living(place.house.cluster, place.database, place.notes):
        await place.traffic.fill(200)
        await place.whole(place.notes)
        await eventually(lambda: caught_up(place.house.cluster, place.notes), 60)
    async with living(place.house.cluster, place.database, place.notes, place.shelves) as lanes:
        began: set[str] = set()

        async def joined() -> bool:
            began.update(lanes.running)
            return list(lanes.running) == [group(place.notes, place.shelves)]

        await eventually(joined, 60)
        assert {group(place.notes), group(place.shelves)} <= began
        await place.traffic.fill(20)
        await place.whole(place.notes, place.shelves)


@pytest.mark.law(7)
async def test_versions_of_the_code_share_no_consumer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two views is rebuilt by new code: each version has every record for what it writes."""
    monkeypatch.setattr(of_views, "code_of", lambda view: view.evolve.__name__)

    def anew(state: Notes | None, record: Recorded[Any]) -> Notes:
        return project(state, record)

    new = replace(place.notes, evolve=anew)
    async with living(place.house.cluster, place.database, place.notes, place.shelves) as old_lanes:
        await place.traffic.fill(50)
        await place.whole(place.notes, place.shelves)
        assert (await rebuilding(place.house, place.database, new).run()).generation == 2
        async with living(place.house.cluster, place.database, new, place.shelves) as new_lanes:
            await eventually(lambda: began(new_lanes), 60)
            await place.traffic.fill(100)
            await place.whole(place.notes, new, place.shelves)
            assert not old_lanes.running.keys() & new_lanes.running.keys()


async def began(lanes: of_lanes.Lanes) -> bool:
    return lanes.complete


async def test_a_record_is_handed_over_at_once(house: House) -> None:
    """At rest, and after a batch that took long while more came: no wait at the broker stands in between."""
    seen: dict[bytes | None, float] = {}
    key = uuid.uuid4().hex.encode()

    async def take(records: Records) -> None:
        mine = [record.value for record in records if record.key == key]
        if b"slow" in mine:
            await asyncio.sleep(0.5)
        seen.update(dict.fromkeys(mine, time.monotonic()))

    async def came(value: bytes) -> bool:
        return value in seen

    async def taken(value: bytes) -> float:
        began = time.monotonic()
        await send(house.cluster, [(key, value, [])], "registry")
        await eventually(lambda: came(value), 30, every=0.002)
        return seen[value] - began

    consumers = Consumers(house.cluster)
    await consumers.start()
    subscription = consumers.subscribe(f"t_{key.decode()}", topics_of(frozenset({"champion"})), take)
    await subscription.start()
    await taken(b"first")
    at_rest = min([await taken(f"{number}".encode()) for number in range(5)])
    sending = asyncio.create_task(taken(b"slow"))
    await asyncio.sleep(0.1)
    await taken(b"meanwhile")
    await sending
    after = await taken(b"after")
    await subscription.stop()
    await consumers.stop()
    assert at_rest < 0.2
    assert after < 1
