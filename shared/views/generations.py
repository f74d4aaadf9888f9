"""Which generation of each view is read, which is being built, and which are kept: one document for each view.

A generation carries what code it was built with. Versions of the code may so run beside each other: each reads and
keeps up to date the generation that its own code has built, and the active one where there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.mongo import Database, Duplicate
from shared.views.code import code_of
from shared.views.view import View


class Superseded(Exception):
    """Another rebuild has begun meanwhile, with other code."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A view's generations, as one version of the code sees them.

    ``active`` is what readers without one of their own read; ``kept`` were read before, the newest first.
    ``building`` is being filled; when ``live``, consumers keep it up to date too. ``built`` says with what code,
    ``filled`` how many records the builder has read, of how many.
    """

    active: int
    building: int | None = None
    live: bool = False
    kept: tuple[int, ...] = ()
    built: Mapping[int, str] = field(default_factory=dict)
    code: str = ""
    filled: tuple[int, int] | None = None

    @property
    def read(self) -> int:
        """The one that this code reads: the active one, or one that is kept and was built with this very code."""
        if self.built.get(self.active) == self.code:
            return self.active
        return next((number for number in self.kept if self.built.get(number) == self.code), self.active)

    @property
    def consumed(self) -> tuple[int, ...]:
        """The generations that consumers of this code keep up to date."""
        if self.building and self.live and self.built.get(self.building) == self.code:
            return (self.read, self.building)
        return (self.read,)


class Generations:
    """The ``generations`` collection of one service. Raises ``Unavailable`` when the store is away."""

    def __init__(self, database: Database) -> None:
        self._collection = database["generations"]

    async def each(self, views: Sequence[View[Any]]) -> list[Generation]:
        """Those of each of these views, in one look."""
        found = {one["_id"]: one async for one in self._collection.find({})}
        return [
            _read(found[view.name], code_of(view)) if view.name in found else await self.of(view)
            for view in views
        ]

    async def of(self, view: View[Any]) -> Generation:
        """The view's generations; its first use makes generation 1."""
        code = code_of(view)
        found = await self._collection.find_one({"_id": view.name})
        if found is None:
            first: dict[str, Any] = {
                "active": 1,
                "last": 1,
                "building": None,
                "live": False,
                "kept": [],
                "built": {"1": code},
            }
            try:
                await self._collection.insert_one({"_id": view.name, **first})
            except Duplicate:
                return await self.of(view)
            return Generation(1, built={1: code}, code=code)
        return _read(found, code)

    async def begin(self, view: View[Any]) -> int:
        """Start building a new generation, or go on with one that this code has begun. No number is used twice.

        What other code has begun is given up.
        """
        state = await self.of(view)
        if state.building and state.built.get(state.building) == state.code:
            return state.building
        found = await self._collection.find_one({"_id": view.name})
        last = found["last"] if found else 1
        unmoved = {"_id": view.name, "building": state.building, "last": last}
        after = {
            "last": last + 1,
            "building": last + 1,
            "live": False,
            "filled": None,
            f"built.{last + 1}": state.code,
        }
        await self._collection.update_one(unmoved, {"$set": after})
        return await self.begin(view)

    async def told(self, view: View[Any], generation: int, done: int, total: int) -> None:
        """Say how far it is filled."""
        unmoved = {"_id": view.name, "building": generation}
        await self._collection.update_one(unmoved, {"$set": {"filled": [done, total]}})

    async def go_live(self, view: View[Any], generation: int) -> None:
        """Let consumers keep it up to date. Raises ``Superseded``."""
        await self._set(view, generation, {"building": generation}, {"live": True})

    async def activate(self, view: View[Any], generation: int) -> None:
        """Let readers follow it; the one before is kept. Raises ``Superseded``."""
        state = await self.of(view)
        after = {"active": generation, "building": None, "live": False, "kept": [state.active, *state.kept]}
        await self._set(view, generation, {"building": generation, "active": state.active}, after)

    async def go_back(self, view: View[Any]) -> int | None:
        """Let the newest of those that are kept be brought up to date, to be read again; None where none is."""
        state = await self.of(view)
        if state.building and state.live:
            return state.building
        if not state.kept:
            return None
        back, *kept = state.kept
        await self._set(
            view,
            back,
            {"building": None, "active": state.active},
            {"building": back, "live": True, "kept": kept},
        )
        return back

    async def drop(self, view: View[Any]) -> None:
        """Keep none but the active one, and that which is being built."""
        await self._collection.update_one({"_id": view.name}, {"$set": {"kept": []}})

    async def _set(
        self, view: View[Any], generation: int, unmoved: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """Unless a rebuild beside this one has come further with the very same generation."""
        done = await self._collection.update_one({"_id": view.name, **unmoved}, {"$set": after})
        if not done.matched_count and (await self.of(view)).active != generation:
            raise Superseded(f"another rebuild of {view.name} has begun meanwhile; see: onevoice generations")


def _read(found: Mapping[str, Any], code: str) -> Generation:
    return Generation(
        found["active"],
        found["building"],
        found["live"],
        tuple(found.get("kept", ())),
        {int(number): built for number, built in found.get("built", {}).items()},
        code,
        tuple(found["filled"]) if found.get("filled") else None,
    )
