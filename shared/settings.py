"""The environment as typed settings: one class for all services, because they take the same."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FilePath, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.kafka.cluster import Cluster
from shared.kafka.topics import CLUSTER, LOCAL, Durability


class Profile(StrEnum):
    """Where it runs; see DESIGN's table. Only ``local`` has an issuer of its own and single copies."""

    LOCAL = "local"
    CONTAINERS = "containers"
    CLUSTER = "cluster"


class RoleOfProcess(StrEnum):
    """What a process does."""

    API = "api"
    RELAY = "relay"
    PROJECT = "project"
    REACT = "react"


ALL_ROLES = frozenset(RoleOfProcess)


class Settings(BaseSettings):
    """``ONEVOICE_<NAME>`` in the environment. A secret may come from a file: ``ONEVOICE_SECRETS``."""

    model_config = SettingsConfigDict(env_prefix="ONEVOICE_", extra="ignore")

    profile: Profile = Profile.LOCAL
    kafka: str = Field("127.0.0.1:9092", description="Kafka's bootstrap servers, comma separated.")
    kafka_tls: bool = False
    kafka_ca: FilePath | None = Field(None, description="A file of certificate authorities for Kafka.")
    kafka_user: str | None = None
    kafka_password: str | None = None
    kafka_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    mongo: str = Field("mongodb://127.0.0.1:27017", description="MongoDB's URL.")
    database_prefix: str = Field("onevoice", description="Each service's database is <prefix>_<service>.")
    port: int = 8080
    host: str = Field("127.0.0.1", description="The address to listen on.")
    roles: Annotated[frozenset[RoleOfProcess], NoDecode] = ALL_ROLES
    issuer: str | None = Field(None, description="The OIDC issuer; its discovery document names the keys.")
    audience: str = "onevoice"
    public_url: str | None = Field(
        None, description="Where people reach this installation: links start with it."
    )
    secrets: Path | None = Field(None, description="A folder with one file <service>.key for each service.")
    var: Path = Field(Path("var"), description="Where the local profile keeps its data.")
    backlog_limit: int = Field(
        10_000, description="Appends waiting for Kafka at which writes are turned away."
    )
    stall_seconds: float = Field(
        90.0, description="How long a group may stand still before /health/live fails."
    )
    log_level: str = "INFO"
    log_json: bool | None = None

    @field_validator("roles", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [role.strip() for role in value.split(",")] if isinstance(value, str) else value

    @property
    def cluster(self) -> Cluster:
        """Kafka, as the clients take it."""
        return Cluster(
            self.kafka,
            self.kafka_tls,
            str(self.kafka_ca) if self.kafka_ca else None,
            self.kafka_user,
            self.kafka_password,
            self.kafka_mechanism,
        )

    @property
    def durability(self) -> Durability:
        """Copies of each topic: the embedded and the composed Kafka have one broker."""
        return CLUSTER if self.profile is Profile.CLUSTER else LOCAL

    @property
    def session_timeout(self) -> float:
        """Seconds after which Kafka takes a silent consumer for dead. Alone on a machine, a crash is soon over."""
        return 6.0 if self.profile is Profile.LOCAL else 20.0

    @property
    def origin(self) -> str:
        """What every link that is sent starts with."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def database(self, service: str) -> str:
        """The name of a service's database."""
        return f"{self.database_prefix}_{service}"
