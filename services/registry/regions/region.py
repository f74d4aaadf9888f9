"""A region with all that the record holds of it: networks, champion countries, commission and calls for input."""

import datetime as dt
from collections.abc import Iterable, Sequence

from services.registry.champions.projection import CHAMPIONS, ChampionAsOf, ChampionState, as_of
from services.registry.networks.read import Networks
from services.registry.networks.reference import reference
from services.registry.networks.tree import RegionNode, tree
from services.registry.regions.calls import CALLS, CallKnown
from shared.regions import regions_of
from shared.runtime.service import Room
from shared.values import Region

_OWN = {"champion", "call"}


class RegionEntry(RegionNode):
    """A region, and what lies in it, as of a day.

    Which countries lie in it is the project's own grouping; some lie in two regions. ``calls`` are those about this
    region alone, the newest first.
    """

    as_of: dt.date
    champions: tuple[ChampionAsOf, ...]
    calls: tuple[CallKnown, ...]


class Regions:
    """Reads regions for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._networks = Networks(room)
        self._champions, self._calls = room.reader(CHAMPIONS), room.reader(CALLS)

    async def wait_for(self, seen: list[tuple[str, int]]) -> None:
        """Wait until these versions are visible. Raises ``NotYet`` and ``NotFolded``."""
        of = {kind: [place for place in seen if _kind(place) == kind] for kind in _OWN}
        await self._champions.wait_for(of["champion"])
        await self._calls.wait_for(of["call"])
        await self._networks.wait_for([place for place in seen if _kind(place) not in _OWN])

    async def champions(self, region: Region) -> list[ChampionState]:
        """The entries of its countries, whatever their status."""
        found = await self._champions.find({"listed": True})
        return [one.state for one in found if region in regions_of(one.state.country)]

    async def one(self, region: Region, day: dt.date) -> RegionEntry:
        """The region as of ``day``."""
        whole = tree(reference(), await self._networks.listed(), ())
        node = next(one for one in whole.regional.regions if one.key == region)
        calls = await self._calls.find({"listed": True, "region": region})
        return RegionEntry(
            **dict(node),
            as_of=day,
            champions=standing_in(await self.champions(region), day),
            calls=newest(one.state for one in calls),
        )


def standing_in(states: Sequence[ChampionState], day: dt.date) -> tuple[ChampionAsOf, ...]:
    """Those that had a status on that day, by their codes."""
    known = sorted(states, key=lambda one: one.country)
    return tuple(found for one in known if (found := as_of(one, day)))


def newest(calls: Iterable[CallKnown]) -> tuple[CallKnown, ...]:
    """The one that opens last comes first."""
    return tuple(sorted(calls, key=lambda one: (str(one.opens and one.opens.date), one.key), reverse=True))


def _kind(place: tuple[str, int]) -> str:
    return place[0].partition("-")[0]
