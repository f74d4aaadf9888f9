"""What consumer groups have committed, and for whom: a group's name says whom it serves.

Each of those whom it serves (a view's generation, a reaction, a duty) has a name of its own, and wants some kinds of
streams. Two processes are in one group only where they serve the very same ones, with the same kinds: whatever code
each of them runs, none misses what the other reads past.

Through aiokafka: confluent-kafka's ``list_consumer_group_offsets`` (librdkafka 2.12) crashes the process
when the group's coordinator answers with an error, as that of a fresh or restarted broker does.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, KafkaError

from shared.kafka.away import KafkaAway
from shared.kafka.cluster import Cluster
from shared.kafka.patient import PatientConsumer
from shared.kafka.reading import Place
from shared.kafka.stopping import stopped
from shared.kafka.topics import MisfitTopic

_AND, _WITH = "+", "~"
_DIGITS = 8


def served_as(owner: str, kinds: Iterable[str]) -> str:
    """What an owner is called in the name of its group: with a digest of the kinds that it wants."""
    digest = hashlib.sha256(" ".join(sorted(kinds)).encode()).hexdigest()
    return f"{owner}{_WITH}{digest[:_DIGITS]}"


def group_of(served: Iterable[str]) -> str:
    """The group that serves these, as ``served_as`` calls them. One alone is its own group."""
    return _AND.join(sorted(served))


def serves(group: str, owner: str) -> bool:
    """Whether the group serves it, with whatever kinds."""
    return owner in {one.partition(_WITH)[0] for one in group.split(_AND)}


@asynccontextmanager
async def _looking(
    cluster: Cluster, group: str, places: Iterable[TopicPartition]
) -> AsyncIterator[PatientConsumer]:
    """A client that speaks for the group without being a member of it. Raises ``KafkaAway``."""
    consumer = PatientConsumer(**cluster.aiokafka(), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign(list(places))
        yield consumer
    except KafkaError as error:
        raise KafkaAway(str(error)) from error
    finally:
        await stopped(consumer.stop())


async def committed(cluster: Cluster, group: str, topics: Sequence[str]) -> dict[Place, int]:
    """The group's committed offsets; nothing for partitions without one. Raises ``KafkaAway``."""
    places = [TopicPartition(topic, p) for topic in topics for p in range(cluster.partitions)]
    async with _looking(cluster, group, places) as consumer:
        found = await asyncio.gather(*(consumer.committed(place) for place in places))
    return {
        (p.topic, p.partition): offset for p, offset in zip(places, found, strict=True) if offset is not None
    }


class Wants(NamedTuple):
    """What an owner is served: streams of these kinds, from these topics."""

    kinds: Collection[str]
    topics: Sequence[str]


async def reached(
    cluster: Cluster, groups: Iterable[str], owners: Mapping[str, Wants]
) -> dict[str, dict[Place, int]]:
    """How far each owner is served, on its topics: the furthest that any of its groups has committed.

    Who wants other kinds than before begins anew. A group commits only what all whom it serves have written. Raises
    ``KafkaAway``.
    """
    found: dict[str, dict[Place, int]] = {owner: {} for owner in owners}
    for group in groups:
        parts = group.split(_AND)
        served = [owner for owner, wants in owners.items() if served_as(owner, wants.kinds) in parts]
        if not served:
            continue
        topics = sorted({topic for owner in served for topic in owners[owner].topics})
        for place, offset in (await committed(cluster, group, topics)).items():
            for owner in served:
                if place[0] in owners[owner].topics:
                    found[owner][place] = max(offset, found[owner].get(place, 0))
    return found


async def commit(cluster: Cluster, group: str, offsets: Mapping[Place, int]) -> None:
    """Set the offsets of a group that has no members; of one that has some, nothing. Raises ``KafkaAway``."""
    wanted = {TopicPartition(*place): offset for place, offset in offsets.items()}
    async with _looking(cluster, group, wanted) as consumer:
        with contextlib.suppress(CommitFailedError):
            await consumer.commit(wanted)


async def check_committed(cluster: Cluster, group: str, topics: Sequence[str]) -> None:
    """No end offset lies below a committed one, else a topic lost records. Raises ``MisfitTopic``."""
    reached = await committed(cluster, group, topics)
    places = [TopicPartition(*place) for place in reached]
    async with _looking(cluster, group, places) as consumer:
        ends = await consumer.end_offsets(places) if places else {}
    for (topic, partition), offset in reached.items():
        end = ends[TopicPartition(topic, partition)]
        if end < offset:
            raise MisfitTopic(
                f"topic {topic} ends at {end} in partition {partition}, below offset {offset} that group {group} "
                "has read: records were lost; see docs/OPERATIONS.md, 'A topic lost records'"
            )
