"""Replaying parked records from a shell, in every view and reaction of every service."""

from onevoice.hosting import Parts
from shared.runtime.groups import consumed
from shared.runtime.running import Running
from shared.views.applier import Applier
from shared.views.live import view_applier
from shared.views.parked import Parked


async def appliers(running: Running) -> list[Applier]:
    """Those of a service: of each generation of a view that is kept up to date, of each reaction and duty."""
    views = [
        view_applier(running.service.name, running.database, view, number)
        for view, number, _ in await consumed(running.service, running.database)
    ]
    return views + [running.applier(owner) for owner in running.service.owners]


async def replay(found: Parts, stream: str | None) -> tuple[int, int]:
    """Replay one stream or all, wherever something of it waits; how many were applied, and how many wait still."""
    released, left = 0, 0
    for running in found.running.values():
        parked = Parked(running.database)
        for applier in await appliers(running):
            for name in await parked.streams(applier.owner):
                if stream in (None, name):
                    released += await applier.replay(name)
                    left += len(await parked.of(applier.owner, name))
    return released, left
