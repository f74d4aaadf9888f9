"""Work that goes on for ever: while a store is away, and whatever fault one step of it meets."""

import asyncio
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


async def apart(
    what: str, one: str, work: Callable[[], Awaitable[bool]], away: tuple[type[Exception], ...] = ()
) -> bool:
    """What the work on one of many answers; False where a fault put it off, and it holds none of the others up.

    The next look finds it again. Raises what says that the others could not be worked on either, ``away`` too.
    """
    try:
        return await work()
    except (Unavailable, StoreUnavailable):
        raise
    except away:
        raise
    except Problem as problem:
        if problem.status == _NOT_NOW:  # no commands are taken
            raise
        _put_off(what, problem, one)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is about this one
        _put_off(what, error, one)
    return False


def _put_off(what: str, error: Exception, one: str | None = None) -> None:
    metrics.PUT_OFF.labels(what).inc()
    _log.error("put off by a fault", what=what, one=one, exc_info=error)
