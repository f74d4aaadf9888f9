"""aiokafka's connections on the event loop that processes run on."""

import asyncio

import pytest
import uvloop
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from shared.kafka.cluster import Cluster


@pytest.mark.parametrize("turns", range(4))
def test_a_write_to_a_socket_that_has_just_closed_is_a_broken_connection(
    cluster: Cluster, turns: int
) -> None:
    """However many turns of the loop later: a client connects anew; any other error would end what informs it."""
    host, _, port = cluster.servers.partition(":")

    async def write() -> None:
        connection = await create_conn(host, int(port))
        assert (await connection.send(MetadataRequest([]))).brokers
        connection._writer.transport.abort()  # noqa: SLF001  as when the broker's end is gone
        for _ in range(turns):
            await asyncio.sleep(0)
        with pytest.raises(KafkaConnectionError):
            await connection.send(MetadataRequest([]))
        assert not connection.connected()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(write())
