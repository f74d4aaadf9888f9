from collections.abc import Iterator

import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.settings import Settings
from tests.support.engines import Server
from tests.support.fixtures import cluster, database, server
from tests.support.processes import OneVoice, environment

__all__ = ["cluster", "database", "server"]


@pytest.fixture(scope="module")
def running(cluster: Cluster, mongo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneVoice]:
    """All services in one process, on databases of their own."""
    folder = tmp_path_factory.mktemp("openapi")
    env = environment(folder, cluster.servers, mongo.url, ONEVOICE_DATABASE_PREFIX=folder.name)
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        process.wait_ready()
        yield process
        assert process.stop() == 0
    finally:
        process.kill()


@pytest.fixture(scope="module")
def token(running: OneVoice) -> str:
    """The secretariat's."""
    return LocalIssuer(Settings(var=running.log.parent)).token(Role.SECRETARIAT)
