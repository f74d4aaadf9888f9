"""The engines as containers, by testcontainers: apache/kafka and a mongo replica set of one.

The ports are fixed on the host, so that a container that was killed comes back at the same address.
"""

import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from deploy.local.engines import kafka, mongo, ports

START_SECONDS = 120.0


def socket_answers() -> bool:
    """Whether there is a Docker-compatible socket."""
    try:
        return bool(DockerClient().client.ping())
    except Exception:  # noqa: BLE001 - the client raises whatever its transport does
        return False


def host() -> str:
    """Where the containers' ports are; an address rather than a name that may also mean ::1."""
    name = DockerClient().host()
    return ports.LOOPBACK if name == "localhost" else name


class Container(ABC):
    """A server in a container that may be stopped, killed and started again."""

    url: str

    def __init__(self, container: DockerContainer) -> None:
        self._container = container
        self._made = False

    def start(self) -> None:
        """Starts it and returns when it answers; TimeoutError after two minutes."""
        if self._made:
            self._container.get_wrapped_container().start()
        else:
            self._made = True
            self._container.start()
            self._prepare()
        self._await(self._answers)

    def stop(self) -> None:
        """Ends it in order."""
        self._container.get_wrapped_container().stop(timeout=10)

    def kill(self) -> None:
        """Ends it at once."""
        self._container.get_wrapped_container().kill()
        self._container.get_wrapped_container().wait()

    def remove(self) -> None:
        """Removes it with its data."""
        if self._made:
            self._container.stop()

    def _prepare(self) -> None:  # noqa: B027 - most need nothing
        """What the first start needs on top."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it answers in its own protocol."""

    def _await(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if time.monotonic() > deadline:
                out, err = self._container.get_logs()
                raise TimeoutError(
                    f"{self.url} does not answer: {(out + err)[-2000:].decode(errors='replace')}"
                )
            time.sleep(0.1)


class Kafka(Container):
    """Apache Kafka's own image with the settings of the embedded one."""

    def __init__(self) -> None:
        port, controller = ports.pick(), "127.0.0.1:9093"
        self.url = f"{host()}:{port}"
        settings = kafka.SETTINGS | {
            "listeners": f"BROKER://0.0.0.0:{port},CONTROLLER://{controller}",
            "advertised.listeners": f"BROKER://{self.url}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": "/var/lib/kafka/data",
        }
        container = DockerContainer("apache/kafka:4.1.0").with_bind_ports(port, port)
        for key, value in settings.items():
            container.with_env("KAFKA_" + key.upper().replace(".", "_"), value)
        # one of its own: the image gives every cluster the same
        container.with_env("CLUSTER_ID", "k" + secrets.token_urlsafe(16)[1:])
        super().__init__(container)

    def _answers(self) -> bool:
        return kafka.answers(self.url)


class Mongo(Container):
    """MongoDB's own image as a replica set of one, so that majority reads and change streams work."""

    def __init__(self) -> None:
        self._host, self._port = host(), ports.pick()
        self.url = f"mongodb://{self._host}:{self._port}/?directConnection=true"
        super().__init__(
            DockerContainer("mongo:8")
            .with_bind_ports(27017, self._port)
            .with_command("--replSet rs0 --bind_ip_all")
        )

    def _prepare(self) -> None:
        member = "{_id: 0, host: 'localhost:27017'}"
        initiate = ["mongosh", "--quiet", "--eval", f"rs.initiate({{_id: 'rs0', members: [{member}]}}).ok"]
        self._await(lambda: self._answers() or self._container.exec(initiate).exit_code == 0)

    def _answers(self) -> bool:
        return mongo.is_primary(self._host, self._port)


C = TypeVar("C", bound=Container)


@contextmanager
def removed(container: C) -> Iterator[C]:
    """Starts it, and removes it at the end."""
    try:
        container.start()
        yield container
    finally:
        container.remove()
