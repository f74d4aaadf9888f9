"""Batch consumers over FastStream: at least once, in order by partition, and nothing skipped.

A handler receives the raw records of a batch. When it returns, their offsets are committed; when it raises,
the batch comes again (``NACK_ON_ERROR``), so it backs off on its own before it raises. A handler must not
take longer than ``max_poll_interval_ms``.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from shared.kafka.away import KafkaAway
from shared.kafka.cluster import Cluster
from shared.kafka.patient import PatientConsumer
from shared.kafka.stopping import stopped

Records = Sequence[ConsumerRecord[bytes | None, bytes | None]]
Handler = Callable[[Records], Awaitable[None]]

MAX_RECORDS = 500
_WAIT_MS = 2_000
"""For how long a fetch waits at the broker, which answers at once when records come."""
MAX_POLL_INTERVAL_MS = 300_000
GRACEFUL_TIMEOUT = 25.0


class _Bare:
    """A record for FastStream's own parser: it must not see headers, because one that is not text raises."""

    __slots__ = ("headers", "offset", "partition", "timestamp", "topic", "value")

    def __init__(self, record: ConsumerRecord[Any, Any]) -> None:
        self.topic = record.topic
        self.partition = record.partition
        self.offset = record.offset
        self.timestamp = record.timestamp
        self.value = b""
        self.headers = ()


async def _parse(batch: Records, original: Callable[..., Awaitable[Any]]) -> Any:
    message = await original((_Bare(batch[0]), _Bare(batch[-1])))
    message.raw_message = tuple(batch)  # what a nack rewinds
    return message


async def _decode(message: Any, _original: object) -> Records:
    return message.raw_message  # type: ignore[no-any-return]  # set by _parse


class Subscription:
    """One group's consumer in this process."""

    def __init__(self, subscriber: Any, group: str, topics: tuple[str, ...]) -> None:
        self._subscriber = subscriber
        self.group = group
        self.topics = topics
        self.batches = 0

    @property
    def ack_policy(self) -> AckPolicy:
        """How FastStream treats a handler's exception; a test asserts it."""
        return self._subscriber.ack_policy  # type: ignore[no-any-return]  # FastStream's attribute is untyped here

    async def start(self) -> None:
        """Join the group. Raises ``KafkaAway``."""
        try:
            await self._subscriber.start()
        except KafkaError as error:
            raise KafkaAway(str(error)) from error

    async def stop(self) -> None:
        """Finish the batch in hand (for ``GRACEFUL_TIMEOUT`` at most), then leave the group."""
        await stopped(self._subscriber.stop())

    async def positions(self) -> dict[tuple[str, int], int | None]:
        """The next offset to read of each assigned partition, None where it is not known (yet)."""
        consumer = self._subscriber.consumer
        assigned = list(consumer.assignment()) if consumer else []
        found = await asyncio.gather(*(_position(consumer, partition) for partition in assigned))
        places = ((partition.topic, partition.partition) for partition in assigned)
        return dict(zip(places, found, strict=True))


async def _position(consumer: Any, partition: Any) -> int | None:
    try:
        async with asyncio.timeout(1):
            return int(await consumer.position(partition))
    except (TimeoutError, KafkaError):
        return None


class Consumers:
    """The broker of one process. Subscriptions are made, started and stopped while it runs.

    A crashed process's partitions move to another after ``session_timeout`` seconds.
    """

    def __init__(self, cluster: Cluster, session_timeout: float = 6.0) -> None:
        self._session_timeout_ms = round(session_timeout * 1_000)
        self._broker = KafkaBroker(
            cluster.servers.split(","),
            security=_security(cluster),
            consumer_only=True,
            allow_auto_create_topics=False,
            apply_types=False,
            graceful_timeout=GRACEFUL_TIMEOUT,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,
        )

    async def start(self) -> None:
        """Get ready to start subscriptions."""
        await self._broker.start()
        made = self._broker.config.broker_config
        made.builder = partial(PatientConsumer, **made.builder.keywords)  # type: ignore[attr-defined]  # a partial, too

    async def stop(self) -> None:
        """Stop every subscription that still runs."""
        await stopped(self._broker.stop())

    def subscribe(self, group: str, topics: Sequence[str], handler: Handler) -> Subscription:
        """Declare a batch consumer; ``start`` it afterwards."""
        subscriber = self._broker.subscriber(
            *topics,
            batch=True,
            group_id=group,
            ack_policy=AckPolicy.NACK_ON_ERROR,
            auto_offset_reset="earliest",
            max_records=MAX_RECORDS,
            max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
            session_timeout_ms=self._session_timeout_ms,
            heartbeat_interval_ms=2_000,
            fetch_max_wait_ms=_WAIT_MS,
            no_reply=True,
            parser=_parse,
            decoder=_decode,
            persistent=False,
        )
        subscription = Subscription(subscriber, group, tuple(topics))

        async def consume(records: Records) -> None:
            await handler(records)
            subscription.batches += 1

        subscriber(consume)
        return subscription


def _security(cluster: Cluster) -> BaseSecurity | None:
    context = ssl.create_default_context(cafile=cluster.ca_file) if cluster.tls else None
    if not cluster.user:
        return BaseSecurity(ssl_context=context, use_ssl=cluster.tls) if cluster.tls else None
    kinds = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
    return kinds[cluster.mechanism](
        username=cluster.user, password=cluster.password or "", ssl_context=context, use_ssl=cluster.tls
    )
