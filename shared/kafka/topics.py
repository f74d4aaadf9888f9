"""The topics as the code needs them, made by a command and checked at every start.

``apply`` and ``check`` block (they use confluent-kafka's AdminClient): call them in a thread.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from confluent_kafka import KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.admin._listoffsets import OffsetSpec
from confluent_kafka.admin._resource import ResourceType
from confluent_kafka.cimpl import NewPartitions, NewTopic

from shared.kafka.away import KafkaAway
from shared.kafka.cluster import Cluster
from shared.kafka.limits import MAX_MESSAGE_BYTES

SERVICES = ("registry", "consultations", "notifications")
_TIMEOUT = 10.0
_MONTH_MINUTES = 60 * 24 * 30
_NEVER_EXPIRE = 2_147_483_647

T = TypeVar("T")


class MisfitTopic(Exception):
    """A topic, or the cluster, is not what the code needs. The message says what and how to mend it."""


@dataclass(frozen=True)
class Durability:
    """What the profile asks of a topic: copies, and how many must acknowledge."""

    replicas: int
    in_sync: int


LOCAL = Durability(replicas=1, in_sync=1)
CLUSTER = Durability(replicas=3, in_sync=2)


def topic_of_service(service: str) -> str:
    """The one topic that a service writes."""
    return f"onevoice.{service}.v1"


def _config(durability: Durability) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "max.message.bytes": str(MAX_MESSAGE_BYTES),
        "min.insync.replicas": str(durability.in_sync),
        "unclean.leader.election.enable": "false",
    }


class Topics:
    """Administration of one cluster. Every method blocks and raises ``KafkaAway`` when Kafka is."""

    def __init__(self, cluster: Cluster, durability: Durability) -> None:
        self._cluster = cluster
        self._admin = AdminClient(cluster.confluent())
        self._durability = durability

    def apply(self) -> list[str]:
        """Make the missing topics and mend the settings of the others; what was done, in sentences.

        Partitions and replicas of an existing topic are not changed: ``check`` refuses them.
        """
        present, config = self.partitions(), _config(self._durability)
        missing = [
            NewTopic(name, self._cluster.partitions, self._durability.replicas, config=config)
            for name in self.missing()
        ]
        if missing:
            for future in self._admin.create_topics(missing, operation_timeout=_TIMEOUT).values():
                _made(future)
        done = [f"made topic {topic.topic}" for topic in missing]
        for name in present:
            wrong = {k: v for k, v in config.items() if self._settings(name).get(k) != v}
            if wrong:
                self._alter(name, wrong)
                done.append(f"mended {', '.join(wrong)} of topic {name}")
        return done

    def partitions(self) -> dict[str, int]:
        """How many each of our topics has that is there."""
        present = _ask(lambda: self._admin.list_topics(timeout=_TIMEOUT)).topics
        return {
            name: len(present[name].partitions) for name in map(topic_of_service, SERVICES) if name in present
        }

    def grow(self) -> list[str]:
        """Give each topic as many partitions as the cluster is said to have; what was done, in sentences.

        A multiple of what it has: then a stream's later records lie in its partition or in a later one, and whoever
        reads one partition after another meets them in their order. Raises ``MisfitTopic``.
        """
        wanted = self._cluster.partitions
        few = {name: count for name, count in self.partitions().items() if count != wanted}
        for name, count in few.items():
            if wanted % count:
                right = ", ".join(str(count * times) for times in (2, 3, 4))
                raise MisfitTopic(
                    f"topic {name} has {count} partitions: {right} or another multiple is right"
                )
        for future in self._admin.create_partitions([NewPartitions(name, wanted) for name in few]).values():
            _wait(future)
        return [f"topic {name} has {wanted} partitions, and had {count}" for name, count in few.items()]

    def missing(self) -> list[str]:
        """The names of those that are not there: a reader would wait for them."""
        present = self.partitions()
        return [name for name in map(topic_of_service, SERVICES) if name not in present]

    def check(self, services: Iterable[str] = SERVICES) -> dict[str, str]:
        """The cluster's and the topics' ids, after everything was found as the code needs it.

        Raises ``MisfitTopic`` in one sentence otherwise.
        """
        metadata = _ask(lambda: self._admin.list_topics(timeout=_TIMEOUT))
        names = [topic_of_service(service) for service in services]
        for name in names:
            if name not in metadata.topics:
                raise MisfitTopic(f"topic {name} is missing; make it with: onevoice topics apply")
            self._check_shape(name, metadata.topics[name])
            self._check_settings(name)
        self._check_offset_retention()
        described = _ask(
            lambda: self._admin.describe_topics(TopicCollection(names), request_timeout=_TIMEOUT)
        )
        ids = {name: str(_wait(future).topic_id) for name, future in described.items()}
        cluster = _wait(_ask(lambda: self._admin.describe_cluster(request_timeout=_TIMEOUT)))
        return {"cluster": cluster.cluster_id, **ids}

    def _check_shape(self, name: str, found: Any) -> None:
        if (count := len(found.partitions)) != self._cluster.partitions:
            raise MisfitTopic(
                f"topic {name} has {count} partitions and ONEVOICE_PARTITIONS says {self._cluster.partitions}; see "
                "docs/OPERATIONS.md, 'More partitions'"
            )
        copies = min(len(partition.replicas) for partition in found.partitions.values())
        if copies < self._durability.replicas:
            raise MisfitTopic(
                f"topic {name} has {copies} replicas and must have {self._durability.replicas}; "
                "add them with kafka-reassign-partitions"
            )

    def _check_settings(self, name: str) -> None:
        settings = self._settings(name)
        for key, wanted in _config(self._durability).items():
            if settings.get(key) != wanted:
                raise MisfitTopic(
                    f"topic {name} has {key}={settings.get(key)} and must have {wanted}; "
                    "mend it with: onevoice topics apply"
                )

    def _check_offset_retention(self) -> None:
        broker = next(iter(_ask(lambda: self._admin.list_topics(timeout=_TIMEOUT)).brokers))
        resource = ConfigResource(ResourceType.BROKER, str(broker))
        entries = _wait(self._admin.describe_configs([resource], request_timeout=_TIMEOUT)[resource])
        minutes = int(entries["offsets.retention.minutes"].value)
        needed = _NEVER_EXPIRE if self._durability is LOCAL else _MONTH_MINUTES
        if minutes < needed:
            raise MisfitTopic(
                f"the brokers forget a stopped group's offsets after {minutes} minutes; "
                f"set offsets.retention.minutes to {_NEVER_EXPIRE}"
            )

    def _settings(self, name: str) -> dict[str, str]:
        resource = ConfigResource(ResourceType.TOPIC, name)
        entries = _wait(self._admin.describe_configs([resource], request_timeout=_TIMEOUT)[resource])
        return {key: entry.value for key, entry in entries.items()}

    def _alter(self, name: str, wrong: dict[str, str]) -> None:
        entries = [
            ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
            for key, value in wrong.items()
        ]
        resource = ConfigResource(ResourceType.TOPIC, name, incremental_configs=entries)
        for future in self._admin.incremental_alter_configs([resource], request_timeout=_TIMEOUT).values():
            _wait(future)

    def ends(self, topic: str) -> dict[int, int]:
        """The end offset of each partition. May be asked again and again, also across a restart of Kafka."""
        query = {TopicPartition(topic, p): OffsetSpec.latest() for p in range(self._cluster.partitions)}  # type: ignore[no-untyped-call]
        try:
            found = _ask(lambda: self._admin.list_offsets(query, request_timeout=_TIMEOUT))
            return {tp.partition: _wait(future).offset for tp, future in found.items()}
        except (KafkaAway, MisfitTopic) as error:
            # A client goes on asking as of the leader's epoch from before a restart, and is refused for ever.
            self._admin = AdminClient(self._cluster.confluent())
            raise KafkaAway(str(error)) from error

    def groups(self) -> list[str]:
        """Every consumer group of the cluster. Raises ``KafkaAway``."""
        found = _wait(_ask(lambda: self._admin.list_consumer_groups(request_timeout=_TIMEOUT)))
        if found.errors:
            raise KafkaAway(str(found.errors[0]))
        return [str(group.group_id) for group in found.valid]

    def forget_group(self, group: str) -> bool:
        """Delete a group; False while it has members. One that never was is no error."""
        future = self._admin.delete_consumer_groups([group], request_timeout=_TIMEOUT)[group]
        try:
            future.result(timeout=_TIMEOUT * 2)
        except KafkaException as error:
            if error.args[0].name() == "NON_EMPTY_GROUP":
                return False
            if error.args[0].name() != "GROUP_ID_NOT_FOUND":
                raise KafkaAway(str(error)) from error
        return True


def _ask(question: Callable[[], T]) -> T:
    try:
        return question()
    except KafkaException as error:
        raise KafkaAway(str(error)) from error


def _wait(future: Future[Any]) -> Any:
    try:
        return future.result(timeout=_TIMEOUT * 2)
    except TimeoutError as error:
        raise KafkaAway("Kafka did not answer in time") from error
    except KafkaException as error:
        if error.args[0].retriable() or error.args[0].code() in _AWAY:
            raise KafkaAway(str(error)) from error
        raise MisfitTopic(f"Kafka says: {error.args[0].str()}") from error


_AWAY = {-195, -193, -187, -185, -184, -192}  # librdkafka: transport, resolve, all brokers down, timed out


def _made(future: Future[Any]) -> None:
    """Wait for a topic; another process that made it first is welcome."""
    try:
        future.result(timeout=_TIMEOUT * 2)
    except KafkaException as error:
        if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
            raise MisfitTopic(f"Kafka says: {error.args[0].str()}") from error
