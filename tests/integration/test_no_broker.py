"""A cluster that has just started may name no broker: whoever asks for a group's coordinator waits for one."""

import itertools
import uuid

import pytest
from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient

from shared.kafka.cluster import Cluster
from shared.kafka.groups import commit, committed
from shared.kafka.patient import PatientConsumer
from shared.kafka.topics import topic_of_service

TOPIC = topic_of_service("registry")


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first two who look for a broker find none."""
    real, looks = AIOKafkaClient.get_random_node, itertools.count()

    def found(self: AIOKafkaClient) -> int | None:
        return None if next(looks) < 2 else real(self)

    monkeypatch.setattr(AIOKafkaClient, "get_random_node", found)


@pytest.mark.usefixtures("nobody")
async def test_what_a_group_has_committed_is_learned_all_the_same(cluster: Cluster) -> None:
    """It is asked from outside the group."""
    group = f"test-{uuid.uuid4().hex}"
    await commit(cluster, group, {(TOPIC, 0): 7})
    assert await committed(cluster, group, [TOPIC]) == {(TOPIC, 0): 7}


@pytest.mark.usefixtures("nobody")
async def test_a_member_joins_its_group_all_the_same(cluster: Cluster) -> None:
    """Its coordination does not end by an assertion, after which nothing is read and nobody says so."""
    consumer = PatientConsumer(TOPIC, **cluster.aiokafka(), group_id=f"test-{uuid.uuid4().hex}")
    await consumer.start()
    try:
        assert TopicPartition(TOPIC, 0) in consumer.assignment()
    finally:
        await consumer.stop()
