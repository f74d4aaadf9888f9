"""A topic's history of each stream, held against what the store has of it.

A store that was restored to an older copy lacks the ends of some streams; one that was then written to holds another
history. Everybody else has read the topic, so its first history of a stream (its branch) is the one that counts.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from shared.contracts.envelope import GENESIS, chain
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Incoming, Record, readable
from shared.kafka.topics import topic_of_service
from shared.mongo import Database

_log = structlog.get_logger(__name__)
_LAST: Final = 5
"""Records of each partition's end that are looked at before anything else."""


@dataclass(frozen=True)
class Branch:
    """The first history of a stream on its topic: each record as it came, and what it is.

    ``others`` are the records that neither follow nor repeat: of other histories, or of nothing.
    """

    stream: str
    raw: list[Record] = field(default_factory=list)
    records: list[Incoming] = field(default_factory=list)
    others: list[Incoming] = field(default_factory=list)

    def take(self, raw: Record, record: Incoming) -> None:
        """Add what follows, pass over what repeats."""
        before = self.records[-1].digest if self.records else GENESIS
        follows = record.version == len(self.records) + 1
        if follows and chain(before, record.data) == record.digest:
            self.raw.append(raw)
            self.records.append(record)
        elif record.digest not in [
            known.digest for known in self.records[record.version - 1 : record.version]
        ]:
            self.others.append(record)

    def strays(self, void: Collection[bytes]) -> list[Incoming]:
        """The others of which nobody knows yet that they mean nothing."""
        known = {record.digest for record in self.records} | set(void)
        return [record for record in self.others if record.digest not in known]

    def begins(self, digests: Sequence[bytes]) -> bool:
        """Whether a stream with these digests begins as this does."""
        return [record.digest for record in self.records] == list(digests[: len(self.records)])


async def differing(
    cluster: Cluster,
    service: str,
    store: MongoEventStore,
    *,
    also: Collection[str] = (),
    only: str | None = None,
    void: Collection[bytes] | None = None,
) -> AsyncIterator[Branch]:
    """The branches that hold what the store lacks or has otherwise, and those of ``also``; of ``only`` one stream.

    With ``void``, the digests that mean nothing, those also beside which the topic holds something else.

    One pass over the topic; a partition of it is in memory at a time. Raises ``KafkaAway``, ``TopicSilent`` and
    ``Unavailable``.
    """
    stored = await _digests(store, only)
    async for branches in _by_partition(cluster, service, only):
        for stream, branch in branches.items():
            if stream in also or (void is not None and branch.strays(void)):
                yield branch
            elif not branch.begins(stored.get(stream, ())):
                meanwhile = await _digests(store, stream)  # it may have grown while the topic was read
                if not branch.begins(meanwhile.get(stream, ())):
                    yield branch


async def _by_partition(cluster: Cluster, service: str, only: str | None) -> AsyncIterator[dict[str, Branch]]:
    branches: dict[str, Branch] = {}
    partition = None
    async for batch in read_until(cluster, await ends_of(cluster, [topic_of_service(service)])):
        for raw in batch:
            if raw.partition != partition:
                yield branches
                branches, partition = {}, raw.partition
            if (known := readable(raw)) and only in (None, known.stream):
                branches.setdefault(known.stream, Branch(known.stream)).take(raw, known)
    yield branches


async def _digests(store: MongoEventStore, stream: str | None) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    async for append in store.history(stream):
        found.setdefault(append.stream, []).extend(event.digest for event in append.events)
    return found


async def freeze_what_is_behind(cluster: Cluster, service: str, database: Database) -> None:
    """Freeze each stream of which the store lacks something that is on the topic; usually none.

    The whole topic is read only where its last records show that the database was restored. Raises ``KafkaAway``
    and ``Unavailable``.
    """
    if await _is_behind(cluster, service, database):
        store = MongoEventStore(database)
        async for branch in differing(cluster, service, store):
            reason = f"its topic has {len(branch.records)} events, and the store lacks some: it was restored"
            await store.freeze(branch.stream, reason)
            _log.critical("stream frozen", stream=branch.stream, detail=reason)


async def _is_behind(cluster: Cluster, service: str, database: Database) -> bool:
    """Whether the topic ends with something that the store neither has nor set aside."""
    void = await void_digests(database)
    last: dict[str, set[bytes]] = {}
    async for batch in read_until(cluster, await ends_of(cluster, [topic_of_service(service)]), _LAST):
        for raw in batch:
            if (known := readable(raw)) and known.digest not in void:
                last.setdefault(known.stream, set()).add(known.digest)
    store = MongoEventStore(database)
    for stream, digests in last.items():
        if not digests <= set((await _digests(store, stream)).get(stream, ())):
            return True
    return False


async def void_digests(database: Database) -> set[bytes]:
    """Digests of the events that healing set aside; their records stay on the topic and mean nothing."""
    return {event["digest"] async for d in database["set_aside"].find({}) for event in d["events"]}
