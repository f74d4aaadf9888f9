"""From a command to its mail: the whole product, beside a bare chain of the same hops."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiosmtplib import SMTP

from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong
from benchmarks.mailing import FROM, sink, told
from benchmarks.serving import serving
from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import connect
from shared.settings import Settings
from tests.support.crowd import crowd, room_of

COUNT, WARM = 150, 20
TO = "reader@mission.example"
TOPIC = "onevoice.consultations.v1"  # whose records no other arm counts
MAIL = (
    b"To: reader@mission.example\r\nSubject: a notice\r\nX-Correlation-ID: %s\r\n\r\n"
    + b"x" * 70
    + b"\r\n" * 60
)
Say = Callable[[str], Awaitable[None]]


@asynccontextmanager
async def _product(task: Task, port: int) -> AsyncIterator[Say]:
    """All services in one process, and one subscriber."""
    var, listens = Path(task.plan["folder"]) / "var", ports.pick()
    env = {
        "ONEVOICE_VAR": str(var), "ONEVOICE_KAFKA": task.kafka, "ONEVOICE_MONGO": task.mongo,
        "ONEVOICE_DATABASE_PREFIX": task.mark, "ONEVOICE_PORT": str(listens), "ONEVOICE_LOG_LEVEL": "WARNING",
        "ONEVOICE_SMTP": f"smtp://127.0.0.1:{port}",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {LocalIssuer(Settings(var=var)).token(Role.SECRETARIAT)}"}
    async with (
        serving(["-m", "onevoice", "serve"], listens, **env),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{listens}", headers=headers, trust_env=False) as client,
    ):
        server = connect(task.mongo)
        await crowd(await room_of(server, f"{task.mark}_notifications"), [TO])
        server.close()

        async def say(name: str) -> None:
            body = {"title": name, "when": {"date": "2030-03-04"}, "place": None}
            path = f"/consultations/api/briefings/{name}/schedule"
            done = await client.post(path, json=body, headers={"X-Correlation-ID": name})
            if done.status_code != httpx.codes.CREATED:
                raise Wrong(f"{path}: {done.text}")

        yield say


class _Chain:
    """Insert, produce, consume, insert, produce, consume, insert; then send."""

    def __init__(self, task: Task, port: int) -> None:
        self._server = connect(task.mongo)
        self._kept = self._server.database(task.mark)
        self._producer = AIOKafkaProducer(bootstrap_servers=task.kafka, acks="all", enable_idempotence=True)
        self._consumers = [
            AIOKafkaConsumer(
                TOPIC,
                bootstrap_servers=task.kafka,
                group_id=f"{task.mark}-{hop}",
                auto_offset_reset="latest",
                enable_auto_commit=False,
            )
            for hop in (1, 2)
        ]
        self._client = SMTP(hostname="127.0.0.1", port=port)
        self._running: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect everything; consumers stand at the end."""
        for part in (self._producer, *self._consumers):
            await part.start()
        await self._client.connect()
        for hop, one in enumerate(self._consumers, 1):
            await one.seek_to_end()
            for partition in one.assignment():
                await one.position(partition)
            self._running.append(asyncio.create_task(self._consume(hop, one)))

    async def pass_on(self, name: bytes, hop: int = 0) -> None:
        """One step: keep it, and hand it to the next."""
        await self._kept[f"hop{hop}"].insert_one({"_id": name.decode(), "data": b"x" * 400})
        if hop < len(self._consumers):
            await self._producer.send_and_wait(TOPIC, b"x" * 400, key=b"%d %s" % (hop + 1, name))
        else:
            await self._client.sendmail(FROM, [TO], MAIL % name)

    async def _consume(self, hop: int, consumer: Any) -> None:
        async for record in consumer:
            number, _, name = (record.key or b"").partition(b" ")
            if number == b"%d" % hop:
                await self.pass_on(name, hop)
                await consumer.commit()

    async def stop(self) -> None:
        """End everything."""
        for work in self._running:
            work.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for part in (self._producer, *self._consumers):
            await part.stop()
        await self._client.quit()
        self._server.close()


@asynccontextmanager
async def _bare(task: Task, port: int) -> AsyncIterator[Say]:
    chain = _Chain(task, port)
    await chain.start()
    try:
        yield lambda name: chain.pass_on(name.encode())
    finally:
        await chain.stop()


async def _measured(task: Task, chain: Callable[[Task, int], Any]) -> Sample:
    watch = Stopwatch()
    async with sink() as port, chain(task, port) as say:
        await _each(say, port, "warm", WARM)
        watch.start()
        waits = await _each(say, port, f"r{task.round}", COUNT)
        watch.stop()
    server = connect(task.mongo)
    for name in await server.client.list_database_names():
        if name.startswith(task.mark):
            await server.client.drop_database(name)
    server.close()
    found = watch.sample(COUNT)
    cut = statistics.quantiles(waits, n=100)
    return Sample(COUNT, found.seconds, found.cpu, {"p50": cut[49], "p99": cut[98]})


async def _each(say: Say, port: int, name: str, count: int) -> list[float]:
    """One after the other, each when the mail of the one before has come; milliseconds."""
    waits: list[float] = []
    for number in range(count):
        key = f"mail-{name}-{number:04d}"
        began = time.monotonic()
        await say(key)
        deadline = began + 30
        while key not in (times := (await told(port))["times"]):
            if time.monotonic() > deadline:
                raise Wrong(f"{key} never came")
            await asyncio.sleep(0.002)
        waits.append((times[key] - began) * 1000)
    return waits


async def prepare(task: Task) -> Mapping[str, Any]:
    """Topics; both sides warm up by themselves."""
    await asyncio.to_thread(Topics(Cluster(task.kafka), LOCAL).apply)
    return {}


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await _measured(task, _product)


async def limit(task: Task) -> Sample:
    """One round of the bare chain."""
    return await _measured(task, _bare)


ARM = Arm(
    title="From a command to its mail",
    unit="mail",
    text="""\
A briefing is scheduled by `POST`, and the time runs until the mail server has the whole mail of its one subscriber. \
The product is one process with every service and role: command, append, relay, topic, notice policy, append, relay, \
topic, fan-out, delivery, lease, the last look at the subscription, mail. The limit is a bare chain of as many hops: \
insert, produce, consume, insert, produce, consume, insert, `sendmail` over a kept connection; no HTTP, nothing is \
decided, folded, looked up or rendered. The same writes are journaled and acknowledged by all on both sides. One \
command at a time, each when the mail before has come.""",
    measures=(
        Measure("p50", "p50, ms", aim=1.5, smaller=True),
        Measure("p99", "p99, ms", aim=3.0, smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short="""\
The product's two consumers read in batches, which waits up to 20 ms twice where the bare chain takes each record as \
it comes; that is what lets one consumer fold a topic from its beginning. And it makes some twenty trips to the \
store where the chain makes three: the streams' histories, the watermarks, the lease of the fan-out and of the \
delivery, the subscription and the address read again before the mail, its result.""",
)
