"""Retrying what failed for a while, ended at once by a stop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_delay,
    stop_when_event_set,
    wait_exponential_jitter,
)

_log = structlog.get_logger(__name__)
T = TypeVar("T")

LONGEST = 60.0
"""Seconds before a batch is given back to Kafka: far below the poll interval."""


class Backoff:
    """Retries with backoff and jitter; one for each consumer.

    ``waiting`` only while an error lasts that ``passes``: whoever meets another is tried again too, because Kafka
    would give the same batch back at once, but is not excused.
    """

    def __init__(self, passes: Callable[[BaseException], bool], what: str) -> None:
        self._passes = passes
        self._what = what
        self._stopping = asyncio.Event()
        self.waiting = False

    def stop(self) -> None:
        """Give up every wait, now and later: the last error is raised."""
        self._stopping.set()

    async def run(self, action: Callable[[], Awaitable[T]]) -> T:
        """The action's result; its last error when it failed for too long or a stop came."""
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(Exception),
                wait=wait_exponential_jitter(multiplier=0.1, max=5.0, jitter=0.2),
                stop=stop_after_delay(LONGEST) | stop_when_event_set(self._stopping),  # type: ignore[arg-type]  # asks is_set() alone
                sleep=self._sleep,
                before_sleep=self._tell,
                reraise=True,
            ):
                with attempt:
                    return await action()
        finally:
            self.waiting = False
        raise AssertionError("unreachable: the loop returns or raises")

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.waiting = error is not None and self._passes(error)
        told = {"what": self._what, "attempt": state.attempt_number, "error": str(error)[:300]}
        if self.waiting:
            _log.warning("away, trying again", **told)
        else:
            _log.error("a fault, trying again", **told, exc_info=error)
