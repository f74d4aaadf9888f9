"""Who watches the consumers sees them again once Kafka is back, whatever it remembers of before."""

import asyncio

from shared.kafka.away import KafkaAway
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics, topic_of_service
from tests.support.eventually import eventually
from tests.support.fixtures import House

TOPIC = topic_of_service("consultations")


async def test_the_ends_of_a_topic_are_told_again_after_a_restart(own_house: House) -> None:
    """A leader's epoch from before the restart is refused for as long as it is remembered."""
    topics = Topics(Cluster(own_house.kafka.url), LOCAL)

    async def told() -> bool:
        try:
            return set((await asyncio.to_thread(topics.ends, TOPIC)).values()) == {0}
        except KafkaAway:
            return False

    await eventually(told, 60)
    await asyncio.to_thread(own_house.kafka.kill)
    await asyncio.to_thread(own_house.kafka.start)
    await eventually(told, 60)
