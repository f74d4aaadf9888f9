"""aiokafka on uvloop: a write to a socket that has just closed is a broken connection.

uvloop says so by a RuntimeError, where asyncio writes nothing; aiokafka 0.14 expects OSError alone (its issue 1038).
One that comes at the wrong moment ends the task by which a client learns where the brokers are: then the client
waits for ever, with no error and no log, also long after Kafka is back.
"""

from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError

_send: Any = AIOKafkaConnection.send


def _sent(connection: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return _send(connection, request, *args, **kwargs)
    except RuntimeError as error:
        connection.close(reason=CloseReason.CONNECTION_BROKEN)
        broken = f"Connection at {connection.host}:{connection.port} broken: {error}"
        raise KafkaConnectionError(broken) from error


def mend() -> None:
    """Make every connection of this process say that it is broken; doing it again changes nothing."""
    AIOKafkaConnection.send = _sent
