"""Fixtures of the tests on real engines; a folder's ``conftest.py`` imports those it needs."""

import contextlib
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from onevoice.remedies.verify import Verify
from onevoice.services import SERVICES
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import Database, connect
from shared.mongo import Server as Mongo
from shared.settings import Settings
from shared.views.parked import Parked
from tests.support import engines
from tests.support.engines import Server

__all__ = ["cluster", "database", "house", "own_house", "server"]


@pytest.fixture(scope="session")
def cluster(kafka: Server) -> Cluster:
    """The shared Kafka with its topics made."""
    return with_topics(kafka)


def with_topics(kafka: Server) -> Cluster:
    """The cluster, its topics made."""
    found = Cluster(kafka.url)
    Topics(found, LOCAL).apply()
    return found


@pytest_asyncio.fixture(scope="session")
async def server(mongo: Server) -> AsyncIterator[Mongo]:
    """A client of the shared MongoDB."""
    made = connect(mongo.url)
    yield made
    made.close()


@pytest_asyncio.fixture
async def database(server: Mongo) -> Database:
    """A database of this test alone, with the indexes of the store and of what is parked."""
    return await prepared(server, f"t_{uuid.uuid4().hex[:12]}")


async def prepared(server: Mongo, name: str) -> Database:
    """A database with the indexes of the store and of what is parked."""
    made = server.database(name)
    await MongoEventStore(made).prepare()
    await Parked(made).prepare()
    return made


@dataclass(frozen=True)
class House:
    """A Kafka and a MongoDB of one's own."""

    kafka: Server
    mongo: Server
    cluster: Cluster
    settings: Settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A second pair of engines, on whose topics anything may lie, poison too."""
    with housed(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def house_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Engines for one file of tests: the same records are loaded elsewhere, too, and make the same streams."""
    with housed(tmp_path_factory.mktemp("house")) as made:
        yield made


@contextlib.contextmanager
def housed(folder: Path) -> Iterator[House]:
    """A pair of engines with their topics, and their data in the folder."""
    with engines.kafka(folder / "kafka") as kafka, engines.mongo(folder / "mongo") as mongo:
        yield _housed(kafka, mongo, folder)


@pytest.fixture
def own_house(own_kafka: Server, own_mongo: Server, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Engines of this test alone, to be killed and started at will."""
    return _housed(own_kafka, own_mongo, tmp_path_factory.mktemp("house"))


def _housed(kafka: Server, mongo: Server, folder: Path) -> House:
    settings = Settings(kafka=kafka.url, mongo=mongo.url, var=folder / "var")
    return House(kafka, mongo, with_topics(kafka), settings)


async def agree(house: House, seconds: float = 60) -> None:
    """The oracle is content: what is in the stores is on the topics, and in the views."""
    found = await Verify(house.settings, connect(house.mongo.url), list(SERVICES.values())).run(seconds)
    assert found.good, found.wrong + found.behind
