"""Where Kafka is and how to be let in, in the words of both client libraries."""

import ssl
from dataclasses import dataclass
from typing import Any

from shared.kafka import sockets

sockets.mend()  # every client is made of a cluster

PARTITIONS = 12
"""Of each topic, unless they were grown."""


@dataclass(frozen=True)
class Cluster:
    """A Kafka cluster: bootstrap servers, TLS and SASL (SCRAM or PLAIN) where ``user`` is given.

    ``partitions``: how many each of our topics has.
    """

    servers: str
    tls: bool = False
    ca_file: str | None = None
    user: str | None = None
    password: str | None = None
    mechanism: str = "SCRAM-SHA-512"
    partitions: int = PARTITIONS

    @property
    def _protocol(self) -> str:
        return ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT")

    def aiokafka(self) -> dict[str, Any]:
        """Arguments for aiokafka's clients."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.servers.split(","),
            "security_protocol": self._protocol,
        }
        if self.tls:
            options["ssl_context"] = ssl.create_default_context(cafile=self.ca_file)
        if self.user:
            options |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return options

    def confluent(self) -> dict[str, Any]:
        """Settings for confluent-kafka's clients."""
        settings: dict[str, Any] = {
            "bootstrap.servers": self.servers,
            "security.protocol": self._protocol,
            "socket.timeout.ms": 5_000,
            "log_level": 0,
        }
        if self.ca_file:
            settings["ssl.ca.location"] = self.ca_file
        if self.user:
            settings |= {
                "sasl.mechanism": self.mechanism,
                "sasl.username": self.user,
                "sasl.password": self.password,
            }
        return settings
