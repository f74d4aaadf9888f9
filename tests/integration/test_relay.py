"""Laws 3, 4 and 5: what is appended reaches the topic, whatever is killed, in its order and byte for byte."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.registry.champions import ChampionActivated
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import RUN, Append, Run
from shared.kafka.cluster import Cluster
from shared.kafka.producer import NotSent, Producer
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import Database, StoreClock, connect
from shared.relay import relay as relaying
from shared.relay.gate import Gate
from shared.relay.lease import Lease
from shared.relay.relay import Relay
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.relay_process import Always, RelayProcess, relay_of
from tests.support.tally import TALLY, YEAR, Say, said
from tests.support.topic import CONTEXT, START, alter, appended, assert_topic_is_store, by_stream


class Writer:
    """Appends to some streams of its own, whose names all hold ``mark``."""

    def __init__(self, database: Database) -> None:
        self.mark = uuid.uuid4().hex
        self.store = MongoEventStore(database)
        self._handler = Handler(self.store, b"s" * 32)
        self._count = 0

    def stream(self, number: int) -> str:
        """The name of one of its streams."""
        return f"champion-{self.mark}-{number}"

    async def write(self, streams: int, rounds: int) -> None:
        """Append one to three events to each stream, so many times."""
        for _ in range(rounds):
            self._count += 1
            notes = tuple(f"{self._count}.{n}" for n in range(1 + self._count % 3))
            await asyncio.gather(
                *(
                    self._handler.handle(TALLY, self.stream(n), Say(notes=notes), Origin("writer", CONTEXT))
                    for n in range(streams)
                )
            )

    async def write_huge(self) -> None:
        """One append that no record batch holds whole, though each of its events fits one."""
        huge = [ChampionActivated.model_construct(on=YEAR, note=f"{n}" * 400_000) for n in range(4)]
        await self.store.append(appended(self.stream(1_000), huge))

    async def nothing_waits(self) -> bool:
        """Whether everything is marked as published."""
        return (await self.store.backlog(1))[0] == 0


@contextlib.asynccontextmanager
async def relaying_in_process(relay: Relay) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(relay.run())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.law(3)
@pytest.mark.law(4)
@pytest.mark.law(5)
async def test_killed_relays_lose_and_reorder_nothing(
    cluster: Cluster, database: Database, mongo: Server
) -> None:
    """Relays killed after sending and after marking, then two at once: nothing lost, added or out of order."""
    writer = Writer(database)
    await writer.write(streams=12, rounds=3)
    await writer.write_huge()
    for point in ("relay.after_send#1", "relay.after_send#2", "relay.after_mark#2"):
        with RelayProcess(cluster, mongo.url, database.name, crash_at=point, leased=False) as relay:
            await eventually(relay.crashed)
    with (
        RelayProcess(cluster, mongo.url, database.name, leased=False),
        RelayProcess(cluster, mongo.url, database.name, leased=False),
    ):
        await writer.write(streams=12, rounds=3)
        await eventually(writer.nothing_waits)
    assert await assert_topic_is_store(cluster, writer.store, writer.mark) > 0


@pytest.mark.law(3)
@pytest.mark.law(5)
@pytest.mark.long
@pytest.mark.timeout(600)
async def test_relays_killed_at_any_moment_lose_nothing(
    cluster: Cluster, database: Database, mongo: Server
) -> None:
    """Thirty kills of one of two relays under writing: nothing lost, added or out of order."""
    writer = Writer(database)
    for number in range(30):
        with (
            RelayProcess(
                cluster, mongo.url, database.name, crash_at=f"relay.after_send#{1 + number % 5}", leased=False
            ) as relay,
            RelayProcess(cluster, mongo.url, database.name, leased=False),
        ):
            while not await relay.crashed():
                await writer.write(streams=10, rounds=1)
                await asyncio.sleep(0.5)  # streams stay short
    with RelayProcess(cluster, mongo.url, database.name):
        await eventually(writer.nothing_waits, 60)
    await assert_topic_is_store(cluster, writer.store, writer.mark)


class Told:
    """A publisher that keeps what it was given, and fails as it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.stuck: set[str] = set()
        self.hung: set[str] = set()
        self.fails: list[str] = []
        self.rebuilt = 0

    async def publish(self, run: Run) -> None:
        """Keep it, or fail before or after."""
        await asyncio.sleep(0)
        trouble = self.fails.pop() if self.fails else "none"
        stream = run[0].stream
        if stream in self.hung:
            await asyncio.Event().wait()
        if stream in self.stuck or trouble == "before":
            raise NotSent(stream)
        self.sent += [(append.stream, append.seq) for append in run]
        if trouble == "after":
            raise NotSent(stream)

    async def rebuild(self) -> None:
        """Count it; what hung in the old client would not in a new one."""
        self.rebuilt += 1
        self.hung = set()


async def filled(streams: int, appends: int) -> MemoryEventStore:
    store = MemoryEventStore()
    for number in range(streams):
        last: Append | None = None
        for _ in range(appends):
            last = appended(f"champion-{number}", [said("x")], last)
            await store.append(last)
    return store


@pytest.mark.law(5)
async def test_one_stuck_stream_backs_off_alone() -> None:
    """A stream that cannot be sent holds up no other, and goes on in order once it can."""
    store, publisher = await filled(200, 3), Told()
    publisher.stuck = {"champion-7"}
    async with relaying_in_process(Relay("registry", store, publisher, Always())):
        await eventually(lambda: _waiting(store, 3))
        assert {stream for stream, _ in publisher.sent} == {f"champion-{n}" for n in range(200)} - {
            "champion-7"
        }
        publisher.stuck = set()
        await eventually(lambda: _waiting(store, 0))
    assert [seq for stream, seq in publisher.sent if stream == "champion-7"] == [1, 2, 3]
    assert publisher.rebuilt >= 1


@pytest.mark.law(5)
async def test_what_hung_with_a_failure_is_sent_anew() -> None:
    """What was in flight when the producer is thrown away goes out by the next one, at once."""
    store, publisher = await filled(5, 2), Told()
    publisher.stuck, publisher.hung = {"champion-1"}, {"champion-2", "champion-3"}
    async with relaying_in_process(Relay("registry", store, publisher, Always())):
        await eventually(lambda: _waiting(store, 2), 5)


async def _waiting(store: MemoryEventStore, count: int) -> bool:
    return (await store.backlog(10_000))[0] == count


@pytest.mark.law(3)
@pytest.mark.law(5)
@given(fails=st.lists(st.sampled_from(["before", "after", "none"]), max_size=6))
@settings(max_examples=15, deadline=None)
async def test_failures_cause_repeats_at_most(fails: list[str]) -> None:
    """However sends fail, before or after they arrive, first occurrences are in order and all arrive."""
    store, publisher = await filled(3, 3), Told()
    publisher.fails = list(fails)
    async with relaying_in_process(Relay("registry", store, publisher, Always())):
        await eventually(lambda: _waiting(store, 0))
    for number in range(3):
        seqs = [seq for stream, seq in publisher.sent if stream == f"champion-{number}"]
        assert list(dict.fromkeys(seqs)) == [1, 2, 3]
    met = fails[len(publisher.fails) :]  # a stream's appends go together: not all may have had their turn
    assert publisher.rebuilt == 1 + bool(set(met) - {"none"}) or publisher.rebuilt > 1


@pytest.mark.law(3)
@pytest.mark.law(5)
async def test_a_fault_of_the_publisher_is_no_acknowledgement() -> None:
    """Whatever it raises, the append waits, its stream alone backs off, and it goes out once it can."""

    class Faulty(Told):
        async def publish(self, run: Run) -> None:
            """Raise what nobody foresaw."""
            if run[0].stream in self.stuck:
                raise KeyError(run[0].stream)
            await super().publish(run)

    store, publisher = await filled(3, 2), Faulty()
    publisher.stuck = {"champion-1"}
    async with relaying_in_process(Relay("registry", store, publisher, Always())):
        await eventually(lambda: _waiting(store, 2))
        publisher.stuck = set()
        await eventually(lambda: _waiting(store, 0))


@pytest.mark.law(3)
@pytest.mark.law(5)
async def test_a_record_that_the_topic_refuses_stops_its_stream_alone(
    cluster: Cluster, database: Database
) -> None:
    """A refused record leaves the producer fit for the others, and is sent once the topic takes it."""
    topics = Topics(cluster, LOCAL)
    writer = Writer(database)
    alter(cluster, "registry", "max.message.bytes", "50000")
    big = ChampionActivated.model_construct(on=YEAR, note="x" * 100_000)
    await writer.store.append(first := appended(writer.stream(99), [big]))
    await writer.store.append(appended(writer.stream(99), [said("after")], first))
    await writer.write(streams=30, rounds=2)
    async with relaying_in_process(relay_of(cluster, database, "registry")):
        await eventually(lambda: waiting(writer.store, 2))
        assert writer.stream(99) not in await by_stream(cluster, "registry")
        assert topics.apply()
        await eventually(writer.nothing_waits)
    await assert_topic_is_store(cluster, writer.store, writer.mark)


async def waiting(store: MongoEventStore, count: int) -> bool:
    return (await store.backlog(10_000))[0] == count


@pytest.mark.law(3)
@pytest.mark.law(4)
@pytest.mark.law(5)
@pytest.mark.long
async def test_engines_killed_while_relaying_lose_nothing(own_house: House) -> None:
    """Kafka and MongoDB are killed and started while a relay runs: everything arrives, in order."""
    server = connect(own_house.mongo.url)
    database = await prepared(server, "killed")
    writer = Writer(database)
    await writer.write(streams=10, rounds=3)
    async with relaying_in_process(relay_of(own_house.cluster, database, "registry")) as task:
        await asyncio.to_thread(own_house.kafka.kill)
        await writer.write(streams=10, rounds=3)
        await asyncio.to_thread(own_house.kafka.start)
        await eventually(writer.nothing_waits, 60)
        await writer.write(streams=10, rounds=3)
        await asyncio.to_thread(own_house.mongo.kill)
        await asyncio.to_thread(own_house.mongo.start)
        await writer.write(streams=10, rounds=1)
        await eventually(writer.nothing_waits, 60)
        assert not task.done()
    await assert_topic_is_store(own_house.cluster, writer.store, writer.mark)
    server.close()


@pytest.mark.law(3)
@pytest.mark.long
@pytest.mark.timeout(400)
async def test_kafka_away_for_a_minute_loses_nothing(own_house: House) -> None:
    """Kafka is away for a minute under writing: everything arrives, in order."""
    server = connect(own_house.mongo.url)
    database = await prepared(server, "away")
    writer = Writer(database)
    async with relaying_in_process(relay_of(own_house.cluster, database, "registry")) as task:
        await writer.write(streams=10, rounds=3)
        await asyncio.to_thread(own_house.kafka.kill)
        for _ in range(60):
            await writer.write(streams=10, rounds=1)
            await asyncio.sleep(1)
        await asyncio.to_thread(own_house.kafka.start)
        await eventually(writer.nothing_waits, 120)
        assert not task.done()
    await assert_topic_is_store(own_house.cluster, writer.store, writer.mark)
    server.close()


@pytest.mark.law(3)
async def test_the_producer_is_rebuilt_while_others_send(cluster: Cluster, database: Database) -> None:
    """A producer thrown away under its own sends fails them with ``NotSent`` at worst, and the next one works."""
    store = MongoEventStore(database)
    appends = [appended(f"champion-{uuid.uuid4().hex}", [said("x"), said("y")]) for _ in range(200)]
    producer = Producer(cluster, "registry", timeout=3.0)
    sends = [asyncio.create_task(producer.publish((append,))) for append in appends]
    await asyncio.sleep(0)
    await eventually(lambda: _any_done(sends))
    await producer.rebuild()
    ends = await asyncio.gather(*sends, return_exceptions=True)
    assert {type(end) for end in ends} <= {type(None), NotSent}
    await producer.publish((appends[0],))
    await producer.rebuild()
    topic = await by_stream(cluster, "registry")
    assert all(append.stream in topic for append, end in zip(appends, ends, strict=True) if end is None)
    assert await store.backlog(1) == (0, None)


async def _any_done(tasks: list[asyncio.Task[None]]) -> bool:
    return any(task.done() for task in tasks)


class Turned(StoreClock):
    """A store's clock that a test turns."""

    seconds = 0.0

    async def now(self) -> datetime:
        """The time that it was turned to."""
        return START + timedelta(seconds=self.seconds)


@pytest.mark.law(3)
async def test_a_lease_ends_by_the_stores_clock(database: Database) -> None:
    """By the clock of a process that was an hour ahead, and was killed, it blocked its service so long."""
    clock = StoreClock(database)
    assert await Lease(database, "job", clock).take()
    found = await database["leases"].find_one({"_id": "job"})
    assert found
    assert found["until"] - await clock.now() <= timedelta(seconds=3)


@pytest.mark.law(5)
async def test_a_lease_has_one_holder_until_it_ends(database: Database) -> None:
    """One of two holds the lease, keeps it by asking, and loses it by silence or by giving it back."""
    turned = Turned(database)
    first, second = (Lease(database, "job", turned, 3.0, lambda: turned.seconds) for _ in range(2))
    assert await first.take()
    assert not await second.take()
    turned.seconds += 2
    assert await first.take()
    turned.seconds += 2
    assert not await second.take()
    turned.seconds += 2
    assert await second.take()
    assert not await first.take()
    await first.give_back()
    assert not await first.take()
    await second.give_back()
    assert await first.take()


@pytest.mark.law(3)
async def test_a_relay_that_stops_makes_way_at_once(cluster: Cluster, database: Database) -> None:
    """The second relay waits while the first works, and takes over when that one stops."""
    writer = Writer(database)
    async with relaying_in_process(relay_of(cluster, database, "registry")):
        await writer.write(streams=3, rounds=1)
        await eventually(writer.nothing_waits)
        waiting_turn = Lease(database, "relay", StoreClock(database))
        assert not await waiting_turn.take()
    async with relaying_in_process(relay_of(cluster, database, "registry")):
        await writer.write(streams=3, rounds=1)
        await eventually(writer.nothing_waits)
    await assert_topic_is_store(cluster, writer.store, writer.mark)


async def test_the_gate_closes_at_its_limit_and_opens_again(database: Database) -> None:
    """At the limit writes are turned away; when what waited is published they are let in."""
    store = MongoEventStore(database)
    gate = Gate("registry", store, 3, StoreClock(database))
    appends = [appended(f"champion-{n}", [said("x")]) for n in range(3)]
    closed = []
    for append in appends:
        await store.append(append)
        await gate.sample()
        closed.append(gate.closed)
    await store.mark(appends[:1])
    await gate.sample()
    assert [*closed, gate.closed] == [False, False, True, False]


async def test_a_wake_is_seen_though_nothing_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that is woken looks at once, not at its next poll."""
    monkeypatch.setattr(relaying, "POLL", 3_600.0)
    store, publisher = MemoryEventStore(), Told()
    relay = Relay("registry", store, publisher, Always())
    async with relaying_in_process(relay):
        for number in range(3):
            await store.append(appended(f"champion-{number}", [said("x")]))
            relay.wake()
            await eventually(lambda: _waiting(store, 0), 10)
    assert len(publisher.sent) == 3


@pytest.mark.law(3)
@pytest.mark.law(5)
async def test_a_long_stream_goes_out_in_runs(cluster: Cluster, database: Database) -> None:
    """What one stream has gathered in an outage takes as many sends as it has runs, in its order."""
    store = MongoEventStore(database)
    stream, last, sent = f"champion-{uuid.uuid4().hex}", None, []
    for number in range(3 * RUN):
        last = appended(stream, [said(str(number))], last)
        await store.append(last)

    class Counting(Producer):
        async def publish(self, run: Run) -> None:
            await super().publish(run)
            sent.append(len(run))

    async with relaying_in_process(Relay("registry", store, Counting(cluster, "registry"), Always())):
        await eventually(lambda: _nothing(store), 60)
    assert sent == [RUN, RUN, RUN]
    versions = [record.version for record in (await by_stream(cluster, "registry"))[stream]]
    assert versions == list(range(1, 3 * RUN + 1))


async def _nothing(store: MongoEventStore) -> bool:
    return await store.backlog(1) == (0, None)
