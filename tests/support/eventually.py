"""Waiting for what will be so, with a deadline: never a sleep for luck."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = 30.0, every: float = 0.05) -> T:
    """What ``look`` answers, as soon as that is true and no AssertionError; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            found = await look()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        else:
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"after {seconds} s the answer is still {found!r}")
        await asyncio.sleep(every)


def wait_until(look: Callable[[], T], seconds: float = 30.0, every: float = 0.1) -> T:
    """The same where nothing is awaited."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"after {seconds} s the answer is still {found!r}"
        time.sleep(every)
    return found
