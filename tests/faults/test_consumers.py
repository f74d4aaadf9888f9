"""Laws 6, 8 and 11 of live consumers: paused, cut off from their store, given their batch again."""

import asyncio
import uuid
from collections.abc import Sequence

import pytest

from shared.contracts.catalogue import CATALOGUE
from shared.eventstore.port import Append
from shared.kafka import backoff
from shared.kafka.records import incoming, outgoing
from shared.mongo import Unavailable, connect
from shared.views.applier import Applier
from shared.views.arrivals import Arrived
from shared.views.fold import Part, fold
from shared.views.parked import Parked
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.live import caught_up, living, own, parts_of
from tests.support.projector_process import ProjectorProcess
from tests.support.tally import NOTES, said
from tests.support.topic import appended, records_of, send


class Told:
    """Streams of which more and more is sent to the topic, and what they fold to."""

    def __init__(self, house: House, streams: int) -> None:
        self._house = house
        self._appends: dict[str, list[Append]] = {
            f"champion-{uuid.uuid4().hex}-{n}": [] for n in range(streams)
        }

    async def more(self, rounds: int = 1) -> None:
        """One more event of each stream."""
        for _ in range(rounds):
            fresh = []
            for stream, appends in self._appends.items():
                note = f"{len(appends) + 1}"
                appends.append(appended(stream, [said(note)], appends[-1] if appends else None))
                fresh.append(appends[-1])
            records = [record for append in fresh for record in outgoing("registry", append)]
            await send(self._house.cluster, records, "registry")

    def expected(self) -> dict[str, Part]:
        """What the streams fold to."""
        return {
            stream: fold(Part(), [incoming(raw) for raw in records_of(appends)], NOTES, CATALOGUE.decode).part
            for stream, appends in self._appends.items()
        }


@pytest.mark.law(8)
async def test_a_consumer_paused_in_its_handler_changes_nothing(house: House) -> None:
    """It read its documents, was stopped, lost its partitions, and wakes up when another has moved on."""
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    told = Told(house, 20)
    with ProjectorProcess(house.cluster, house.mongo.url, database.name) as paused:
        await paused.says("joined")
        await told.more()
        await paused.says("asleep")
        async with living(house.cluster, database, NOTES):
            await told.more(2)

            async def all_applied() -> bool:
                return await parts_of(database, NOTES) == told.expected()

            await eventually(all_applied, 60)
            paused.wake()
            await paused.says("wrote")
            assert await parts_of(database, NOTES) == told.expected()
            await told.more(2)
            await eventually(all_applied, 60)
    assert [record async for record in Parked(database).everything()] == []
    server.close()


@pytest.mark.law(6)
@pytest.mark.law(11)
async def test_a_store_that_is_away_costs_nothing(
    house: House, own_mongo: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that waited too long for its store comes again; nothing is lost, skipped or taken for poison."""
    monkeypatch.setattr(backoff, "LONGEST", 0.2)
    server = connect(own_mongo.url)
    database = await prepared(server, "away")
    view = own(NOTES)
    told = Told(house, 20)
    take, failed = Applier.take, []

    async def counted(self: Applier, arrivals: Sequence[Arrived]) -> int:
        try:
            return await take(self, arrivals)
        except Unavailable as error:
            failed.append(error)
            raise

    async def failed_twice() -> bool:
        return len(failed) >= 2

    monkeypatch.setattr(Applier, "take", counted)
    async with living(house.cluster, database, view):
        await told.more()
        await eventually(lambda: caught_up(house.cluster, view), 60)
        await asyncio.to_thread(own_mongo.kill)
        await told.more(2)
        await eventually(failed_twice)
        assert not await caught_up(house.cluster, view)
        await asyncio.to_thread(own_mongo.start)
        await told.more()
        await eventually(lambda: caught_up(house.cluster, view), 60)
    found = await parts_of(database, view)
    assert {stream: found.get(stream) for stream in told.expected()} == told.expected()
    assert [record async for record in Parked(database).everything()] == []
    server.close()


@pytest.mark.law(6)
async def test_a_batch_whose_handler_fails_comes_again_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the handler commits nothing: every record of every partition of the batch is delivered again."""
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    view = own(NOTES)
    told = Told(house, 30)
    take = Applier.take
    failures = 3

    async def failing(self: Applier, arrivals: Sequence[Arrived]) -> int:
        nonlocal failures
        if failures:
            failures -= 1
            raise RuntimeError("a fault")
        return await take(self, arrivals)

    monkeypatch.setattr(Applier, "take", failing)
    async with living(house.cluster, database, view):
        await told.more(3)
        await eventually(lambda: caught_up(house.cluster, view), 60)
    found = await parts_of(database, view)
    assert failures == 0
    assert {stream: found.get(stream) for stream in told.expected()} == told.expected()
    server.close()
