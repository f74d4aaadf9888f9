"""A request's body as it comes: counted, held to a pace, and its end noted."""

import asyncio
import time
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from shared.web.edge.arrival import Arrival

FLOOR: Final = 30.0
"""Seconds that every body may take, counted from its headers."""
PACE: Final = 16 * 1024
"""Bytes that give it a second more."""
LONGEST: Final = 3_600.0
"""Seconds after which the last body has come, whatever its size."""
_SLOW: Final = (
    f"The body comes too slowly: {FLOOR:.0f} seconds and one more for each {PACE >> 10} KB are right."
)


class Incoming:
    """A receive of one request."""

    def __init__(self, receive: Receive, most: int, arrival: Arrival) -> None:
        self._receive = receive
        self._most = most
        self._came = 0
        self._arrival = arrival

    async def __call__(self) -> Message:
        """What comes. Raises ``HTTPException`` 413 for more than ``most`` bytes, 408 for what takes too long."""
        if self._arrival.whole is not None:
            return await self._receive()
        try:
            async with asyncio.timeout(self._left()):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, _SLOW, {"Connection": "close"}) from None
        self._came += len(message.get("body", b""))
        if self._came > self._most:
            raise HTTPException(413, too_large(self._most))
        if not message.get("more_body", False):
            self._arrival.whole = time.monotonic()
        return message

    def _left(self) -> float:
        until = min(FLOOR + self._came / PACE, LONGEST)
        return self._arrival.stopwatch + until - time.monotonic()


def too_large(most: int) -> str:
    """What is said of a body that is larger than this many bytes."""
    return f"A request may hold {most} bytes here."
