"""Law 12 and the start: what does not fit is refused in one sentence, what is away is waited for."""

import asyncio
import re
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from services.registry.champions.projection import CHAMPIONS
from shared.eventstore.mongo import INDEXES
from shared.kafka.cluster import Cluster
from shared.kafka.groups import commit, served_as
from shared.kafka.topics import LOCAL, MisfitTopic, Topics
from shared.mongo import connect
from shared.runtime.process import EXIT_MISFIT
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.fixtures import House, with_topics
from tests.support.processes import OneVoice, environment
from tests.support.topic import alter

TOPIC = "onevoice.registry.v1"


def admin(kafka: Server) -> AdminClient:
    return AdminClient(Cluster(kafka.url).confluent())


def without_topics(kafka: Server) -> None:
    client = admin(kafka)
    for future in client.delete_topics(
        [n for n in client.list_topics(timeout=10).topics if n.startswith("one")]
    ).values():
        future.result(20)


class Start:
    """A registry process on these engines, with what it remembers under ``prefix``."""

    def __init__(self, folder: Path, kafka: str, mongo: str, prefix: str) -> None:
        env = environment(folder / "var", kafka, mongo, ONEVOICE_DATABASE_PREFIX=prefix)
        self.process = OneVoice(["serve", "registry"], env, folder / "log")

    def refused(self) -> str:
        """Start it, see it refused with exit code 78, and return its one sentence."""
        self.process.log.unlink(missing_ok=True)
        self.process.start()
        assert self.process.wait() == EXIT_MISFIT, self.process.tail()
        last = self.process.tail().strip().splitlines()[-1]
        assert "Traceback" not in self.process.tail()
        return last

    def fits(self) -> None:
        """Start it, see it ready, and stop it."""
        self.process.start()
        self.process.wait_ready()
        assert self.process.stop() == 0, self.process.tail()


@pytest.mark.law(12)
async def test_a_start_on_what_does_not_fit_is_refused(
    own_kafka: Server, mongo: Server, tmp_path: Path
) -> None:
    """Each misfit of topics, cluster, offsets and indexes ends the start with 78 and one sentence that says so."""
    start = Start(tmp_path, own_kafka.url, mongo.url, "misfit")
    assert await asyncio.to_thread(start.refused) == (
        "onevoice: topic onevoice.registry.v1 is missing; make it with: onevoice topics apply"
    )
    with_topics(own_kafka)
    alter(Cluster(own_kafka.url), "registry", "retention.ms", "1000")
    assert "has retention.ms=1000 and must have -1" in await asyncio.to_thread(start.refused)
    with_topics(own_kafka)
    await asyncio.to_thread(start.fits)

    server = connect(mongo.url)
    events = server.database("misfit_registry")["events"]
    await events.drop_index(INDEXES[0].name)
    await events.create_index([("stream", 1), ("seq", 1)], name=INDEXES[0].name)
    said = await asyncio.to_thread(start.refused)
    assert re.match(
        f"onevoice: index {INDEXES[0].name} of collection .*events .*drop it and start again", said
    )
    await events.drop_index(INDEXES[0].name)
    server.close()

    cluster, group = Cluster(own_kafka.url), served_as("registry.champions.g1", CHAMPIONS.kinds)
    await commit(cluster, group, {(TOPIC, 3): 1_000})
    said = await asyncio.to_thread(start.refused)
    assert f"topic {TOPIC} ends at 0 in partition 3, below offset 1000 that group {group} has read" in said
    await commit(cluster, group, {(TOPIC, 3): 0})

    without_topics(own_kafka)
    await eventually(lambda: _applied(own_kafka))
    said = await asyncio.to_thread(start.refused)
    assert f"{TOPIC} at {own_kafka.url} is not the one that service registry has published to" in said


async def _applied(kafka: Server) -> bool:
    """Make the topics anew; the deleted ones may still be going."""
    try:
        await asyncio.to_thread(with_topics, kafka)
        await asyncio.to_thread(Topics(Cluster(kafka.url), LOCAL).check)
    except MisfitTopic:
        return False
    return True


@pytest.mark.law(12)
async def test_another_cluster_is_refused(kafka: Server, house: House, mongo: Server, tmp_path: Path) -> None:
    """A service that has published to one cluster does not start on another, whose topics look the same."""
    with_topics(kafka)
    await asyncio.to_thread(Start(tmp_path, house.kafka.url, mongo.url, "moved").fits)
    said = await asyncio.to_thread(Start(tmp_path, kafka.url, mongo.url, "moved").refused)
    assert f"cluster at {kafka.url} is not the one that service registry has published to" in said


@pytest.mark.law(12)
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("cleanup.policy", "compact"),
        ("retention.bytes", "1000000"),
        ("max.message.bytes", "1000"),
        ("unclean.leader.election.enable", "true"),
    ],
)
def test_each_setting_is_checked_and_mended(own_topics: Cluster, setting: str, value: str) -> None:
    """A setting that was changed is told by name, and ``apply`` puts it right and has then nothing to do."""
    topics = Topics(own_topics, LOCAL)
    alter(own_topics, "registry", setting, value)
    with pytest.raises(MisfitTopic, match=f"{setting}={value}"):
        topics.check()
    assert topics.apply() == [f"mended {setting} of topic {TOPIC}"]
    topics.check()
    assert topics.apply() == []


@pytest.mark.law(12)
def test_a_topic_of_another_shape_is_refused(own_topics: Cluster) -> None:
    """Partitions and replicas cannot be mended, so a topic with other ones is refused with the remedy."""
    client = AdminClient(own_topics.confluent())
    made = client.create_topics([NewTopic("onevoice.odd.v1", num_partitions=3)], operation_timeout=20)
    made["onevoice.odd.v1"].result(20)
    with pytest.raises(
        MisfitTopic, match=r"has 3 partitions and ONEVOICE_PARTITIONS says 12; see docs/OPERATIONS.md"
    ):
        Topics(own_topics, LOCAL).check(["odd"])


@pytest.fixture
def own_topics(house: House) -> Cluster:
    return house.cluster


def starts_nothing_yet(process: OneVoice) -> bool:
    return process.status("/health/live") == 200 and process.status("/health/ready") == 503


@pytest.mark.law(3)
async def test_engines_away_at_the_start_are_waited_for(own_house: House, tmp_path: Path) -> None:
    """With Kafka and MongoDB away the process lives, is not ready, and becomes so when both have come."""
    for engine in (own_house.kafka, own_house.mongo):
        await asyncio.to_thread(engine.kill)
    start = Start(tmp_path, own_house.kafka.url, own_house.mongo.url, "away").process
    start.start()
    try:
        await eventually(lambda: asyncio.to_thread(starts_nothing_yet, start))
        await asyncio.to_thread(own_house.mongo.start)
        assert await asyncio.to_thread(starts_nothing_yet, start)
        await asyncio.to_thread(own_house.kafka.start)
        await asyncio.to_thread(start.wait_ready)
        assert start.status("/health/live") == 200
    finally:
        start.kill()
