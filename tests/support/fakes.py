"""A view's documents and parked records in memory, for properties that need thousands of examples."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.clock import now
from shared.kafka.records import Incoming, Record, stream_of
from shared.views.documents import Change, Documents, Parts, Unwritten
from shared.views.fold import Part
from shared.views.parked import Parked, ParkedRecord, Raw
from shared.views.view import View


class MemoryDocuments(Documents):
    """Keeps parts in a dictionary, with the same compare-and-set; gives way to others at every call."""

    def __init__(self, view: View[Any]) -> None:  # no collection
        self.view = view
        self.generation = 1
        self.stored: dict[str, Parts] = {}
        self.lost = 0

    async def prepare(self) -> None:
        """Nothing to prepare."""

    async def load(self, keys: Iterable[str]) -> dict[str, Parts]:
        """See ``Documents``."""
        found = {key: dict(self.stored[key]) for key in keys if key in self.stored}
        await asyncio.sleep(0)
        return found

    async def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """See ``Documents``."""
        return {stream: part.version for stream, part in self.parts().items() if stream in set(streams)}

    async def write(self, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        """See ``Documents``."""
        await asyncio.sleep(0)
        lost: set[str] = set()
        for key, parts in changes.items():
            present = self.stored.setdefault(key, {})
            if any(_moved(present.get(stream, Part()), old) for stream, (old, _, _) in parts.items()):
                lost.add(key)
                continue
            present.update({stream: new for stream, (_, new, _) in parts.items()})
        self.lost += len(lost)
        return Unwritten(lost, {})

    def parts(self) -> Parts:
        """Every part of every document, by stream."""
        return {stream: part for parts in self.stored.values() for stream, part in parts.items()}


def _moved(present: Part, expected: Part) -> bool:
    return (present.version, present.digest) != (expected.version, expected.digest)


class MemoryParked(Parked):
    """Keeps parked records in a dictionary."""

    def __init__(self) -> None:  # no collection
        self.kept: dict[str, ParkedRecord] = {}

    async def park_all(self, owner: str, records: Sequence[tuple[Record, str, str, Incoming | None]]) -> None:
        """See ``Parked``."""
        await asyncio.sleep(0)
        for record, reason, detail, known in records:
            place = f"{owner}:{record.topic}:{record.partition}:{record.offset}"
            raw = Raw(
                record.topic, record.partition, record.offset, record.key, record.value, tuple(record.headers)
            )
            stream = known.stream if known else stream_of(record)
            version = known.version if known else None
            self.kept[place] = ParkedRecord(place, owner, stream, version, reason, detail, now(), raw)

    async def streams(self, owner: str) -> list[str]:
        """See ``Parked``."""
        return sorted({r.stream for r in self.kept.values() if r.owner == owner and r.stream})

    async def gaps(self, owner: str, after: str) -> tuple[dict[str, int], str]:
        """See ``Parked``."""
        found: dict[str, int] = {}
        for r in self.kept.values():
            if r.owner == owner and r.reason == "gap" and r.stream and r.stream > after and r.version:
                found[r.stream] = min(r.version, found.get(r.stream, r.version))
        return found, ""

    async def of_other_code(self, owner: str) -> list[ParkedRecord]:
        """See ``Parked``."""
        return [
            r for r in self.kept.values() if r.owner == owner and r.reason in {"undecodable", "unreadable"}
        ]

    async def of(self, owner: str, stream: str) -> list[ParkedRecord]:
        """See ``Parked``."""
        return [r for r in self.kept.values() if (r.owner, r.stream) == (owner, stream)]

    async def release(self, ids: Sequence[str]) -> None:
        """See ``Parked``."""
        for id_ in ids:
            self.kept.pop(id_, None)
