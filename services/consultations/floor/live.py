"""Telling listeners of a floor, as it changes, in the form of server-sent events (HTML, 9.2).

What they are told is read from the view, once for all who listen in a process, and has the version as its id: who was
away says the last that they heard, and is told every step since. A listener holds a connection, so there are not any
number of them, none is held for ever, and all are let go when the process is told to stop.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Final

from services.consultations.floor.projection import FLOORS, FloorState
from services.consultations.floor.shown import changed_since
from shared.mongo import GroupCommit
from shared.problems import Problem
from shared.runtime.service import Room
from shared.web.edge.rates import home_of

MOST: Final = 300
"""Listeners of a process: a third of the connections that it takes by default."""
MOST_OF_ONE: Final = 50
"""Listeners from one address: a hall behind one router has others that reload."""
HELD_FOR: Final = 900.0
"""Seconds after which a listener is let go; browsers come back by themselves, and miss nothing."""
_LOOK: Final = 0.5
_SIGN_OF_LIFE: Final = 15.0
_SAID: Final = 16


class Live:
    """Tells the listeners of one process. For one event loop."""

    def __init__(self, room: Room, most: int = MOST, held_for: float = HELD_FOR) -> None:
        self._room = room
        self._views = room.reader(FLOORS)
        self._reading = GroupCommit(self._read)
        self._most, self._held_for = most, held_for
        self._listening: Counter[str] = Counter()
        self._said: dict[tuple[str, int, int], str] = {}

    def listen(self, key: str, heard: int, address: str) -> AsyncIterator[str]:
        """What is sent to somebody who has heard all up to this version. Raises ``Problem`` 503 for too many."""
        home = home_of(address)
        if self._listening.total() >= self._most or self._listening[home] >= MOST_OF_ONE:
            raise Problem(503, "too-many", "Too many listen: reload the page instead.", {"Retry-After": "60"})
        return self._told(key, heard, home)

    async def _told(self, key: str, heard: int, home: str) -> AsyncIterator[str]:
        self._listening[home] += 1
        until, silent_since = time.monotonic() + self._held_for, time.monotonic()
        try:
            yield f"retry: {round(_LOOK * 2_000)}\n\n"
            while not self._room.ending.is_set() and time.monotonic() < until:
                rung = self._room.folded.rung
                state = await self._reading.ask(key)
                if state and state.version > heard:
                    yield self._saying(state, heard)
                    heard, silent_since = state.version, time.monotonic()
                elif time.monotonic() - silent_since >= _SIGN_OF_LIFE:
                    yield ":\n\n"
                    silent_since = time.monotonic()
                await self._room.folded.wait(rung, _LOOK * self._room.slack)
        finally:
            self._listening[home] -= 1
            self._listening += Counter()  # who has gone is known no more

    def _saying(self, state: FloorState, heard: int) -> str:
        """The message, made once for all who have heard as much: a long list takes milliseconds."""
        place = (state.key, state.version, heard)
        if place not in self._said:
            if len(self._said) >= _SAID:
                self._said.clear()
            self._said[place] = event(state, heard)
        return self._said[place]

    async def _read(self, keys: Sequence[str]) -> Sequence[FloorState | BaseException | None]:
        found = await self._views.many({f"floor-{key}" for key in keys})
        states = (found.get(f"floor-{key}") for key in keys)
        return [one.state if one else None for one in states]


def event(state: FloorState, heard: int) -> str:
    """One message: its id is the version up to which it tells."""
    data = changed_since(state, heard).model_dump_json()
    return f"id: {state.version}\nevent: floor\ndata: {data}\n\n"
