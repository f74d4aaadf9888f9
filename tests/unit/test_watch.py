"""Liveness by progress: who has records to read and reads none is stuck; who waits for a store is not."""

import asyncio
from typing import Any

import pytest

from shared import metrics
from shared.kafka.stopping import stopped
from shared.runtime.watch import WATCH, Watch

PLACE = ("onevoice.registry.v1", 0)


class Topics:
    """Ends that a test sets."""

    def __init__(self) -> None:
        self.end = 0

    def ends(self, _topic: str) -> dict[int, int]:
        """The end of the one partition."""
        return {0: self.end}


class Consumer:
    """A consumer at a position, with as much of a live one as the watch asks."""

    def __init__(self) -> None:
        self.position: int | None = 0
        self.assigned = True
        self.rejoined = 0
        self.applier = self.backoff = self.subscription = self
        self.owner = self.group = "group"
        self.waiting = False
        self.topics = (PLACE[0],)

    async def positions(self) -> dict[tuple[str, int], int | None]:
        """Where it stands."""
        return {PLACE: self.position} if self.assigned else {}

    async def rejoin(self) -> None:
        """Count it."""
        self.rejoined += 1


class House:
    """A watch of one consumer, with a clock to turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.topics, self.consumer = Topics(), Consumer()
        self.committed = 0
        monkeypatch.setattr("shared.runtime.watch.time.monotonic", lambda: self.now)
        self.watch = Watch(self.topics, [], 90, self._of_group)  # type: ignore[arg-type]  # all that it asks of them

    async def _of_group(self, _group: str, _topics: object) -> dict[tuple[str, int], int]:
        return {PLACE: self.committed}

    async def after(self, seconds: float) -> None:
        """Look again so many seconds later."""
        self.now += seconds
        consumers: Any = [self.consumer]
        await self.watch.sample(consumers)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """See the class."""
    return House(monkeypatch)


async def test_a_consumer_that_reads_nothing_though_there_is_something_is_stuck(house: House) -> None:
    """It is made to join anew once, at half the backoff; after all of it the process is not live."""
    house.topics.end = 5
    await house.after(5)
    await house.after(40)
    assert (house.consumer.rejoined, house.watch.stalled()) == (0, [])
    await house.after(20)
    await house.after(5)
    assert (house.consumer.rejoined, house.watch.stalled()) == (1, [])
    await house.after(40)
    assert (house.consumer.rejoined, house.watch.stalled()) == (1, ["group"])
    house.consumer.position = 1
    await house.after(5)
    assert house.watch.stalled() == []


async def test_a_consumer_that_does_not_know_where_it_stands_is_stuck(house: House) -> None:
    """Such as one that waits for ever for its group's coordinator, when there is something to read."""
    house.topics.end, house.consumer.position = 5, None
    await house.after(5)
    await house.after(50)
    await house.after(50)
    assert (house.consumer.rejoined, house.watch.stalled()) == (1, ["group"])


async def test_a_consumer_with_nothing_to_read_may_stand_still_for_ever(house: House) -> None:
    """No lag, no blame."""
    for _ in range(5):
        await house.after(1_000)
    assert (house.consumer.rejoined, house.watch.stalled()) == (0, [])


async def test_a_consumer_that_waits_for_its_store_is_not_stuck(house: House) -> None:
    """Joining anew would not bring the store back, and ending the process neither."""
    house.topics.end = 5
    house.consumer.waiting = True
    for _ in range(5):
        await house.after(1_000)
    assert (house.consumer.rejoined, house.watch.stalled()) == (0, [])


async def test_a_consumer_without_a_partition_is_judged_by_its_group(house: House) -> None:
    """It may rightly have none while others get on; a group that gets nowhere is stuck, whoever is in it."""
    house.consumer.assigned, house.topics.end = False, 100
    for committed in range(10, 60, 10):
        house.committed = committed
        await house.after(60)
    assert (house.consumer.rejoined, house.watch.stalled()) == (0, [])
    await house.after(60)
    await house.after(60)
    assert (house.consumer.rejoined, house.watch.stalled()) == (1, ["group"])


async def test_a_watch_that_does_not_look_is_itself_what_stands_still(house: House) -> None:
    """Whoever watches is watched."""
    house.now += 100
    assert house.watch.stalled() == [WATCH]


async def test_no_fault_of_a_look_ends_the_watch(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that a client raises while it is made to join anew."""
    monkeypatch.setattr("shared.runtime.watch.SAMPLE", 0)
    looks: list[int] = []

    async def sample(_consumers: object) -> None:
        looks.append(1)
        raise [ValueError("a fault"), KeyError("another")][len(looks) % 2]

    monkeypatch.setattr(house.watch, "sample", sample)
    task = asyncio.create_task(house.watch.run())
    while len(looks) < 3:  # noqa: ASYNC110 - turns of the loop
        await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_a_client_cancels_nobody_but_itself() -> None:
    """A task of a client that was cancelled is no reason to end whoever stops it; a cancellation of one's own is."""

    async def of_a_task_of_its_own() -> None:
        own = asyncio.create_task(asyncio.sleep(60))
        own.cancel()
        await own

    await stopped(of_a_task_of_its_own())
    waiting = asyncio.create_task(stopped(asyncio.sleep(60)))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()


def lags() -> dict[tuple[str, ...], float]:
    """What /metrics says of the group."""
    found = next(iter(metrics.LAG.collect())).samples
    return {
        (one.labels["topic"], one.labels["partition"]): one.value
        for one in found
        if one.labels["group"] == "group"
    }


async def test_lag_is_told_of_the_partitions_that_are_read_here(house: House) -> None:
    """Another process tells of the others; what was taken away or ended is told no more."""
    house.topics.end = 7
    await house.after(5)
    assert lags() == {(PLACE[0], "0"): 7}
    before = metrics.REBALANCES.labels("group")._value.get()  # noqa: SLF001 - the client has no other way
    house.consumer.assigned = False
    await house.after(5)
    assert lags() == {}
    assert metrics.REBALANCES.labels("group")._value.get() == before + 1  # noqa: SLF001
    house.consumer.assigned = True
    await house.after(5)
    assert lags() == {(PLACE[0], "0"): 7}
    await house.watch.sample([])
    assert lags() == {}
