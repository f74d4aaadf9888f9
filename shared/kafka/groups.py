"""What consumer groups have committed.

Through aiokafka: confluent-kafka's ``list_consumer_group_offsets`` (librdkafka 2.12) crashes the process
when the group's coordinator answers with an error, as that of a fresh or restarted broker does.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.kafka.cluster import Cluster
from shared.kafka.reading import Place
from shared.kafka.stopping import stopped
from shared.kafka.topics import PARTITIONS, MisfitTopic


@asynccontextmanager
async def _looking(
    cluster: Cluster, group: str, places: Iterable[TopicPartition]
) -> AsyncIterator[AIOKafkaConsumer]:
    """A client that speaks for the group without being a member of it."""
    consumer = AIOKafkaConsumer(**cluster.aiokafka(), group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(list(places))
        yield consumer
    finally:
        await stopped(consumer.stop())


async def committed(cluster: Cluster, group: str, topics: Sequence[str]) -> dict[Place, int]:
    """The group's committed offsets; nothing for partitions without one. Raises ``KafkaError``."""
    places = [TopicPartition(topic, partition) for topic in topics for partition in range(PARTITIONS)]
    async with _looking(cluster, group, places) as consumer:
        found = {place: await consumer.committed(place) for place in places}
    return {(place.topic, place.partition): offset for place, offset in found.items() if offset is not None}


async def commit(cluster: Cluster, group: str, offsets: Mapping[Place, int]) -> None:
    """Set the offsets of a group that has no members. Raises ``KafkaError``."""
    wanted = {TopicPartition(*place): offset for place, offset in offsets.items()}
    async with _looking(cluster, group, wanted) as consumer:
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
