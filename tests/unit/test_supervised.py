"""Work that goes on for ever."""

import asyncio

import pytest

from shared.eventstore.port import StoreUnavailable
from shared.mongo import Unavailable
from shared.problems import Problem
from shared.runtime.supervised import AGAIN, Isolated, supervised
from shared.runtime.wakeup import Wakeup


async def test_neither_a_store_that_is_away_nor_a_fault_ends_it() -> None:
    """The next step is taken; a cancellation ends it."""
    steps: list[Exception | bool] = [Unavailable("away"), ValueError("a fault"), True]
    done = asyncio.Event()

    async def step() -> bool:
        if not steps:
            done.set()
            return False
        found = steps.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    task = asyncio.create_task(supervised("steps", step, Wakeup(), poll=60, again=0))
    await done.wait()
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


@pytest.mark.parametrize(
    "error", [Unavailable("away"), StoreUnavailable("away"), Problem(503, "unavailable", "")]
)
async def test_what_is_so_for_all_of_many_is_put_off_for_none(error: Exception) -> None:
    """A store that is away ends the look; a fault of one of them, or a refusal, puts off that one."""

    async def away() -> bool:
        raise error

    async def wrong() -> bool:
        raise Problem(404, "not-found", "")

    with pytest.raises(type(error)):
        await Isolated("looks").work("one", away)
    assert not await Isolated("looks").work("one", wrong)


async def test_what_met_a_fault_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are not; then it is tried again, and once it is done nothing is left of the fault."""
    at, tried, apart = [1_000.0], [], Isolated("looks")
    monkeypatch.setattr("shared.runtime.supervised.time.monotonic", lambda: at[0])

    async def work(one: str, *, good: bool) -> bool:
        async def do() -> bool:
            tried.append(one)
            if not good:
                raise ValueError("a fault")
            return True

        return await apart.work(one, do)

    assert not await work("one", good=False)
    assert not await work("one", good=True)
    assert await work("two", good=True)
    assert tried == ["one", "two"]
    at[0] += AGAIN
    assert await work("one", good=True)
    assert await work("one", good=True)
