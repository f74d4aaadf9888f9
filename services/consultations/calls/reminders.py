"""What time alone brings about: calls open, near their end and close, each recorded once, however late."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Final

from services.consultations.calls.api import CALL
from services.consultations.calls.commands import MarkCall
from services.consultations.calls.domain import due
from services.consultations.calls.projection import CALLS
from shared.contracts.consultations.calls import Mark
from shared.eventstore.handle import Origin
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.runtime.supervised import Isolated, supervised
from shared.web.routes.commands import context

_WHAT: Final = "reminders"
_LOOK: Final = 1.0
"""Seconds between two looks at the clock."""


class Reminders:
    """Looks for calls that time has brought further, by the store's clock. Any number may look at once."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._calls = room.reader(CALLS)
        self._clock = StoreClock(room.database)
        self._apart = Isolated(_WHAT)

    async def run(self) -> None:
        """Look until cancelled; waits while the store is away."""
        await supervised(_WHAT, self._step, self._room.wakeup, poll=_LOOK, again=_LOOK)

    async def _step(self) -> bool:
        await self.look()
        return False  # what was marked shows in the view a moment later

    async def look(self) -> int:
        """Record what is due; for how many calls anything was. One that fails holds up no other.

        The view says where to look, the stream what is so: a view that is behind costs a look, never a mark. No key
        is given: a mark that a moved deadline makes untrue now may be due again later.
        """
        now, marked = await self._clock.now(), 0
        for call in await self._calls.find({"waiting": True}):
            marks = [mark for mark, _ in due(call.state.folded(), now)]
            marked += await self._apart.work(call.stream, partial(self._record, call.stream, marks, now))
        return marked

    async def _record(self, call: str, marks: Sequence[Mark], now: dt.datetime) -> bool:
        for mark in marks:
            command = MarkCall(mark=mark, at=now)
            await self._room.commands.handle(CALL, call, command, Origin("clock", context()))
        return bool(marks)
