"""Trying parked records again, wherever in a service something of them waits."""

from collections.abc import Iterable

from shared.views.applier import Applier
from shared.views.parked import Parked


async def replay(parked: Parked, appliers: Iterable[Applier], stream: str | None) -> tuple[int, int]:
    """What is parked of one stream, or of all; how many records were applied, and how many wait still."""
    released, left = 0, 0
    for applier in appliers:
        for name in await parked.streams(applier.owner):
            if stream in (None, name):
                released += await applier.replay(name)
                left += len(await parked.of(applier.owner, name))
    return released, left
