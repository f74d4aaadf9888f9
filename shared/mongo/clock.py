"""The store's clock: the one time that all processes share, whatever their own clocks say."""

import time
from datetime import UTC, datetime, timedelta

from shared.mongo.client import Database

_TRUST = 1.0


class StoreClock:
    """The time of the database's primary (``hello.localTime``), carried on by this machine's monotonic clock.

    A process whose own clock is wrong, or jumps, takes part like any other. For one event loop.
    """

    def __init__(self, database: Database) -> None:
        self._client = database.client
        self._base = datetime.min.replace(tzinfo=UTC)
        self._asked = -_TRUST

    async def now(self) -> datetime:
        """The time in UTC, not older than the answer to a question of a second ago. Raises ``Unavailable``."""
        if time.monotonic() - self._asked >= _TRUST:
            before = time.monotonic()
            told: datetime = (await self._client.admin.command("hello"))["localTime"]
            after = time.monotonic()
            self._base = told.replace(tzinfo=UTC) + timedelta(seconds=(after - before) / 2)
            self._asked = after
        return self.carried()

    def carried(self) -> datetime:
        """The last answer, carried on: for who has asked a short while ago."""
        return self._base + timedelta(seconds=time.monotonic() - self._asked)
