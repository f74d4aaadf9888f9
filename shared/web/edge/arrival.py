"""When a request came: the moment its headers were received, by a clock that is held against the store's."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Request

from shared.clock import now
from shared.mongo import StoreClock
from shared.problems import Problem

OFF: Final = timedelta(seconds=1)
"""How far this process's clock may be from the store's."""


class Came(NamedTuple):
    """When something came, in UTC, as evidence: its first byte, and all of it (None where that was not noted)."""

    at: datetime
    complete: datetime | None


@dataclass(slots=True)
class Arrival:
    """A moment by this process's clock, and by its stopwatch, which no setting of the clock moves.

    ``whole`` is what the stopwatch showed when all of the request's body had come; None until it has.
    """

    at: datetime
    stopwatch: float
    whole: float | None = None

    @classmethod
    def this_moment(cls) -> "Arrival":
        """Now."""
        return cls(now(), time.monotonic())

    def completed(self, at: datetime) -> datetime:
        """When all of it had come, to the millisecond, for a request that came ``at``."""
        took = (time.monotonic() if self.whole is None else self.whole) - self.stopwatch
        return at + timedelta(milliseconds=int(took * 1_000))


async def arrival(request: Request) -> Arrival:
    """The dependency: when the request's headers came; in an app without an edge, when its route was asked."""
    found: Arrival | None = getattr(request.state, "arrival", None)
    return found or Arrival.this_moment()


Arrived = Annotated[Arrival, Depends(arrival)]
"""The arrival, for a route."""


async def judged(came: Arrival, clock: StoreClock) -> datetime:
    """The moment of arrival in UTC, to the millisecond, as evidence.

    Raises ``Problem`` 503 where this process's clock was more than ``OFF`` away from the store's, and
    ``Unavailable`` where the store cannot be asked.
    """
    told = await clock.now() - timedelta(seconds=time.monotonic() - came.stopwatch)
    if abs(told - came.at) > OFF:
        raise Problem(
            503,
            "unavailable",
            "This server's clock is more than a second off, and judges no deadlines; another one may: try again.",
            {"Retry-After": "2"},
        )
    return came.at
