"""Healing a stream whose store was restored to an older copy and then written to.

The topic is what everybody else has read, so its first branch is taken for true: the store's other appends
are set aside (kept whole in ``set_aside``, and listed, so that people can say them again), the topic's
events are put in their place, and the stream takes writes again. Each step may be repeated after a crash:
the stream stays frozen until the last one.
"""

from dataclasses import dataclass, replace

from shared.clock import now
from shared.contracts.envelope import GENESIS, Context, chain
from shared.eventstore.mongo import MongoEventStore, document_of
from shared.eventstore.port import Append, StoredEvent
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Incoming, Malformed, incoming
from shared.kafka.topics import topic_of_service
from shared.mongo import Database
from shared.runtime.service import Service


@dataclass(frozen=True)
class Healed:
    """What healing did: the version the stream stands at, and what was set aside, a line for each event."""

    version: int
    set_aside: int
    lines: tuple[str, ...]


async def heal(cluster: Cluster, database: Database, service: Service, stream: str) -> Healed | None:
    """Heal the stream; None when it is not frozen."""
    store = MongoEventStore(database)
    if stream not in await store.frozen():
        return None
    branch = await _first_branch(cluster, service.name, stream)
    appends = [append async for append in store.history(stream)]
    kept = _agreeing(appends, branch)
    divergent = appends[len(kept) :]
    for append in divergent:
        await database["set_aside"].replace_one(
            {"_id": document_of(append)["_id"]}, document_of(append), upsert=True
        )
    await store.replace_tail(stream, len(kept), _restored(kept, branch))
    await store.thaw(stream)
    lines = tuple(f"{e.type} {e.data.decode()}" for append in divergent for e in append.events)
    return Healed(len(branch), len(divergent), lines)


async def void_digests(database: Database) -> set[bytes]:
    """Digests of the events that healing set aside; their records stay on the topic and mean nothing."""
    return {event["digest"] async for d in database["set_aside"].find({}) for event in d["events"]}


async def _first_branch(cluster: Cluster, service: str, stream: str) -> list[Incoming]:
    branch: list[Incoming] = []
    async for batch in read_until(cluster, await ends_of(cluster, [topic_of_service(service)])):
        for record in batch:
            try:
                known = incoming(record)
            except Malformed:
                continue
            follows = known.stream == stream and known.version == len(branch) + 1
            if follows and chain(branch[-1].digest if branch else GENESIS, known.data) == known.digest:
                branch.append(known)
    return branch


def _agreeing(appends: list[Append], branch: list[Incoming]) -> list[Append]:
    """The appends at the beginning that hold just what the branch holds."""
    digests = [record.digest for record in branch]
    kept: list[Append] = []
    for append in appends:
        same = [event.digest for event in append.events] == digests[append.first - 1 : append.last]
        if not same:
            break
        kept.append(replace(append, published=True))
    return kept


def _restored(kept: list[Append], branch: list[Incoming]) -> list[Append]:
    """An append for each event of the branch that the kept ones lack."""
    version = kept[-1].last if kept else 0
    return [
        Append(
            stream=record.stream,
            seq=len(kept) + 1 + number,
            last=record.version,
            events=(StoredEvent(record.id, record.type, record.version, record.data, record.digest),),
            command_id=f"restored:{record.id}",
            fingerprint=None,
            actor="operator:heal",
            at=now(),
            context=Context(record.context.correlation_id, record.context.causation_id, record.context.hops),
            published=True,
        )
        for number, record in enumerate(branch[version:])
    ]
