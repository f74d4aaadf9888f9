"""aiokafka's consumer, which waits: for records, and for a broker where none is known yet.

FastStream sleeps after each empty batch. aiokafka itself wakes when records come, so the wait belongs inside.
"""

from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import NodeNotReadyError

_WAIT_MS = 60_000
_NEVER = 3_600.0


class PatientConsumer(AIOKafkaConsumer):  # type: ignore[misc]  # aiokafka has no types
    """Never hands over an empty batch, and does not end where a cluster that just started names no broker."""

    def __init__(self, *topics: str, **settings: Any) -> None:
        super().__init__(*topics, **settings)
        lookup = self._client.coordinator_lookup

        async def patiently(kind: Any, key: Any) -> Any:
            try:
                return await lookup(kind, key)
            except (
                AssertionError
            ) as error:  # what aiokafka says then; of what may be tried again it tries again
                raise NodeNotReadyError("no broker is known") from error

        self._client.coordinator_lookup = patiently

    async def start(self) -> None:
        """Start. Raises a ``KafkaError`` when Kafka is away."""
        await super().start()
        # A fetch leaves out the partitions of which something is still in hand. With its long wait at the broker it
        # must not go out before that is taken, or what comes for these partitions meanwhile waits until it ends.
        self._fetcher._prefetch_backoff = _NEVER  # noqa: SLF001 - aiokafka has no setting for it

    async def getmany(
        self,
        *partitions: Any,
        timeout_ms: int = 0,  # noqa: ARG002 - not what FastStream would wait for
        max_records: int | None = None,
    ) -> dict[Any, list[Any]]:
        """At least one record, as soon as there is any."""
        found: dict[Any, list[Any]] = {}
        while not found:
            found = await super().getmany(*partitions, timeout_ms=_WAIT_MS, max_records=max_records)
        return found
