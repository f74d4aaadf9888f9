"""Work that goes on for ever."""

import asyncio

from shared.mongo import Unavailable
from shared.runtime.bell import Bell
from shared.runtime.forever import forever


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

    task = asyncio.create_task(forever("steps", step, Bell(), poll=60, again=0))
    await done.wait()
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
