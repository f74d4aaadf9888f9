"""Reading topics from beginning to an end, outside any group: for rebuilds, ``verify`` and the report."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.kafka.away import KafkaAway
from shared.kafka.cluster import Cluster
from shared.kafka.limits import MAX_MESSAGE_BYTES
from shared.kafka.stopping import stopped

Place = tuple[str, int]
_SILENCE = 30


class TopicSilent(KafkaAway):
    """Kafka gave no record for a long time though there are some."""


@asynccontextmanager
async def _reading(cluster: Cluster, **settings: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """A client of no group. Raises ``KafkaAway``."""
    consumer = AIOKafkaConsumer(**cluster.aiokafka(), enable_auto_commit=False, **settings)
    try:
        await consumer.start()
        yield consumer
    except KafkaError as error:
        raise KafkaAway(str(error)) from error
    finally:
        await stopped(consumer.stop())


async def ends_of(cluster: Cluster, topics: Sequence[str]) -> dict[Place, int]:
    """The end offset of each partition, now. Raises ``KafkaAway``."""
    async with _reading(cluster) as consumer:
        places = [TopicPartition(topic, p) for topic in topics for p in range(cluster.partitions)]
        found: dict[Any, int] = await consumer.end_offsets(places)
        return {(place.topic, place.partition): offset for place, offset in found.items()}


async def read_until(
    cluster: Cluster, ends: Mapping[Place, int], last: int | None = None
) -> AsyncIterator[list[ConsumerRecord[bytes | None, bytes | None]]]:
    """Every record below the given ends, or the ``last`` so many of each partition, in batches.

    One partition after another, so that whoever folds what it reads has the whole of a stream together, and little
    else in hand. Raises ``KafkaAway``.
    """
    left = {TopicPartition(*place): end for place, end in sorted(ends.items()) if end > 0}
    if not left:
        return
    fetched = {"auto_offset_reset": "earliest", "max_partition_fetch_bytes": 4 * MAX_MESSAGE_BYTES}
    async with _reading(cluster, **fetched) as consumer:
        for place, end in left.items():
            consumer.assign([place])
            await (consumer.seek_to_beginning(place) if last is None else _seek(consumer, place, end - last))
            reached = 0
            while reached < end:
                found = await consumer.getmany(timeout_ms=_SILENCE * 1000, max_records=2_000)
                batch = found.get(place)
                if not batch:
                    raise TopicSilent(f"no record came in {_SILENCE} s from {place}; is Kafka well?")
                reached = batch[-1].offset + 1
                yield [record for record in batch if record.offset < end]


async def _seek(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int) -> None:
    consumer.seek(place, max(0, offset))
