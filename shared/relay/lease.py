"""A lease: who of several processes does a job. It only saves work; nothing breaks when two believe they hold it.

Its term is counted by the store's clock: one counted by a process's own would block the others for as long as that
clock was ahead.
"""

import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from shared.eventstore.mongo import answering
from shared.mongo import Database, Duplicate, StoreClock

_NEVER = float("-inf")


class Lease:
    """One named lease in the service's ``leases`` collection, renewed by asking again."""

    def __init__(
        self,
        database: Database,
        name: str,
        clock: StoreClock,
        seconds: float = 3.0,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._leases = database["leases"]
        self._name = name
        self._seconds = seconds
        self._clock = clock
        self._stopwatch = stopwatch
        self._holder = uuid.uuid4().hex
        self._renewed = _NEVER

    async def take(self) -> bool:
        """True while this process holds it. Asks the store at most three times in a term.

        Raises ``StoreUnavailable``.
        """
        asked = self._stopwatch()
        if asked - self._renewed < self._seconds / 3:
            return True
        with answering():
            moment = await self._clock.now()
        mine_or_over = {"_id": self._name, "$or": [{"holder": self._holder}, {"until": {"$lt": moment}}]}
        held = {"$set": {"holder": self._holder, "until": moment + timedelta(seconds=self._seconds)}}
        try:
            with answering():
                await self._leases.find_one_and_update(mine_or_over, held, upsert=True)
        except Duplicate:
            return False
        self._renewed = asked
        return True

    async def give_back(self) -> None:
        """Let the next one have it at once. Raises ``StoreUnavailable``."""
        self._renewed = _NEVER
        with answering():
            await self._leases.delete_one({"_id": self._name, "holder": self._holder})
