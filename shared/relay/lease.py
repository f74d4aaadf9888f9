"""A lease: who of several processes does a job. It only saves work; nothing breaks when two believe they hold it."""

import uuid
from datetime import UTC, datetime, timedelta

from shared.clock import Clock, now
from shared.eventstore.port import StoreUnavailable
from shared.mongo import Database, Duplicate, Unavailable

_NEVER = datetime.min.replace(tzinfo=UTC)


class Lease:
    """One named lease in the service's ``leases`` collection, renewed by asking again."""

    def __init__(self, database: Database, name: str, seconds: float = 3.0, clock: Clock = now) -> None:
        self._leases = database["leases"]
        self._name = name
        self._length = timedelta(seconds=seconds)
        self._clock = clock
        self._holder = uuid.uuid4().hex
        self._renewed = _NEVER

    async def take(self) -> bool:
        """True while this process holds it. Asks the store at most three times in a term.

        Raises ``StoreUnavailable``.
        """
        moment = self._clock()
        if timedelta(0) <= moment - self._renewed < self._length / 3:
            return True
        mine_or_over = {"_id": self._name, "$or": [{"holder": self._holder}, {"until": {"$lt": moment}}]}
        held = {"$set": {"holder": self._holder, "until": moment + self._length}}
        try:
            await self._leases.find_one_and_update(mine_or_over, held, upsert=True)
        except Duplicate:
            return False
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error
        self._renewed = moment
        return True

    async def give_back(self) -> None:
        """Let the next one have it at once. Raises ``StoreUnavailable``."""
        self._renewed = _NEVER
        try:
            await self._leases.delete_one({"_id": self._name, "holder": self._holder})
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error
