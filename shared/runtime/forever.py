"""Work that goes on for ever: while a store is away, and whatever fault one step of it meets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from shared.eventstore.handle import Busy
from shared.eventstore.port import StoreUnavailable
from shared.mongo import Unavailable
from shared.problems import Problem
from shared.runtime.bell import Bell

_log = structlog.get_logger(__name__)
AWAY: Final = (Unavailable, StoreUnavailable, Busy, Problem)
"""What says that the same may be tried again."""


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
            _log.error("put off by a fault", what=what, exc_info=error)
            await asyncio.sleep(again)
            continue
        if not found:
            await bell.wait(heard, poll)
