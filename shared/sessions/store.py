"""Where sessions are kept: a document for each, found by a hash of the cookie and opened with the cookie alone."""

import datetime as dt
import hashlib
from typing import Any, Final, Literal

from shared.clock import now
from shared.mongo import Database, Index, StoreClock, ensure_indexes
from shared.sessions.sealed import derived, seal, unseal
from shared.sessions.session import Elsewhere, Held, SignedIn

LEASE: Final = dt.timedelta(seconds=15)
"""How long one process may be about a refresh: longer than it waits for the provider."""
_ID, _KEY = "session id", "session"
_NEVER: Final = dt.datetime.fromtimestamp(0, dt.UTC)
_INDEXES: Final = (Index(("expires",), ttl=True), Index(("sub",)), Index(("sid",)))


class Store:
    """The sessions of an installation. Every method raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._sessions = database["sessions"]
        self._clock = StoreClock(database)

    async def prepare(self) -> None:
        """Make and check the indexes. Raises ``MisfitIndex``."""
        await ensure_indexes(self._sessions, _INDEXES)

    async def add(self, secret: str, one: SignedIn, expires: dt.datetime) -> None:
        """Keep a session that begins."""
        hour = _hour(now())
        await self._sessions.insert_one(
            {
                "_id": _name(secret),
                "sealed": seal(secret, _KEY, one.model_dump_json()),
                "version": 1,
                "expires": expires,
                "sub": _hidden("sub", one.subject),
                "sid": _hidden("sid", one.sid),
                "began": hour,
                "used": hour,
                "leased": _NEVER,
            }
        )

    async def find(self, secret: str) -> Held | None:
        """The session with this secret, where it is under way."""
        moment = now()
        found = await self._sessions.find_one({"_id": _name(secret)})
        data = unseal(secret, _KEY, found["sealed"]) if found and found["expires"] > moment else None
        if found is None or data is None:
            return None
        if found["used"] < (hour := _hour(moment)):
            await self._sessions.update_one({"_id": found["_id"]}, {"$set": {"used": hour}})
        return Held(found["_id"], found["version"], found["expires"], SignedIn.model_validate_json(data))

    async def lease(self, held: Held) -> bool:
        """Whether it is ours to refresh: nobody has done so, or is about to, at this moment."""
        moment = await self._clock.now()
        free = {"_id": held.key, "version": held.version, "leased": {"$lte": moment}}
        return await self._changed(free, {"leased": moment + LEASE})

    async def release(self, held: Held) -> None:
        """Leave it to whoever comes next."""
        await self._changed({"_id": held.key, "version": held.version}, {"leased": _NEVER})

    async def renew(self, secret: str, held: Held, one: SignedIn) -> bool:
        """Keep this instead; False where the session is over, or somebody else was first."""
        sealed = seal(secret, _KEY, one.model_dump_json())
        change = {"sealed": sealed, "version": held.version + 1, "leased": _NEVER}
        return await self._changed({"_id": held.key, "version": held.version}, change)

    async def end(self, secret: str) -> None:
        """It is over, in every process."""
        await self._sessions.delete_one({"_id": _name(secret)})

    async def end_all(self, claim: Literal["sub", "sid"], value: str) -> int:
        """The same for every session of whom the provider calls so; how many there were."""
        return (await self._sessions.delete_many({claim: _hidden(claim, value)})).deleted_count

    async def of(self, subject: str) -> list[Elsewhere]:
        """Every session of somebody, the one used last first."""
        found = await self._sessions.find({"sub": _hidden("sub", subject)}).to_list(None)
        under_way = [
            Elsewhere(one["_id"], one["began"], one["used"]) for one in found if one["expires"] > now()
        ]
        return sorted(under_way, key=lambda one: one.used, reverse=True)

    async def _changed(self, where: dict[str, Any], change: dict[str, Any]) -> bool:
        return bool((await self._sessions.update_one(where, {"$set": change})).matched_count)


def _hidden(claim: str, value: str | None) -> str | None:
    """What stands for a claim in the store: the same for the same one, and not itself."""
    return None if value is None else hashlib.sha256(f"onevoice {claim} {value}".encode()).hexdigest()


def _name(secret: str) -> str:
    return derived(secret, _ID).hex()


def _hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
