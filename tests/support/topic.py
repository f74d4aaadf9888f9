"""Records as tests make and read them: from appends, from nothing, and back from a topic."""

import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaProducer, ConsumerRecord
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.admin._resource import ResourceType

from shared.contracts.envelope import GENESIS, Context, Event, chain
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, StoredEvent
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Headers, Incoming, Malformed, incoming, outgoing
from shared.kafka.topics import topic_of_service
from shared.views.parked import Raw

START = datetime(2020, 3, 4, tzinfo=UTC)
CONTEXT = Context("a-test")
NEEDED = (
    "ce_id",
    "ce_type",
    "ce_subject",
    "ce_time",
    "ce_streamversion",
    "ce_digest",
    "ce_correlationid",
    "ce_hops",
)
"""The headers without which a record is none of ours."""


def appended(
    stream: str, events: Sequence[Event], before: Append | None = None, digest: bytes = GENESIS
) -> Append:
    """The append of these events after ``before``, whose last digest is ``digest`` where it has no events."""
    last = before.last if before else 0
    digest = before.events[-1].digest if before and before.events else digest
    stored = []
    for number, event in enumerate(events, 1):
        data = event.encode()
        digest = chain(digest, data)
        stored.append(StoredEvent(f"{stream}:{last + number}", event.type, last + number, data, digest))
    seq = before.seq + 1 if before else 1
    return Append(
        stream=stream,
        seq=seq,
        last=last + len(stored),
        events=tuple(stored),
        command_id=f"{stream}#{seq}",
        fingerprint=None,
        actor="test",
        at=START + timedelta(seconds=seq),
        context=CONTEXT,
    )


def records_of(appends: Iterable[Append], service: str = "registry", offset: int = 0) -> list[Raw]:
    """The records of these appends, as they would stand on one partition."""
    made = (record for append in appends for record in outgoing(service, append))
    topic = topic_of_service(service)
    return [
        Raw(topic, 0, offset + number, key, value, tuple(headers))
        for number, (key, value, headers) in enumerate(made)
    ]


@contextlib.asynccontextmanager
async def sending(cluster: Cluster) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that sends whatever it is given."""
    producer = AIOKafkaProducer(**cluster.aiokafka(), acks="all", max_request_size=2_000_000)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def send(
    cluster: Cluster, records: Iterable[tuple[bytes | None, bytes | None, Headers]], service: str
) -> None:
    """Send records of any kind to a service's topic, each after the one before."""
    async with sending(cluster) as producer:
        for key, value, headers in records:
            await producer.send_and_wait(topic_of_service(service), value, key=key, headers=headers)


def alter(cluster: Cluster, service: str, setting: str, value: str) -> None:
    """Change a setting of a service's topic behind the product's back."""
    admin = AdminClient(cluster.confluent())
    entry = ConfigEntry(setting, value, incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ResourceType.TOPIC, topic_of_service(service), incremental_configs=[entry])
    for future in admin.incremental_alter_configs([topic]).values():
        future.result(20)


async def read(cluster: Cluster, service: str) -> list[ConsumerRecord[bytes | None, bytes | None]]:
    """Everything on the service's topic, partition by partition in order."""
    found: list[ConsumerRecord[bytes | None, bytes | None]] = []
    async for batch in read_until(cluster, await ends_of(cluster, [topic_of_service(service)])):
        found += batch
    return sorted(found, key=lambda record: (record.partition, record.offset))


async def by_stream(cluster: Cluster, service: str) -> dict[str, list[Incoming]]:
    """Everything on the topic by stream, in order; another test's poison is left out."""
    streams: dict[str, list[Incoming]] = defaultdict(list)
    for record in await read(cluster, service):
        with contextlib.suppress(Malformed):
            known = incoming(record)
            streams[known.stream].append(known)
    return dict(streams)


def first_occurrences(records: Iterable[Incoming]) -> list[Incoming]:
    """Each version where it came first, in the order of coming."""
    seen: dict[int, Incoming] = {}
    for record in records:
        seen.setdefault(record.version, record)
    return list(seen.values())


async def assert_topic_is_store(cluster: Cluster, store: MongoEventStore, mark: str) -> int:
    """Laws 4 and 5 of the streams whose names hold ``mark``; how many records were repeats.

    Every event of the store is on the topic byte for byte and no other is; each stream's first occurrences
    are 1…n, and a repeat is the same record again.
    """
    stored = {
        append.stream: [e for a in [x async for x in store.history(append.stream)] for e in a.events]
        async for append in store.history()
    }
    topic = {s: records for s, records in (await by_stream(cluster, "registry")).items() if mark in s}
    assert topic.keys() == {stream for stream, events in stored.items() if events}
    for stream, records in topic.items():
        firsts = first_occurrences(records)
        assert [(r.version, r.id, r.type, r.data, r.digest) for r in firsts] == [
            (e.version, e.id, e.type, e.data, e.digest) for e in stored[stream]
        ]
        for record in records:
            assert (record.data, record.digest) == (
                firsts[record.version - 1].data,
                firsts[record.version - 1].digest,
            )
    return sum(map(len, topic.values())) - sum(map(len, stored.values()))
