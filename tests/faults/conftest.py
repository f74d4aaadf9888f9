from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fixtures import House, cluster, database, house, own_house, server
from tests.support.processes import OneVoice, environment

__all__ = ["cluster", "database", "house", "own_house", "server"]


@pytest.fixture
def running(own_house: House, tmp_path: Path) -> Iterator[OneVoice]:
    """All services in one process."""
    env = environment(own_house.settings.var, own_house.kafka.url, own_house.mongo.url)
    process = OneVoice(["serve"], env, tmp_path / "log")
    process.start()
    process.wait_ready()
    yield process
    process.kill()
