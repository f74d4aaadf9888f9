"""At rest: what the local run costs when nothing happens, beside the engines with as many bare consumers."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer

from benchmarks.frame import Arm, Measure, Sample, Task, Wrong
from deploy.local.engines import Kafka, Mongo, ports
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, SERVICES, Topics, topic_of_service

SETTLES, RESTS = 15, 60
CONSUMERS = 6
_READY = "serving at"


def _used(pid: int) -> float:
    """Seconds of CPU that a process has used so far, user and system (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _rested(consumers: int, **pids: int) -> Sample:
    """What each of these processes uses in a minute, in per cent of a core."""
    await asyncio.sleep(SETTLES)
    before, began = {name: _used(pid) for name, pid in pids.items()}, time.monotonic()
    await asyncio.sleep(RESTS)
    seconds = time.monotonic() - began
    shares = {name: 100 * (_used(pid) - before[name]) / seconds for name, pid in pids.items()}
    return Sample(RESTS, seconds, 0.0, {"consumers": consumers, **shares})


async def product(_task: Task) -> Sample:
    """``onevoice run`` with engines of its own, once it has loaded its example."""
    with tempfile.TemporaryDirectory(prefix="onevoice-idle-") as folder:
        var = Path(folder)
        words = {"ONEVOICE_VAR": folder, "ONEVOICE_PORT": str(ports.pick())}
        given = {name: value for name, value in os.environ.items() if not name.startswith("ONEVOICE_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "onevoice", "run", env={**given, **words},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stderr  # noqa: S101 - asked for above
            async for line in process.stderr:
                if _READY in line.decode():
                    break
            else:
                raise Wrong("the local run has ended")
            kafka, mongo = (int((var / name / "pid").read_text().split()[0]) for name in ("kafka", "mongo"))
            port = (var / "kafka" / "port").read_text().strip()
            groups = await asyncio.to_thread(Topics(Cluster(f"127.0.0.1:{port}"), LOCAL).groups)
            return await _rested(len(groups), product=process.pid, mongo=mongo, kafka=kafka)
        finally:
            process.send_signal(signal.SIGINT)
            await process.communicate()


@asynccontextmanager
async def _consumer(cluster: Cluster, group: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        *map(topic_of_service, SERVICES),
        **cluster.aiokafka(),
        group_id=group,
        enable_auto_commit=False,
        fetch_max_wait_ms=2_000,
    )
    await consumer.start()
    reading = asyncio.create_task(consumer.getmany(timeout_ms=600_000))
    try:
        yield consumer
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await consumer.stop()


async def limit(_task: Task) -> Sample:
    """Both engines, and bare consumers that wait for records on all three topics; nobody asks MongoDB anything."""
    with tempfile.TemporaryDirectory(prefix="onevoice-idle-") as folder:
        kafka, mongo = Kafka(Path(folder) / "kafka"), Mongo(Path(folder) / "mongo")
        try:
            kafka.start()
            mongo.start()
            assert kafka.pid and mongo.pid  # noqa: S101, PT018 - they were started
            cluster = Cluster(kafka.url)
            Topics(cluster, LOCAL).apply()
            async with AsyncExitStack() as stack:
                for number in range(CONSUMERS):
                    await stack.enter_async_context(_consumer(cluster, f"bare-{number}"))
                return await _rested(CONSUMERS, product=os.getpid(), mongo=mongo.pid, kafka=kafka.pid)
        finally:
            kafka.kill()
            mongo.kill()


async def prepare(_task: Task) -> dict[str, Any]:
    """Nothing: each side brings its own engines."""
    return {}


ARM = Arm(
    title="At rest",
    unit="second",
    text="""\
`onevoice run` with its own engines, as anybody starts it: all services and roles in one process. When its example \
is loaded and its effects are seen, it rests for a quarter of a minute; then the CPU that each process uses in a \
minute is read from the system, in per cent of one core. The aims are 5 % for the product, 5 % for its MongoDB, \
4 % for Kafka, and eight consumers at most; before its services' views shared a consumer these were 17 to 27 %, \
25 to 43 %, 9 to 16 %, and 31.

The limit are the same engines, and one process with as many bare `AIOKafkaConsumer`s on the same topics, which wait \
in `getmany`. Nobody asks its MongoDB anything.""",
    measures=(
        Measure("product", "the product, % of a core", smaller=True),
        Measure("mongo", "its MongoDB, % of a core", smaller=True),
        Measure("kafka", "its Kafka, % of a core", smaller=True),
        Measure("consumers", "consumers", aim=8 / CONSUMERS, smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
)
