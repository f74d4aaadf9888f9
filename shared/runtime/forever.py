"""Work that goes on for ever: while a store is away, and whatever fault one step of it meets."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from shared import metrics
from shared.eventstore.handle import Busy
from shared.eventstore.port import StoreUnavailable
from shared.mongo import Unavailable
from shared.problems import Problem
from shared.runtime.bell import Bell

_log = structlog.get_logger(__name__)
AWAY: Final = (Unavailable, StoreUnavailable, Busy, Problem)
"""What says that the same may be tried again."""
AGAIN: Final = 30.0
"""Seconds for which a piece of work that met a fault is left alone."""
_NOT_NOW: Final = 503


async def forever(
    what: str, step: Callable[[], Awaitable[bool]], bell: Bell, *, poll: float, again: float
) -> None:
    """Take one step after the other until cancelled.

    ``step`` answers whether it found work: if not, the next waits for the bell, ``poll`` seconds at most. After
    one that failed it waits ``again`` seconds; what it had in hand is its own to find again.
    """
    while True:
        heard = bell.rung
        try:
            found = await step()
        except AWAY as error:
            _log.warning("waiting", what=what, error=str(error)[:300])
            await asyncio.sleep(again)
            continue
        except Exception as error:  # noqa: BLE001 - what was leased comes again; everything else goes on
            _put_off(what, error)
            await asyncio.sleep(again)
            continue
        if not found:
            await bell.wait(heard, poll)


class Apart:
    """A worker's many pieces of work: a fault puts off the one that it is about, and holds up none of the others.

    That one is left alone for ``AGAIN`` seconds. ``away`` is what says, beside a store that is away, that the others
    could not be worked on either.
    """

    def __init__(self, what: str, away: tuple[type[Exception], ...] = ()) -> None:
        self._what = what
        self._away: tuple[type[Exception], ...] = (Unavailable, StoreUnavailable, *away)
        self._failed: dict[str, float] = {}

    async def work(self, one: str, work: Callable[[], Awaitable[bool]]) -> bool:
        """What the work on one of them answers; False where it is put off. Raises what says ``away``."""
        if time.monotonic() - self._failed.get(one, -AGAIN) < AGAIN:
            return False
        try:
            done = await work()
        except self._away:
            raise
        except Exception as error:
            if isinstance(error, Problem) and error.status == _NOT_NOW:  # no commands are taken
                raise
            self._failed[one] = time.monotonic()
            _put_off(self._what, error, one)
            return False
        self._failed.pop(one, None)
        return done


def _put_off(what: str, error: Exception, one: str | None = None) -> None:
    metrics.PUT_OFF.labels(what).inc()
    _log.error("put off by a fault", what=what, one=one, exc_info=error)
