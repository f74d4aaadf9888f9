"""What time alone brings about is recorded by whoever looks, once, however many look and however late."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from shared.eventstore.handle import Origin, Slice
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.runtime.supervised import Isolated, supervised
from shared.views.view import View
from shared.web.routes.commands import context

S = TypeVar("S", bound=BaseModel)
_LOOK: Final = 1.0
"""Seconds between two looks at the clock."""


class Clocked(Generic[S]):
    """Looks for things that time has brought further, by the store's clock. Any number may look at once.

    The view's ``waiting`` says where to look; ``due`` are the commands that record what is due by then.
    """

    def __init__(
        self,
        room: Room,
        what: str,
        aggregate: Slice[Any, Any],
        view: View[S],
        due: Callable[[S, dt.datetime], Iterable[BaseModel]],
    ) -> None:
        self._room, self._what, self._aggregate, self._due = room, what, aggregate, due
        self._things = room.reader(view)
        self._clock = StoreClock(room.database)
        self._apart = Isolated(what)

    async def run(self) -> None:
        """Look until cancelled; waits while the store is away."""
        await supervised(self._what, self._step, self._room.wakeup, poll=_LOOK, again=_LOOK)

    async def _step(self) -> bool:
        await self.look()
        return False  # what was recorded shows in the view a moment later

    async def look(self) -> int:
        """Record what is due; for how many things anything was. One that fails holds up no other.

        The view says where to look, the stream what is so: a view that is behind costs a look, never a record. No
        key is given: what a moved date makes untrue now may be due again later.
        """
        now, recorded = await self._clock.now(), 0
        for one in await self._things.find({"waiting": True}):
            commands = list(self._due(one.state, now))
            recorded += await self._apart.work(one.stream, partial(self._record, one.stream, commands))
        return recorded

    async def _record(self, stream: str, commands: list[BaseModel]) -> bool:
        for command in commands:
            await self._room.commands.handle(self._aggregate, stream, command, Origin("clock", context()))
        return bool(commands)
