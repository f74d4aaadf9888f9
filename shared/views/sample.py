"""A sample of a view's streams, folded aside, and held against what a generation keeps of them."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from shared.kafka.records import Incoming, Record, readable, stream_of
from shared.views.documents import Documents
from shared.views.fold import Decode, Part, fold
from shared.views.view import View

_MOST: Final = 500
"""Streams of a sample."""
_LONGEST: Final = 1_000
"""Records of one of its streams: longer ones are left out."""


class Sample:
    """Records of some streams, chosen by their names alone, so that which they are depends on no order."""

    def __init__(self, view: View[Any]) -> None:
        self._view = view
        self._every = 1
        self._records: dict[str, list[Incoming]] = defaultdict(list)

    def take(self, records: Iterable[Record]) -> None:
        """Take of these what belongs to the sample; where that becomes large, every second stream is enough."""
        for record in records:
            name = stream_of(record)
            if name is None or name.partition("-")[0] not in self._view.kinds or not self._chosen(name):
                continue
            known = readable(record)
            if known is None:
                continue
            if len(self._records[name]) <= _LONGEST:
                self._records[name].append(known)
            if len(self._records) > _MOST:
                self._every *= 2
                for other in [other for other in self._records if not self._chosen(other)]:
                    del self._records[other]

    def _chosen(self, stream: str) -> bool:
        return zlib.crc32(stream.encode()) % self._every == 0

    async def differing(self, documents: Documents, decode: Decode) -> list[str]:
        """The streams of which the documents hold something else than they fold to, or less."""
        kept = await documents.look({documents.key(stream) for stream in self._records})
        return [
            stream
            for stream, records in sorted(self._records.items())
            if len(records) <= _LONGEST
            and _differs(kept.get(documents.key(stream), {}).get(stream, Part()), records, self._view, decode)
        ]


def _differs(kept: Part, records: Sequence[Incoming], view: View[Any], decode: Decode) -> bool:
    folded = fold(Part(), records, view, decode)
    if folded.rejected:
        return False  # it is parked there, and counted as such
    if kept.version > folded.part.version:  # it has moved on meanwhile
        return not kept.marks.startswith(folded.part.marks)
    return kept != folded.seen
