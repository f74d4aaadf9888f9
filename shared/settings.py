"""The environment as typed settings: one class for all services, because they take the same."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    FilePath,
    PositiveInt,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from shared.countries import checked
from shared.kafka.cluster import PARTITIONS, Cluster
from shared.kafka.topics import CLUSTER, LOCAL, Durability
from shared.mail import Mail, greeting, mail_server, sender
from shared.oidc.settings import SignInSettings
from shared.values import mistake
from shared.web.edge.hosts import is_loopback, networks
from shared.web.edge.rates import ORDINARY, Rates

_LOCAL_SENDER = "One Voice <no-reply@onevoice.invalid>"


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
    DELIVER = "deliver"


ALL_ROLES = frozenset(RoleOfProcess)


class Settings(SignInSettings):
    """``ONEVOICE_<NAME>`` in the environment. A secret may come from a file: ``ONEVOICE_SECRETS``."""

    profile: Profile = Profile.LOCAL
    kafka: str = Field("127.0.0.1:9092", description="Kafka's bootstrap servers, comma separated.")
    kafka_tls: bool = False
    kafka_ca: FilePath | None = Field(None, description="A file of certificate authorities for Kafka.")
    kafka_user: str | None = None
    kafka_password: str | None = None
    kafka_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    partitions: PositiveInt = Field(PARTITIONS, description="How many each topic has.")
    mongo: str = Field("mongodb://127.0.0.1:27017", description="MongoDB's URL.")
    database_prefix: str = Field("onevoice", description="Each service's database is <prefix>_<service>.")
    smtp: str | None = Field(None, description="The mail server: smtp://, smtp+starttls:// or smtps://.")
    smtp_password: SecretStr | None = None
    smtp_password_file: FilePath | None = Field(
        None, validate_default=True, description="A file that holds the password."
    )
    smtp_ca: FilePath | None = Field(
        None, description="A file of certificate authorities for the mail server."
    )
    smtp_connections: PositiveInt = Field(16, description="Connections to the mail server at once.")
    smtp_per_domain: PositiveInt = Field(4, description="Mails under way at once to one receiving domain.")
    smtp_name: Annotated[str, AfterValidator(greeting)] | None = Field(
        None, description="Our name to the mail server (EHLO), if not this machine's."
    )
    mail_from: str | None = Field(
        None, validate_default=True, description="Who mails come from, as Name <address>."
    )
    mail_list_host: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")] | None = Field(
        None, description="The domain of the List-Id of mails."
    )
    keys: str | None = Field(
        None, description="The MongoDB that keeps the keys of personal data, if not the same one."
    )
    sessions: str | None = Field(None, description="The MongoDB that keeps sessions, if not the same one.")
    port: int = 8080
    metrics_port: int | None = Field(None, description="The port of /metrics; for none it is not served.")
    traces: str | None = Field(
        None,
        pattern="^https?://",
        description="A collector of traces: OTLP over HTTP, as http://…:4318/v1/traces.",
    )
    traces_ratio: float = Field(1.0, ge=0, le=1, description="The share of requests whose trace is kept.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    connections: PositiveInt = Field(1_000, description="HTTP connections at once; more are closed.")
    proxies: Annotated[str, AfterValidator(networks)] = Field(
        "127.0.0.1", description="Networks of the proxies that say for whom they ask (X-Forwarded-For)."
    )
    roles: Annotated[frozenset[RoleOfProcess], NoDecode] = ALL_ROLES
    public_url: str | None = Field(
        None, description="Where people reach this installation: links start with it."
    )
    countries: Annotated[FilePath, AfterValidator(checked)] | None = Field(
        None, description="A file of names of countries that come before ours."
    )
    peers_url: str | None = Field(
        None, description="Where the services reach each other, if not where people do."
    )
    secrets: Path | None = Field(None, description="A folder with one file <service>.key for each service.")
    var: Path = Field(Path("var"), description="Where the local profile keeps its data.")
    backlog_limit: int = Field(
        10_000, description="Appends waiting for Kafka at which writes are turned away."
    )
    inputs_per_address: str = Field(
        ORDINARY[0], description="Inputs and files taken from one address that is not signed in."
    )
    inputs_per_author: str = Field(ORDINARY[1], description="The same from one organisation or person.")
    stall_seconds: float = Field(
        90.0, description="How long a group may stand still before /health/live fails."
    )
    log_level: str = "INFO"
    log_json: bool | None = None

    @field_validator("host")
    @classmethod
    def _of_this_machine(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("profile") is Profile.LOCAL and not is_loopback(value):
            raise mistake(
                "host",
                f"the local profile signs in whoever reaches it, and {value} is reached from elsewhere",
                "127.0.0.1, or the profile containers or cluster, is right",
            )
        return value

    @field_validator("roles", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [role.strip() for role in value.split(",")] if isinstance(value, str) else value

    @field_validator("smtp")
    @classmethod
    def _server(cls, value: str | None) -> str | None:
        if value is not None:
            mail_server(value)
        return value

    @field_validator("smtp_password_file")
    @classmethod
    def _one_password(cls, value: FilePath | None, info: ValidationInfo) -> FilePath | None:
        password, smtp = info.data.get("smtp_password"), info.data.get("smtp")
        if value and password:
            raise mistake("smtp_password_file", "ONEVOICE_SMTP_PASSWORD is given too", "one of them is right")
        if smtp and mail_server(smtp).user and not (value or password):
            right = "the password's file, or ONEVOICE_SMTP_PASSWORD, is right"
            raise mistake("smtp_password_file", "ONEVOICE_SMTP names a user", right)
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp") and info.data.get("profile") is not Profile.LOCAL:
            raise mistake(
                "mail_from",
                "ONEVOICE_SMTP is given and nobody is named whom mails come from",
                "One Voice <no-reply@example.org>, with an address your mail server may send for, is right",
            )
        if value is not None:
            sender(value)
        return value

    @field_validator("inputs_per_address", "inputs_per_author")
    @classmethod
    def _rate(cls, value: str) -> str:
        try:
            Rates(value, value)
        except ValueError:
            raise mistake("rate", f"{value!r:.40} is no rate", "60/10minutes is right") from None
        return value

    @property
    def mail(self) -> Mail | None:
        """How mail is sent; None where no server is named."""
        if self.smtp is None:
            return None
        password = self.smtp_password.get_secret_value() if self.smtp_password else None
        if self.smtp_password_file:
            password = self.smtp_password_file.read_text().rstrip("\r\n")
        server = replace(
            mail_server(self.smtp), password=password, ca_file=str(self.smtp_ca) if self.smtp_ca else None
        )
        who = sender(self.mail_from or _LOCAL_SENDER)
        return Mail(
            server,
            who,
            self.mail_list_host or who.domain,
            self.smtp_connections,
            self.smtp_per_domain,
            self.smtp_name,
        )

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
            self.partitions,
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

    @property
    def inside(self) -> str:
        """Where our own processes reach each other, and the desk the public API."""
        return (self.peers_url or self.origin).rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people reach this installation over TLS."""
        return self.origin.startswith("https://")

    def database(self, service: str) -> str:
        """The name of a service's database."""
        return f"{self.database_prefix}_{service}"

    def key_database(self, service: str) -> str:
        """The name of the database with the keys of a service's vault."""
        return f"{self.database_prefix}_{service}_keys"
