"""Apache Kafka as a child process: one node, broker and controller, on the machine's Java."""

import base64
import contextlib
import socket
import subprocess
import uuid
from pathlib import Path
from typing import ClassVar

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import machine
from deploy.local.engines import ports
from deploy.local.engines.process import ROOT, Engine, EngineError

JARS = ROOT / ".engines" / "kafka" / "libs"
LOGGING = ROOT / "deploy" / "local" / "kafka" / "log4j2.properties"
JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
"""For a quick start and a small house: 2 s and 300 MB on two cores."""

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "BROKER",
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "3",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "offsets.retention.minutes": "2147483647",  # a group that is away for a month goes on where it was
    "log.retention.ms": "-1",
    "group.initial.rebalance.delay.ms": "0",
    # A killed broker's registration is held against its successor until this has passed (9 s unless told).
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "250",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "4194304",
}
"""What the local and the containerised Kafka share; listeners, voters and folders come on top."""


def answers(url: str) -> bool:
    """Whether a broker at ``host:port`` answers a metadata request; waits 5 s at most."""
    host, _, port = url.rpartition(":")
    with contextlib.suppress(OSError, KafkaException), socket.create_connection((host, int(port)), 1):
        client = AdminClient({"bootstrap.servers": url, "log_level": 0})
        return len(client.list_topics(timeout=5).brokers) > 0
    return False


class Kafka(Engine):
    """A single Kafka node in KRaft mode, on the loopback address; formatted at its first start."""

    name: ClassVar[str] = "Kafka"
    variable: ClassVar[str] = "ONEVOICE_KAFKA"

    @property
    def url(self) -> str:
        """The bootstrap server, ``127.0.0.1:PORT``."""
        return f"{ports.LOOPBACK}:{self.port}"

    def _command(self) -> list[str]:
        if not JARS.is_dir():
            raise EngineError("Kafka is not installed; run `make run` or `make test`, which fetch it")
        settings = self._write_settings()
        if not (self.folder / "data" / "meta.properties").exists():
            self._format(settings)
        return self._java("kafka.Kafka", str(settings))

    def _answers(self) -> bool:
        return answers(self.url)

    def _write_settings(self) -> Path:
        controller = f"{ports.LOOPBACK}:{ports.pick()}"
        own = {
            "listeners": f"BROKER://{self.url},CONTROLLER://{controller}",
            "advertised.listeners": f"BROKER://{self.url}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self.folder / "data"),
        }
        file = self.folder / "server.properties"
        file.write_text("".join(f"{key}={value}\n" for key, value in (SETTINGS | own).items()))
        return file

    def _format(self, settings: Path) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        command = self._java(
            "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", f"--config={settings}"
        )
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if done.returncode:
            raise EngineError(f"Kafka's folder could not be prepared: {(done.stderr + done.stdout).strip()}")

    def _java(self, main: str, *words: str) -> list[str]:
        try:
            java = machine.find_java()
        except machine.Unfit as unfit:
            raise EngineError(str(unfit)) from None
        log = f"-Dlog4j2.configurationFile={LOGGING.as_uri()}"
        return [java, *JVM, log, "-cp", f"{JARS}/*", main, *words]
