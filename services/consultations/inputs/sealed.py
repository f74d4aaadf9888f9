"""Which calls are still sealed: nothing of what they hear can be read before the last body that may count has come.

A request counts from its headers on, and its body may take a while; nobody is to read others' inputs meanwhile.
"""

import datetime as dt
from typing import Final

from services.consultations.calls.projection import CALLS, CallState
from shared.clock import now
from shared.runtime.service import Room
from shared.web.edge.incoming import LONGEST

HOLD: Final = dt.timedelta(seconds=LONGEST)
"""How long after its deadline a call stays sealed."""


def sealed_until(call: CallState) -> dt.datetime | None:
    """When a call can be read; None where it takes no inputs that could be in time."""
    if call.status != "announced" or call.closes is None:
        return None
    return call.closes.instant + HOLD


def is_sealed(call: CallState, at: dt.datetime) -> bool:
    """Whether nothing of the call is public yet. One that is reopened is sealed again."""
    until = sealed_until(call)
    return until is not None and at < until


class Seals:
    """Knows the sealed calls. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._calls = room.reader(CALLS)

    async def sealed(self) -> list[str]:
        """The keys of the calls that are known to be sealed now."""
        at = now()
        return [one.state.key for one in await self._calls.find({"listed": True}) if is_sealed(one.state, at)]

    async def readable(self) -> frozenset[str]:
        """The keys of those that are known not to be: what is not known yet, as the view is behind, is not read."""
        at, known = now(), await self._calls.find({"listed": True})
        return frozenset(one.state.key for one in known if not is_sealed(one.state, at))

    async def until(self, call: str) -> dt.datetime | None:
        """When this one can be read; None where it can be now, as far as is known: for its authors alone."""
        found = await self._calls.get(f"call-{call}")
        return sealed_until(found.state) if found and is_sealed(found.state, now()) else None
