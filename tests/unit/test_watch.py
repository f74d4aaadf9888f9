"""Liveness by progress: who has records to read and reads none is stuck; who waits for a store is not."""

from typing import Any

import pytest

from shared.runtime.watch import Watch

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
        self.rejoined = 0
        self.applier = self.patience = self.subscription = self
        self.owner = "group"
        self.waiting = False
        self.topics = (PLACE[0],)

    async def positions(self) -> dict[tuple[str, int], int | None]:
        """Where it stands."""
        return {PLACE: self.position}

    async def rejoin(self) -> None:
        """Count it."""
        self.rejoined += 1


class House:
    """A watch of one consumer, with a clock to turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.topics, self.consumer = Topics(), Consumer()
        self.watch = Watch(self.topics, [], patience=90)  # type: ignore[arg-type]  # all that it asks of them
        monkeypatch.setattr("shared.runtime.watch.time.monotonic", lambda: self.now)

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
    """It is made to join anew once, at half the patience; after all of it the process is not live."""
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
