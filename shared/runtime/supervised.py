"""Work that goes on for ever: while a store is away, and whatever fault one step of it meets."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from shared import metrics
from shared.away import passes
from shared.runtime.wakeup import Wakeup

_log = structlog.get_logger(__name__)
AGAIN: Final = 30.0
"""Seconds for which a piece of work that met a fault is left alone."""


async def supervised(
    what: str, step: Callable[[], Awaitable[bool]], wakeup: Wakeup, *, poll: float, again: float
) -> None:
    """Take one step after the other until cancelled.

    ``step`` answers whether it found work: if not, the next waits to be woken, ``poll`` seconds at most. After
    one that failed it waits ``again`` seconds; what it had in hand is its own to find again.
    """
    while True:
        heard = wakeup.rung
        try:
            found = await step()
        except Exception as error:  # noqa: BLE001 - what was leased comes again; everything else goes on
            if passes(error):
                _log.warning("waiting", what=what, error=str(error)[:300])
            else:
                _put_off(what, error)
            await asyncio.sleep(again)
            continue
        if not found:
            await wakeup.wait(heard, poll)


class Isolated:
    """A worker's many pieces of work: a fault puts off the one that it is about, and holds up none of the others.

    That one is left alone for ``AGAIN`` seconds. What is only away is so for the others, too.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._failed: dict[str, float] = {}

    async def work(self, one: str, work: Callable[[], Awaitable[bool]]) -> bool:
        """What the work on one of them answers; False where it is put off. Raises what is only away."""
        if time.monotonic() - self._failed.get(one, -AGAIN) < AGAIN:
            return False
        try:
            done = await work()
        except Exception as error:
            if passes(error):
                raise
            self._failed[one] = time.monotonic()
            _put_off(self._what, error, one)
            return False
        self._failed.pop(one, None)
        return done


def _put_off(what: str, error: Exception, one: str | None = None) -> None:
    metrics.PUT_OFF.labels(what).inc()
    _log.error("put off by a fault", what=what, one=one, exc_info=error)
