"""Retrying what is only away for a while, ended at once by a stop."""

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


class Patience:
    """Retries with backoff and jitter while ``away`` errors come; one for each consumer."""

    def __init__(self, away: tuple[type[Exception], ...], what: str) -> None:
        self._away = away
        self._what = what
        self._stopping = asyncio.Event()
        self.waiting = False

    def stop(self) -> None:
        """Give up every wait, now and later: the last error is raised."""
        self._stopping.set()

    async def run(self, action: Callable[[], Awaitable[T]]) -> T:
        """The action's result; its last error when it was away too long or a stop came."""
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(self._away),
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
        self.waiting = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        _log.warning("away, trying again", what=self._what, attempt=state.attempt_number, error=str(error))
