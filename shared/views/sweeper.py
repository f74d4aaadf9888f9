"""Replaying streams whose gap has meanwhile been filled, and what only another version of the code could not read."""

from contextlib import AbstractAsyncContextManager, nullcontext

from shared.contracts.catalogue import Undecodable, decode
from shared.kafka.records import Incoming
from shared.views.applier import Applier


class Sweeper:
    """Looks after what is parked of one applier. ``waits``: the last look met a gap."""

    def __init__(self, applier: Applier) -> None:
        self._applier = applier
        self._after = ""
        self.waits = True

    async def sweep(self, turn: AbstractAsyncContextManager[object] | None = None) -> int:
        """Replay each stream whose gap has meanwhile been filled, or that can be read; how many wait no longer.

        One look comes by so many streams at most, the next by others. Only for each replay does it take its ``turn``:
        however much is parked, batches go on.
        """
        released = 0
        for stream in (*await self._filled(), *await self._readable()):
            async with turn or nullcontext():
                released += await self._applier.replay(stream)
        return released

    async def _readable(self) -> list[str]:
        """What a version before this one has parked beside it, or before it came, which this one decodes."""
        found = dict.fromkeys(
            known.stream
            for one in await self._applier.parked.of_other_code(self._applier.owner)
            if (known := one.incoming()) and _decodes(known)
        )
        return list(found)

    async def _filled(self) -> list[str]:
        gaps, self._after = await self._applier.parked.gaps(self._applier.owner, self._after)
        self.waits = bool(gaps)
        reached = await self._applier.documents.versions(gaps)
        return [stream for stream, version in gaps.items() if version <= reached.get(stream, 0) + 1]


def _decodes(record: Incoming) -> bool:
    try:
        decode(record.type, record.data, record.stream.partition("-")[0])
    except Undecodable:
        return False
    return True
