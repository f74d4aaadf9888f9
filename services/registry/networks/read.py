"""The networks as they are read: entries, and what briefings said is in progress without naming one."""

from services.registry.networks.projection import NETWORKS, STRUCTURES, NetworkState, StructuresState
from shared.problems import Problem
from shared.runtime.service import Room


class Networks:
    """Reads networks for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._networks = room.reader(NETWORKS)
        self._structures = room.reader(STRUCTURES)

    async def wait_for(self, seen: list[tuple[str, int]]) -> None:
        """Wait until these versions are visible. Raises ``NotYet`` and ``NotFolded``."""
        of_networks = [place for place in seen if place[0].startswith("network-")]
        await self._networks.wait_for(of_networks)
        await self._structures.wait_for([place for place in seen if place not in of_networks])

    async def listed(self) -> list[NetworkState]:
        """Every network that was planned, whatever became of it."""
        return [one.state for one in await self._networks.find({"listed": True})]

    async def said(self) -> list[StructuresState]:
        """What briefings said is in progress at a level."""
        return [one.state for one in await self._structures.find({"shown": True})]

    async def entry(self, key: str) -> NetworkState | None:
        """What is recorded under this key, be it only what was refused; None where nothing is."""
        found = await self._networks.get(f"network-{key}")
        return found.state if found else None

    async def one(self, key: str) -> NetworkState:
        """A network's entry. Raises ``Problem`` 404."""
        found = await self.entry(key)
        if found is None or not found.listed:
            raise Problem(404, "not-found", f"no network {key} is known")
        return found
