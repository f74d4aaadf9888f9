"""Real engines for tests: embedded ones, or containers when ENGINES=containers; nobody can tell which."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from deploy.local import engines

IN_CONTAINERS = os.environ.get("ENGINES") == "containers"


class Server(Protocol):
    """A Kafka or a MongoDB that can be stopped, killed and started again on the same data and port."""

    @property
    def url(self) -> str:
        """Bootstrap servers, or a MongoDB URL."""

    def start(self) -> None:
        """Starts it and returns when it answers."""

    def stop(self) -> None:
        """Ends it in order."""

    def kill(self) -> None:
        """Ends it at once, as kill -9 does."""


@contextmanager
def kafka(folder: Path) -> Iterator[Server]:
    """A started Kafka, which goes at the end; an embedded one has its data in the folder."""
    if IN_CONTAINERS:
        from tests.support import containers  # noqa: PLC0415 - most runs have no use for it

        with containers.removed(containers.Kafka()) as server:
            yield server
    else:
        with _killed(engines.Kafka(folder)) as engine:
            yield engine


@contextmanager
def mongo(folder: Path) -> Iterator[Server]:
    """A started MongoDB, which goes at the end; an embedded one has its data in the folder."""
    if IN_CONTAINERS:
        from tests.support import containers  # noqa: PLC0415 - as above

        with containers.removed(containers.Mongo()) as server:
            yield server
    else:
        with _killed(engines.Mongo(folder)) as engine:
            yield engine


@contextmanager
def _killed(engine: engines.Engine) -> Iterator[engines.Engine]:
    try:
        engine.start()
        yield engine
    finally:
        engine.kill()  # its data goes with the test: no need to end in order
