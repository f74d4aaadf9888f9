"""A wake-up reaches whoever waits, and never hides that they were told to end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.kafka.backoff import Backoff
from shared.runtime.wakeup import Wakeup


async def test_what_was_rung_before_the_wait_is_not_missed() -> None:
    """Look, find nothing, wait: whatever came in between is heard."""
    wakeup = Wakeup()
    heard = wakeup.rung
    wakeup.ring()
    await asyncio.wait_for(wakeup.wait(heard, 60), 5)


def _of_a_bell() -> tuple[Callable[[], Awaitable[object]], Callable[[], None]]:
    wakeup = Wakeup()
    return lambda: wakeup.wait(wakeup.rung, 60), wakeup.ring


def _of_patience() -> tuple[Callable[[], Awaitable[object]], Callable[[], None]]:
    patience = Backoff(lambda _error: True, "a test")

    async def away() -> None:
        raise KeyError

    async def run() -> None:
        await patience.run(away)

    return run, patience.stop


@pytest.mark.parametrize("make", [_of_a_bell, _of_patience])
async def test_an_end_that_comes_with_the_ring_is_not_lost(
    make: Callable[[], tuple[Callable[[], Awaitable[object]], Callable[[], None]]],
) -> None:
    """Woken and cancelled in one breath means cancelled; ``asyncio.wait_for`` loses it."""
    wait, ring = make()

    async def waiting() -> None:
        await wait()

    task = asyncio.create_task(waiting())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ring()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
