"""Healing streams whose store was restored to an older copy, and perhaps written to since.

The topic is what everybody else has read, so its first branch is taken for true: the store's other appends are set
aside (kept whole in ``set_aside``, and listed, so that people can say them again), the topic's events are put in
their place as they were, and the stream takes writes again. Then whoever folded or reacted to the other history is
brought back to this one. Each step may be repeated after a crash: a stream stays frozen until it is whole, and
is noted until everybody follows it.
"""

import contextlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from onevoice.hosting import Parts, parts
from shared.eventstore.branches import Branch, differing, void_digests
from shared.eventstore.mongo import MongoEventStore, document_of
from shared.eventstore.port import RESTORED, Append, Conflict, StoredEvent, StreamFrozen
from shared.kafka.cluster import Cluster
from shared.kafka.records import Incoming
from shared.mongo import Database, chunked
from shared.settings import Settings
from shared.views.applier import Applier
from shared.views.parked import Parked

_WHY = "behind its topic, and being healed"
_AT_ONCE = 500
_UNDER_WAY = "healing"
"""Streams that are whole again, and perhaps not yet followed by everybody: a heal that was cut off goes on there."""


@dataclass(frozen=True)
class Healed:
    """What healing did to a stream: the version it stands at, and what was set aside, a line for each event.

    Set aside are appends of the store, and records of the topic that stand in no store.
    """

    stream: str
    version: int
    set_aside: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Healing:
    """Every stream that was healed, and how many parked records of other histories were put aside."""

    streams: tuple[Healed, ...]
    put_aside: int


async def heal(settings: Settings, stream: str | None = None) -> Healing:
    """Heal one stream that is frozen, or every one that is frozen or behind its topic.

    Raises as ``parts``, and ``KafkaAway`` and ``TopicSilent``.
    """
    async with parts(settings) as found:
        branches: list[Branch] = []
        healed: list[Healed] = []
        for service, running in found.running.items():
            async for branch in _to_heal(settings.cluster, service, running.database, stream):
                healed.append(await _mend(running.database, branch))
                branches.append(branch)
        put_aside = await _bring_back(found, branches)
        for running in found.running.values():
            await running.database[_UNDER_WAY].delete_many({})
        return Healing(tuple(healed), put_aside)


async def _to_heal(
    cluster: Cluster, service: str, database: Database, stream: str | None
) -> AsyncIterator[Branch]:
    """Frozen all of them: nobody writes to a stream that is being healed."""
    store = MongoEventStore(database)
    left = {one["_id"] async for one in database[_UNDER_WAY].find({})} | (await store.frozen()).keys()
    left = {one for one in left if stream in (None, one)}
    if stream and not left:
        return
    void = await void_digests(database)
    async for branch in differing(cluster, service, store, also=frozenset(left), only=stream, void=void):
        await store.freeze(branch.stream, _WHY)
        left.discard(branch.stream)
        yield branch
    for one in left:  # of which the topic has nothing
        yield Branch(one)


async def _mend(database: Database, branch: Branch) -> Healed:
    """Set aside what stands in the branch's place, put the branch there, thaw.

    A command that was under way when the stream was frozen may still land; then it is set aside, too.
    """
    store, aside = MongoEventStore(database), dict[str, Append]()
    while True:
        appends = [append async for append in store.history(branch.stream)]
        kept = _agreeing(appends, branch.records)
        version = kept[-1].last if kept else 0
        if version == len(branch.records):
            break
        for append in appends[len(kept) :]:
            aside[append.command_id] = append
            document = {**document_of(append), "_id": f"{append.stream}:{append.seq}:{append.command_id}"}
            await database["set_aside"].replace_one({"_id": document["_id"]}, document, upsert=True)
        await store.withdraw(appends[len(kept) :])
        with contextlib.suppress(Conflict):
            for append in _restored(kept, branch.records):
                await store.append(append)
    await store.mark(kept)
    await database[_UNDER_WAY].replace_one({"_id": branch.stream}, {"_id": branch.stream}, upsert=True)
    await store.thaw(branch.stream)
    lines = [f"{e.type} {e.data.decode()}" for append in aside.values() for e in append.events]
    strays = branch.strays(await void_digests(database))
    for record in strays:
        await _declare_void(database, record)
        lines.append(f"{record.type} {record.data.decode(errors='replace')}")
    return Healed(branch.stream, appends[-1].last if appends else 0, len(aside) + len(strays), tuple(lines))


async def _declare_void(database: Database, record: Incoming) -> None:
    """A record of a history that is in no store any more: another restore took it away."""
    event = {name: getattr(record, name) for name in ("id", "type", "version", "data", "digest")}
    place = f"{record.topic}:{record.partition}:{record.offset}"
    document = {"_id": place, "stream": record.stream, "seq": None, "at": record.at, "events": [event]}
    await database["set_aside"].replace_one({"_id": place}, document, upsert=True)


def _agreeing(appends: Sequence[Append], branch: Sequence[Incoming]) -> list[Append]:
    """The appends at the beginning that hold just what the branch holds."""
    digests = [record.digest for record in branch]
    kept: list[Append] = []
    for append in appends:
        if [event.digest for event in append.events] != digests[append.first - 1 : append.last]:
            break
        kept.append(append)
    return kept


def _restored(kept: Sequence[Append], branch: Sequence[Incoming]) -> list[Append]:
    """An append for each event of the branch that the kept ones lack: when it happened, and what it came of."""
    version = kept[-1].last if kept else 0
    return [
        Append(
            stream=record.stream,
            seq=len(kept) + 1 + number,
            last=record.version,
            events=(StoredEvent(record.id, record.type, record.version, record.data, record.digest),),
            command_id=f"{RESTORED}{record.id}",
            fingerprint=None,
            actor="operator:heal",
            at=record.at,
            context=record.context,
            published=True,
        )
        for number, record in enumerate(branch[version:])
    ]


async def _bring_back(found: Parts, branches: Sequence[Branch]) -> int:
    """Let every view and reaction follow the branches; how many parked records mean nothing any more."""
    void: set[bytes] = set()
    for running in found.running.values():
        void |= await void_digests(running.database)
    every = [
        (Parked(one.database), applier) for one in found.running.values() for applier in await one.appliers()
    ]
    put_aside = 0
    for parked, applier in every:
        put_aside += await _put_aside(parked, applier.owner, void)
        await _follow(applier, branches)
    for parked, applier in every:  # after them all: what was done in one service may have waited for another
        await _replay(parked, applier, {branch.stream for branch in branches})
    return put_aside


async def _replay(parked: Parked, applier: Applier, healed: Collection[str]) -> None:
    """What waits of these streams, and what failed because it had to write to one of them."""
    waiting = {
        one.stream
        async for one in parked.everything(applier.owner)
        if one.stream and (one.stream in healed or StreamFrozen.__name__ in one.detail)
    }
    for stream in sorted(waiting):
        await applier.replay(stream)


async def _put_aside(parked: Parked, owner: str, void: set[bytes]) -> int:
    ids = [
        one.id async for one in parked.everything(owner) if (known := one.incoming()) and known.digest in void
    ]
    await parked.release(ids)
    return len(ids)


async def _follow(applier: Applier, branches: Sequence[Branch]) -> None:
    """Fold anew whoever has folded another history, then apply what is still missing."""
    mine = [one for one in branches if one.stream.partition("-")[0] in applier.documents.view.kinds]
    for branch in mine:
        await applier.refold(branch.stream, branch.records)
    for records in chunked((raw for branch in mine for raw in branch.raw), _AT_ONCE):
        await applier.apply(records)
