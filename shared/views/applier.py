"""Applying batches of records to documents: what live consumers, rebuilds, replays and reactions share.

Read each record's envelope, group by document, load, fold, write with a compare-and-set, park what could
not be applied (after the write, so that a retry parks it once), return; then the offsets are committed.
"""

import asyncio
from collections import OrderedDict, defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import structlog

from shared import crash, metrics
from shared.kafka.records import Incoming, Record
from shared.mongo import chunked
from shared.views.arrivals import Arrived, arrived
from shared.views.documents import Change, Documents, Parts, Unwritten
from shared.views.fold import Decode, Folded, Part, Rejected, fold
from shared.views.parked import Parked
from shared.views.view import View

_log = structlog.get_logger(__name__)

Fold = Callable[[Part, Sequence[Incoming]], Awaitable[Folded]]
Forked = Callable[[str, str], Awaitable[None]]
Streams = dict[str, list[Incoming]]
ByDocument = dict[str, Streams]
_CACHED = 10_000
_AT_ONCE = 64
"""Documents of one write: while it is under way the next ones are folded."""
_IN_FLIGHT = 2
"""Writes under way at once, so that the store never waits for the next."""


class Applier:
    """Applies records for one ``owner``: a view's generation, a reaction or a duty. For one task at a time.

    Raises ``Unavailable`` or ``StoreUnavailable`` when a store is; never because of a record or of one document.
    """

    def __init__(
        self, owner: str, documents: Documents, parked: Parked, fold: Fold, forked: Forked | None = None
    ) -> None:
        self.owner = owner
        self.documents = documents
        self._kinds = documents.view.kinds
        self.parked = parked
        self._fold = fold
        self._forked = forked
        self._applied, self._repeated = metrics.APPLIED.labels(owner), metrics.REPEATED.labels(owner)
        self._cache: OrderedDict[str, Parts] = OrderedDict()

    async def apply(self, records: Iterable[Record]) -> None:
        """As ``take``, of records that nobody has looked at yet."""
        await self.take(one for record in records if (one := arrived(record, self._kinds)))

    async def take(self, arrivals: Iterable[Arrived]) -> int:
        """Apply a batch, whole: afterwards each record is applied, known, parked, or none of this view's.

        How many are parked.
        """
        batch: ByDocument = defaultdict(lambda: defaultdict(list))
        raw: dict[tuple[str, int, int], Record] = {}
        malformed: list[tuple[Record, str, str, Incoming | None]] = []
        for record, kind, known, trouble in arrivals:
            if kind is not None and kind not in self._kinds:
                continue
            if known is None:
                malformed.append((record, "malformed", trouble, None))
                continue
            batch[self.documents.key(known.stream)][known.stream].append(known)
            raw[known.topic, known.partition, known.offset] = record
        rejected = await self._apply(batch)
        crash.point("project.after_write")
        await self._park(
            malformed, [(raw[r.record.topic, r.record.partition, r.record.offset], r) for r in rejected]
        )
        return len(malformed) + len(rejected)

    async def _apply(self, batch: ByDocument) -> list[Rejected]:
        """Fold and write until no document's race is lost; what could not be applied."""
        rejected: list[Rejected] = []
        trusted = False
        while batch:
            keys = list(batch)
            cached = set() if trusted else {key for key in keys if key in self._cache}
            loaded = await self.documents.load(key for key in keys if key not in cached)
            present = loaded | {key: self._cache[key] for key in cached}
            again, refused = await self._fold_and_write(present, batch, cached)
            rejected += refused
            batch = {key: batch[key] for key in again}
            trusted = True
        return rejected

    async def _fold_and_write(
        self, present: Mapping[str, Parts], batch: Mapping[str, Streams], cached: Collection[str]
    ) -> tuple[set[str], list[Rejected]]:
        """Fold some documents while those before them are being written; those to do again, and the rejected.

        No document is in two writes, so these may overlap. None is in flight when this returns or raises.
        """
        again: set[str] = set()
        rejected: dict[str, list[Rejected]] = {}
        untaken: dict[str, str] = {}
        writing: deque[asyncio.Task[Unwritten]] = deque()

        async def written() -> None:
            unwritten = await writing.popleft()
            again.update(unwritten.lost)
            untaken.update(unwritten.untaken)

        try:
            for keys in chunked(batch, _AT_ONCE):
                results = {key: await self._fold_document(present.get(key, {}), batch[key]) for key in keys}
                refused = {key: [r for f in results[key].values() for r in f.rejected] for key in keys}
                # A cached document may be behind the store: a rejection is only believed of a fresh one.
                doubtful = {key for key in keys if key in cached and refused[key]}
                rejected |= refused
                again |= doubtful
                believed = {key: results[key] for key in keys if key not in doubtful}
                writing.append(asyncio.create_task(self._write(present, believed)))
                await asyncio.sleep(0)  # lets it go out before the next fold takes the loop
                while len(writing) > _IN_FLIGHT:
                    await written()
            while writing:
                await written()
        finally:
            await asyncio.gather(*writing, return_exceptions=True)
        for key, why in untaken.items():
            rejected[key] = [
                Rejected(record, "refused", f"the store does not take the document: {why}")
                for records in batch[key].values()
                for record in records
            ]
        return again, [r for key, found in rejected.items() if key not in again for r in found]

    async def _fold_document(
        self, parts: Parts, streams: Mapping[str, Sequence[Incoming]]
    ) -> dict[str, Folded]:
        return {
            stream: await self._fold(parts.get(stream, Part()), records)
            for stream, records in streams.items()
        }

    async def _write(
        self, present: Mapping[str, Parts], results: Mapping[str, dict[str, Folded]]
    ) -> Unwritten:
        changes: dict[str, dict[str, Change]] = {}
        for key, found in results.items():
            moved = {
                stream: Change(present.get(key, {}).get(stream, Part()), f.part, f.shown)
                for stream, f in found.items()
                if f.applied
            }
            if moved:
                changes[key] = moved
        unwritten = await self.documents.write(changes)
        for key in results:
            if key in unwritten.lost or key in unwritten.untaken:
                self._cache.pop(key, None)
            else:
                self._remember(key, present.get(key, {}) | {s: f.part for s, f in results[key].items()})
                for folded in results[key].values():
                    self._applied.inc(folded.applied)
                    self._repeated.inc(folded.repeated)
        return unwritten

    def _remember(self, key: str, parts: Parts) -> None:
        self._cache[key] = parts
        self._cache.move_to_end(key)
        while len(self._cache) > _CACHED:
            self._cache.popitem(last=False)

    async def _park(
        self,
        malformed: Sequence[tuple[Record, str, str, Incoming | None]],
        rejected: Sequence[tuple[Record, Rejected]],
    ) -> None:
        waiting = [*malformed, *((raw, r.reason, r.detail, r.record) for raw, r in rejected)]
        if waiting:
            await self.parked.park_all(self.owner, waiting)
        for record, reason, detail, known in waiting:
            metrics.PARKED.labels(self.owner, reason).inc()
            _log.error(
                "parked",
                owner=self.owner,
                stream=known.stream if known else None,
                version=known.version if known else None,
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                reason=reason,
                detail=detail,
            )
        if self._forked:
            for _, one in rejected:
                if one.reason == "fork":
                    await self._forked(one.record.stream, one.detail)

    async def replay(self, stream: str) -> int:
        """Apply what waits of the stream, by version; how many records wait no longer."""
        waiting = [
            (parked, known)
            for parked in await self.parked.of(self.owner, stream)
            if (known := parked.incoming())
        ]
        if not waiting:
            return 0
        self._cache.pop(self.documents.key(stream), None)
        ordered = sorted((known for _, known in waiting), key=lambda record: record.version)
        rejected = await self._apply({self.documents.key(stream): {stream: ordered}})
        still = {(r.record.topic, r.record.partition, r.record.offset): r for r in rejected}
        released = [p.id for p, k in waiting if (k.topic, k.partition, k.offset) not in still]
        await self.parked.park_all(
            self.owner,
            [
                (p.raw, r.reason, r.detail, k)
                for p, k in waiting
                if (r := still.get((k.topic, k.partition, k.offset)))
            ],
        )
        await self.parked.release(released)
        return len(released)

    async def refold(self, stream: str, history: Sequence[Incoming]) -> None:
        """Fold the stream anew where what was folded of it is no part of this history."""
        key, again = self.documents.key(stream), True
        while again:
            part = (await self.documents.load([key])).get(key, {}).get(stream, Part())
            if part.is_of(history):
                break
            anew = await self._fold(Part(), history)
            change = Change(part, anew.part, anew.shown)
            again = anew.applied > 0 and bool((await self.documents.write({key: {stream: change}})).lost)
        self._cache.pop(key, None)


def folding(view: View[Any], decode: Decode) -> Fold:
    """The fold of a view, pure, as an applier awaits it."""

    async def run(part: Part, records: Sequence[Incoming]) -> Folded:
        return fold(part, records, view, decode)

    return run
