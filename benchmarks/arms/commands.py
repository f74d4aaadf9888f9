"""Commands: one process with the role `api`, beside a bare Starlette route that makes the same insert."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.frame import Arm, Measure, Sample, Task, Wrong
from benchmarks.load import Load, closed, opened
from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import connect
from shared.settings import Settings

IN_FLIGHT, TRIED = 32, (8, 16, 32, 64)
SECONDS, WARM = 4.0, 1.5
BODY = b'{"title":"Network briefing to Member States","when":{"date":"2026-03-04","start":"15:00"},"place":"Geneva"}'
TICKS = os.sysconf("SC_CLK_TCK")


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


def _product(task: Task, port: int) -> tuple[list[str], dict[str, str], Load]:
    var = Path(task.plan["folder"]) / "var"
    token = LocalIssuer(Settings(var=var)).token(Role.SECRETARIAT)
    env = {
        "ONEVOICE_VAR": str(var), "ONEVOICE_KAFKA": task.kafka, "ONEVOICE_MONGO": task.mongo,
        "ONEVOICE_DATABASE_PREFIX": task.mark, "ONEVOICE_ROLES": "api", "ONEVOICE_PORT": str(port),
        "ONEVOICE_BACKLOG_LIMIT": "100000000", "ONEVOICE_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    load = Load(port, "POST", "/consultations/api/briefings/{n}/schedule", headers, BODY, keyed=True)
    return ["-m", "onevoice", "serve", "consultations"], env, load


def _bare(task: Task, port: int) -> tuple[list[str], dict[str, str], Load]:
    env = {"BENCH_MONGO": task.mongo, "BENCH_DATABASE": f"{task.mark}_consultations", "BENCH_PORT": str(port)}
    load = Load(port, "POST", "/briefings/{n}/schedule", {"Content-Type": "application/json"}, BODY)
    return ["-m", "benchmarks.bare_route"], env, load


async def _measured(task: Task, side: str, rate: float | None = None, in_flight: int = IN_FLIGHT) -> Sample:
    """As many commands as it takes, then ``rate`` of them a second (half as many where it is None)."""
    port = ports.pick()
    words, env, load = (_product if side == "product" else _bare)(task, port)
    async with serving(words, port, **env) as pid:
        done = (await closed(load, WARM, in_flight)).done
        before = cpu_of(pid)
        full = await closed(load, SECONDS, in_flight)
        used = cpu_of(pid) - before
        await _relayed(task)
        half = await opened(load, rate or full.done / full.seconds / 2, SECONDS)
    if full.failed or half.failed:
        raise Wrong(f"{full.failed + half.failed} commands were not answered with 201")
    await _check(task, done + full.done + half.done)
    return Sample(full.done, full.seconds, used, {"p99": half.p99_ms, "offered": half.done / half.seconds})


async def _relayed(task: Task) -> None:
    """What a relay would have done by now: the gate counts what waits once a second."""
    server = connect(task.mongo)
    events = server.database(f"{task.mark}_consultations")["events"]
    await events.update_many({"published": False}, {"$set": {"published": True}})
    server.close()


async def _check(task: Task, answered: int) -> None:
    """Every answered command is in the store, once; then the database goes."""
    server = connect(task.mongo)
    name = f"{task.mark}_consultations"
    kept = await server.database(name)["events"].count_documents({})
    await server.client.drop_database(name)
    server.close()
    if kept != answered:
        raise Wrong(f"{answered} commands were answered and {kept} appends are kept")


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await _measured(task, "product", task.plan["half"])


async def limit(task: Task) -> Sample:
    """One round of the bare route, at half the product's load for its p99 too."""
    return await _measured(task, "limit", task.plan["half"], task.plan["in_flight"])


async def prepare(task: Task) -> dict[str, Any]:
    """Find how many requests in flight the bare route answers most of, and half of the product's load."""
    await asyncio.to_thread(Topics(Cluster(task.kafka), LOCAL).apply)
    tried = {}
    for in_flight in TRIED:
        found = await _measured(task, "limit", 50.0, in_flight)
        tried[in_flight] = round(found.value("rate"))
    warm = await _measured(task, "product", 50.0)
    best = max(tried, key=lambda number: tried[number])
    half = warm.value("rate") / 2
    return {"in_flight": best, "best": {"in_flight": best}, "tried": tried, "half": half}


ARM = Arm(
    title="Commands",
    unit="command",
    text="""\
`POST …/briefings/{key}/schedule`, each to a new stream, over kept connections. The product is a process with the \
role `api`: bearer token, validation of path, headers and body, the stream's load, decide, append, an \
`Idempotency-Key` on each command. The limit is a Starlette route under the same server (uvicorn) that parses the \
JSON and inserts a document of the same size and indexes: no token, no validation, no load, no key. No relay runs \
on either side.

Commands per second are answered with 32 requests in flight (the limit with as many as suit it best). p99 is taken \
at half of what the product takes, on both sides, from when a request was due. The load comes from a process on the \
same machine.

A figure counts when every answer was 201 and the store holds exactly as many appends as there were answers.""",
    measures=(
        Measure("rate", "commands/s", aim=0.80),
        Measure("p99", "p99 at half load, ms", aim=2.0, smaller=True),
        Measure("cpu", "CPU-µs per command, the server process", smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short="""\
The bare route is one insert. The product makes a second trip to the store, for the stream's history, without which \
nothing can be decided and no key recognised; the rest is Python: FastAPI's routing and dependencies, pydantic's \
validation of path, headers and body, the decision, hashing, metrics. What could be taken out has been: threads for \
dependencies, the signature of a token that was just checked, Nagle's algorithm, Python's own event loop. Scale it \
with processes: they share nothing but the store.""",
)
