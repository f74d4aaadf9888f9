"""Engines for every test that asks for one, and the choice of one law's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx._config import DEFAULT_TIMEOUT_CONFIG  # httpx has no setting for what every client waits
from hypothesis import HealthCheck, settings

from tests.support import engines
from tests.support.engines import Server

# A busy machine is slow, not wrong.
settings.register_profile("one-voice", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# `make test` says the same of a commit each time; whoever runs pytest by hand draws anew.
settings.register_profile("steady", settings.get_profile("one-voice"), derandomize=True)
settings.load_profile("one-voice")
for _wait in ("connect", "read", "write", "pool"):
    setattr(DEFAULT_TIMEOUT_CONFIG, _wait, 60.0)

DEFAULTS = {8080, 9092, 27017}
"""The ports of ``onevoice.Settings``: what somebody may have running on this machine, and no test has started."""


def only_what_was_started(event: str, told: tuple[Any, ...]) -> None:
    """No test talks to an address that it did not start: a connection to a default port of ours is a fault."""
    if event == "socket.connect" and isinstance(told[1], tuple) and told[1][1] in DEFAULTS:
        raise AssertionError(f"a test connects to {told[1]}, which it did not start")


sys.addaudithook(only_what_was_started)

NO_SOCKET = (
    "ENGINES=containers needs a Docker-compatible socket; start Docker or podman and set DOCKER_HOST,"
    " or leave ENGINES out to use the embedded engines"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--law", type=int, help="only the tests of this law of docs/LAWS.md")


def pytest_configure() -> None:
    if engines.IN_CONTAINERS:
        from tests.support import containers  # noqa: PLC0415 - most runs have no use for it

        if not containers.socket_answers():
            pytest.exit(NO_SOCKET, returncode=1)


LONGEST = ("test_remedies", "test_every_page", "test_clients", "test_apart", "test_many_kills")
"""The files that take longest: begun first where files run beside each other, so that none is waited for."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.stem.startswith(LONGEST))
    law = config.getoption("--law")
    if law is None:
        return
    kept = [item for item in items if any(law in mark.args for mark in item.iter_markers("law"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The Kafka that the session's tests share; whoever breaks it asks for ``own_kafka`` instead."""
    with engines.kafka(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The MongoDB that the session's tests share; whoever breaks it asks for ``own_mongo`` instead."""
    with engines.mongo(tmp_path_factory.mktemp("mongo")) as server:
        yield server


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Server]:
    """A fresh Kafka for this test alone, to be stopped, killed and started at will."""
    with engines.kafka(tmp_path / "kafka") as server:
        yield server


@pytest.fixture
def own_mongo(tmp_path: Path) -> Iterator[Server]:
    """A fresh MongoDB for this test alone, to be stopped, killed and started at will."""
    with engines.mongo(tmp_path / "mongo") as server:
        yield server
