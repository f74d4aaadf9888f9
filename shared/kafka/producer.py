"""The producer: appends to their topic, acknowledged by all replicas, or an error.

For the relay alone. aiokafka's idempotent producer cannot be trusted after an error (its sequence may be
lost for good), so the relay rebuilds it: idempotence guards order within one producer's life, the views'
watermarks guard the rest.
"""

import asyncio
import contextlib
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner

from shared import traces
from shared.eventstore.port import Run
from shared.kafka.cluster import Cluster
from shared.kafka.limits import MAX_MESSAGE_BYTES
from shared.kafka.records import Headers, outgoing
from shared.kafka.stopping import stopped
from shared.kafka.topics import topic_of_service

_FLUSH = 5.0
"""Seconds in which a client that is thrown away may send what it has."""


class NotSent(Exception):
    """The appends may or may not be on the topic; send them again."""


class Producer:
    """Publishes appends of one service. ``publish`` may run many times at once, for different streams."""

    def __init__(self, cluster: Cluster, service: str, timeout: float = 15.0) -> None:
        self._cluster = cluster
        self._service = service
        self._topic = topic_of_service(service)
        self._timeout = timeout
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def publish(self, run: Run) -> None:
        """Wait until every event of these appends of a stream is acknowledged. Raises ``NotSent``."""
        began = traces.moment()
        records = [record for append in run for record in outgoing(self._service, append)]
        try:
            async with asyncio.timeout(self._timeout):
                producer = await self._started()
                if len(records) == 1:
                    key, value, headers = records[0]
                    await producer.send_and_wait(self._topic, value, key=key, headers=headers)
                else:
                    await self._publish_many(producer, records)
        except (KafkaError, TimeoutError, OSError) as error:
            raise NotSent(f"{run[0].stream}@{run[-1].last}: {error or type(error).__name__}") from error
        for append in run:
            traces.happened(f"publish {self._topic}", "producer", append.context.traceparent, began)

    async def _publish_many(
        self, producer: AIOKafkaProducer, records: Sequence[tuple[bytes, bytes, Headers]]
    ) -> None:
        """As one record batch where they fit one, else one by one, each after the other's acknowledgement."""
        partitions = sorted(await producer.partitions_for(self._topic))
        partition = DefaultPartitioner()(records[0][0], partitions, partitions)
        batch = producer.create_batch()
        fits = [batch.append(key=k, value=v, timestamp=None, headers=h) for k, v, h in records]
        if all(fits):
            await (await producer.send_batch(batch, self._topic, partition=partition))
            return
        for key, value, headers in records:
            await producer.send_and_wait(self._topic, value, key=key, headers=headers, partition=partition)

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._cluster.aiokafka(),
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=2,
                    max_batch_size=MAX_MESSAGE_BYTES - 1024,
                    max_request_size=MAX_MESSAGE_BYTES,
                    compression_type=None,
                    request_timeout_ms=10_000,
                )
                await _start(producer)
                self._producer = producer
        return self._producer

    async def rebuild(self) -> None:
        """Throw the client away; the next ``publish`` makes another.

        One that cannot flush, because Kafka is away, is waited for a while and then goes on closing by
        itself: cut off in the middle it would never end its tasks.
        """
        producer, self._producer = self._producer, None
        if producer is not None:
            closing = asyncio.create_task(_close(producer))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            await asyncio.wait({closing}, timeout=_FLUSH)


async def _start(producer: AIOKafkaProducer) -> None:
    try:
        await producer.start()
    except BaseException:
        await _close(producer)
        raise


async def _close(client: AIOKafkaProducer) -> None:
    with contextlib.suppress(KafkaError, OSError):  # it is thrown away: what it could not flush is sent again
        await stopped(client.stop())
