"""Two servers beside each other, the product and a bare route, under the same load."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.frame import Sample, SideName, Task, Wrong
from benchmarks.load import Load, closed, opened
from deploy.local.engines import ports
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import connect

IN_FLIGHT, TRIED = 32, (8, 16, 32, 64)
SECONDS, WARM = 4.0, 1.5
TICKS = os.sysconf("SC_CLK_TCK")
Start = tuple[list[str], dict[str, str], Load]
"""What a server is started with, its environment, and the load that it is put under."""


def cpu_of(pid: int) -> float:
    """Seconds that another process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@asynccontextmanager
async def serving(words: list[str], port: int, **more: str) -> AsyncIterator[int]:
    """A server process, once it answers; its pid."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("ONEVOICE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        env={**given, **more},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not await Load(port, "GET", "/health/ready", {}).answers():
            if process.returncode is not None or time.monotonic() > deadline:
                raise Wrong(f"{words[-1]} does not come up")
            await asyncio.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def nothing(_task: Task) -> int:
    """Nothing has to be there before the load."""
    return 0


def environment(task: Task, port: int) -> dict[str, str]:
    """Of a product's process with the role ``api`` alone."""
    return {
        "ONEVOICE_VAR": str(Path(task.plan["folder"]) / "var"), "ONEVOICE_KAFKA": task.kafka,
        "ONEVOICE_MONGO": task.mongo, "ONEVOICE_DATABASE_PREFIX": task.mark, "ONEVOICE_ROLES": "api",
        "ONEVOICE_PORT": str(port), "ONEVOICE_BACKLOG_LIMIT": "100000000", "ONEVOICE_LOG_LEVEL": "WARNING",
    }  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """How each side is started, and what has to be there before and after.

    ``begin`` prepares the product's data and answers how many appends that took; ``check`` is told how many
    requests were answered and that number, and raises ``Wrong`` where the store does not hold as many.
    """

    ours: Callable[[Task, int], Start]
    bare: Callable[[Task, int], Start]
    check: Callable[[Task, int, int], Awaitable[None]]
    begin: Callable[[Task], Awaitable[int]] = nothing

    async def product(self, task: Task) -> Sample:
        """One round of the product."""
        return await self.measured(task, "product", task.plan["half"])

    async def limit(self, task: Task) -> Sample:
        """One round of the bare route, at half the product's load for its p99 too."""
        return await self.measured(task, "limit", task.plan["half"], task.plan["in_flight"])

    async def measured(
        self, task: Task, side: SideName, rate: float | None = None, in_flight: int = IN_FLIGHT
    ) -> Sample:
        """As many requests as it takes, then ``rate`` of them a second (half as many where it is None)."""
        port = ports.pick()
        words, env, load = (self.ours if side == "product" else self.bare)(task, port)
        async with serving(words, port, **env) as pid:
            began = await self.begin(task) if side == "product" else 0
            done = (await closed(load, WARM, in_flight)).done
            before = cpu_of(pid)
            full = await closed(load, SECONDS, in_flight)
            used = cpu_of(pid) - before
            await _relayed(task)
            half = await opened(load, rate or full.done / full.seconds / 2, SECONDS)
        if full.failed or half.failed:
            raise Wrong(f"{full.failed + half.failed} requests were not answered with 201")
        await self.check(task, done + full.done + half.done, began)
        told = {"p99": half.p99_ms, "offered": half.done / half.seconds}
        return Sample(full.done, full.seconds, used, told)

    async def prepared(self, task: Task) -> dict[str, Any]:
        """Find how many requests in flight the bare route answers most of, and half of the product's load."""
        await asyncio.to_thread(Topics(Cluster(task.kafka), LOCAL).apply)
        tried = {}
        for in_flight in TRIED:
            found = await self.measured(task, "limit", 50.0, in_flight)
            tried[in_flight] = round(found.value("rate"))
        warm = await self.measured(task, "product", 50.0)
        best = max(tried, key=lambda number: tried[number])
        half = warm.value("rate") / 2
        return {"in_flight": best, "best": {"in_flight": best}, "tried": tried, "half": half}


async def _relayed(task: Task) -> None:
    """What a relay would have done by now: the gate counts what waits once a second."""
    server = connect(task.mongo)
    events = server.database(f"{task.mark}_consultations")["events"]
    await events.update_many({"published": False}, {"$set": {"published": True}})
    server.close()
