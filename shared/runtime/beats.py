"""Beats: every few seconds each process says what it is and what it has to do, for whoever looks after it.

One collection for each service holds those of the last hour. The newest of a process says how it stands, all of them
how it went.
"""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import BaseModel, ConfigDict

from shared import metrics
from shared.away import passes
from shared.mongo import Database, Index, StoreClock, ensure_indexes
from shared.settings import RoleOfProcess

_log = structlog.get_logger(__name__)
BEAT: Final = 10.0
"""Seconds between two."""
_GOODBYE: Final = 2.0
KEPT: Final = timedelta(hours=1)
ALIVE: Final = timedelta(seconds=3 * BEAT)
"""Who has not been heard of for so long is gone."""


class Beat(BaseModel):
    """What a process says. Records, appends and seconds; ``due`` is how long the oldest delivery waits.

    ``ended``: it is its last.
    """

    model_config = ConfigDict(frozen=True)

    process: str
    host: str
    roles: tuple[RoleOfProcess, ...]
    since: datetime
    at: datetime
    lag: dict[str, int]
    still: dict[str, float]
    pending: int
    age: float
    due: float
    ended: bool = False


def alive(hour: Iterable[Beat], at: datetime) -> list[Beat]:
    """The last beat of each process that runs at that time."""
    last = {beat.process: beat for beat in hour}
    return [beat for beat in last.values() if not beat.ended and at - beat.at < ALIVE]


class Beats:
    """The beats of one service; ``run`` is this process's own."""

    def __init__(self, service: str, database: Database, roles: frozenset[RoleOfProcess]) -> None:
        self._service = service
        self._collection = database["beats"]
        self._clock = StoreClock(database)
        self._roles = tuple(sorted(roles))
        self._process = secrets.token_hex(8)
        self._since: datetime | None = None

    async def prepare(self) -> None:
        """Make and check the index."""
        await ensure_indexes(self._collection, (Index(("at",)),))

    async def run(self) -> None:
        """Beat until cancelled, and then say that it was the last; a store that is away misses some."""
        try:
            while True:
                try:
                    await self.beat()
                except Exception as error:
                    if not passes(error):
                        raise
                    _log.debug("no beat", service=self._service, error=str(error))
                await asyncio.sleep(BEAT)
        finally:
            with contextlib.suppress(Exception):  # it is told of when it is not heard of any more
                async with asyncio.timeout(_GOODBYE):
                    await self.beat(ended=True)

    async def beat(self, *, ended: bool = False) -> None:
        """Say it once, and forget what is older than an hour. Raises ``Unavailable``."""
        at = await self._clock.now()
        self._since = self._since or at
        said = Beat(
            process=self._process,
            host=socket.gethostname(),
            roles=self._roles,
            since=self._since,
            at=at,
            lag=metrics.of_groups(metrics.LAG, self._service),
            still=metrics.of_groups(metrics.STALLED, self._service),
            pending=int(_told("onevoice_pending_appends", self._service)),
            age=_told("onevoice_pending_age_seconds", self._service),
            due=metrics.REGISTRY.get_sample_value("onevoice_deliveries_age_seconds") or 0.0,
            ended=ended,
        )
        await self._collection.insert_one(said.model_dump())
        await self._collection.delete_many({"at": {"$lt": at - KEPT}})

    async def hour(self) -> list[Beat]:
        """Those of the last hour, the oldest first. Raises ``Unavailable``."""
        since = await self._clock.now() - KEPT
        found = self._collection.find({"at": {"$gte": since}}, {"_id": 0}).sort([("at", 1)])
        return [Beat.model_validate(one) async for one in found]


def _told(name: str, service: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, {"service": service}) or 0.0
