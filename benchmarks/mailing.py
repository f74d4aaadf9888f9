"""What the arms that send mails share: the sink's process, and bare mails over kept connections."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiosmtplib import SMTP

from deploy.local.engines import ports
from services.notifications.deliveries.chunks import BULK, Chunks
from services.notifications.deliveries.fanning_out.fanout import Walker
from services.notifications.deliveries.sending.preparing import Preparing, Ready
from shared.mongo import StoreClock
from shared.runtime.service import Room
from tests.support.crowd import issue, notice

FROM = "no-reply@onevoice.example"


@asynccontextmanager
async def sink() -> AsyncIterator[int]:
    """The sink, once it listens; its port."""
    port = ports.pick()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.sink", str(port))
    try:
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield port
    finally:
        process.kill()
        await process.wait()


async def told(port: int) -> dict[str, Any]:
    """What the sink took since it was last asked."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
    await reader.readline()
    writer.write(b"XTOLD\r\n")
    line = await reader.readline()
    writer.close()
    found: dict[str, Any] = json.loads(line[4:])
    return found


async def send_all(port: int, mails: Sequence[tuple[str, bytes]], connections: int) -> None:
    """Each prebuilt mail by aiosmtplib's own calls, over so many kept connections."""
    waiting: Iterator[tuple[str, bytes]] = iter(mails)

    async def one() -> None:
        client = SMTP(hostname="127.0.0.1", port=port)
        await client.connect()
        for to, data in waiting:
            await client.sendmail(FROM, [to], data)
        await client.quit()

    await asyncio.gather(*(one() for _ in range(connections)))


async def prebuilt(room: Room, count: int) -> list[tuple[str, bytes]]:
    """The first mails of a notice as the product makes them; nothing is sent."""
    assert room.mail  # noqa: S101 - the caller's room has one
    clock = StoreClock(room.database)
    lease = timedelta(minutes=5)
    await issue(room, notice())
    await Walker(room, clock, "bench", lease).step()
    desk, chunks, made = Preparing(room, room.mail), Chunks(room.database), list[tuple[str, bytes]]()
    moment = await clock.now()
    while len(made) < count and (chunk := await chunks.lease(BULK, moment, moment + lease)):
        ready = await desk.ready(chunk, range(len(chunk.to)))
        made += [(one.to, one.data) for one in ready.values() if isinstance(one, Ready)]
    return made[:count]
