"""Which generation of each view is read, and which is being built: one document for each view."""

from dataclasses import dataclass
from typing import Any

from shared.mongo import Database, Duplicate


@dataclass(frozen=True, slots=True)
class Generation:
    """``active`` is read. ``building`` is being filled; when ``live``, consumers keep it up to date too."""

    active: int
    building: int | None = None
    live: bool = False

    @property
    def consumed(self) -> tuple[int, ...]:
        """The generations that consumers keep up to date."""
        return (self.active, self.building) if self.building and self.live else (self.active,)


class Generations:
    """The ``generations`` collection of one service. Raises ``Unavailable`` when the store is away."""

    def __init__(self, database: Database) -> None:
        self._collection = database["generations"]

    async def of(self, view: str) -> Generation:
        """The view's generations; its first use makes generation 1."""
        found = await self._collection.find_one({"_id": view})
        if found is None:
            try:
                await self._collection.insert_one(
                    {"_id": view, "active": 1, "last": 1, "building": None, "live": False}
                )
            except Duplicate:
                return await self.of(view)
            return Generation(1)
        return Generation(found["active"], found["building"], found["live"])

    async def begin(self, view: str) -> int:
        """Start building a new generation, or go on with the one that was begun. Its number is never reused."""
        state = await self.of(view)
        if state.building:
            return state.building
        found = await self._collection.find_one({"_id": view})
        last = found["last"] if found else 1
        unmoved = {"_id": view, "building": None, "last": last}
        await self._collection.update_one(
            unmoved, {"$set": {"last": last + 1, "building": last + 1, "live": False}}
        )
        return await self.begin(view)

    async def go_live(self, view: str, generation: int) -> None:
        """Let consumers keep it up to date."""
        await self._set(view, {"building": generation}, {"live": True})

    async def activate(self, view: str, generation: int) -> None:
        """Let readers follow it."""
        await self._set(
            view, {"building": generation}, {"active": generation, "building": None, "live": False}
        )

    async def abandon(self, view: str) -> None:
        """Stop building; the active one stays."""
        await self._set(view, {}, {"building": None, "live": False})

    async def _set(self, view: str, unmoved: dict[str, Any], after: dict[str, Any]) -> None:
        await self._collection.update_one({"_id": view, **unmoved}, {"$set": after})
