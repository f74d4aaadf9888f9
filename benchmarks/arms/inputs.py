"""Inputs: one process with the role `api`, beside a bare Starlette route that inserts the same documents."""

import asyncio
import json
from pathlib import Path
from typing import Any

from benchmarks.arms.commands import cpu_of, serving
from benchmarks.calling import CALL, announce
from benchmarks.frame import Arm, Measure, Sample, Task, Wrong
from benchmarks.load import Load, closed, opened
from deploy.local.engines import ports
from shared.kafka.cluster import Cluster
from shared.kafka.topics import LOCAL, Topics
from shared.mongo import connect

IN_FLIGHT, TRIED = 32, (8, 16, 32, 64)
SECONDS, WARM = 4.0, 1.5
WORDS = "Migrants who work in agriculture told us that the season's permits come too late. " * 12
BODY = json.dumps(
    {
        "group": "migrants",
        "language": "en",
        "consent": "unnamed",
        "answers": {"progress": WORDS, "where": ["home"], "how": 3},
    }
).encode()


def _product(task: Task, port: int) -> tuple[list[str], dict[str, str], Load]:
    env = {
        "ONEVOICE_VAR": str(Path(task.plan["folder"]) / "var"), "ONEVOICE_KAFKA": task.kafka,
        "ONEVOICE_MONGO": task.mongo, "ONEVOICE_DATABASE_PREFIX": task.mark, "ONEVOICE_ROLES": "api",
        "ONEVOICE_PORT": str(port), "ONEVOICE_BACKLOG_LIMIT": "100000000", "ONEVOICE_LOG_LEVEL": "WARNING",
        "ONEVOICE_INPUTS_PER_ADDRESS": "100000000/minute",
    }  # fmt: skip
    load = Load(
        port,
        "POST",
        f"/consultations/api/calls/{CALL}/inputs",
        {"Content-Type": "application/json"},
        BODY,
        keyed=True,
    )
    return ["-m", "onevoice", "serve", "consultations"], env, load


def _bare(task: Task, port: int) -> tuple[list[str], dict[str, str], Load]:
    env = {"BENCH_MONGO": task.mongo, "BENCH_DATABASE": f"{task.mark}_consultations", "BENCH_PORT": str(port)}
    load = Load(port, "POST", "/inputs", {"Content-Type": "application/json"}, BODY)
    return ["-m", "benchmarks.bare_route"], env, load


async def _measured(task: Task, side: str, rate: float | None = None, in_flight: int = IN_FLIGHT) -> Sample:
    """As many inputs as it takes, then ``rate`` of them a second (half as many where it is None)."""
    port = ports.pick()
    words, env, load = (_product if side == "product" else _bare)(task, port)
    async with serving(words, port, **env) as pid:
        began = await announce(task, Path(task.plan["folder"]) / "var") if side == "product" else 0
        done = (await closed(load, WARM, in_flight)).done
        before = cpu_of(pid)
        full = await closed(load, SECONDS, in_flight)
        used = cpu_of(pid) - before
        half = await opened(load, rate or full.done / full.seconds / 2, SECONDS)
    if full.failed or half.failed:
        raise Wrong(f"{full.failed + half.failed} inputs were not answered with 201")
    await _check(task, done + full.done + half.done, began)
    return Sample(full.done, full.seconds, used, {"p99": half.p99_ms, "offered": half.done / half.seconds})


async def _check(task: Task, answered: int, began: int) -> None:
    """Every answered input is there, once, in each of its places; then the databases go."""
    server = connect(task.mongo)
    name = f"{task.mark}_consultations"
    places = {"events": name, "vault": name, "keys": f"{name}_keys"}
    kept = {place: await server.database(home)[place].count_documents({}) for place, home in places.items()}
    for home in set(places.values()):
        await server.client.drop_database(home)
    server.close()
    kept["events"] -= began
    if set(kept.values()) != {answered}:
        raise Wrong(f"{answered} inputs were answered and {kept} are kept")


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
    title="Inputs",
    unit="input",
    text="""\
`POST …/calls/{key}/inputs` of about 1 kB by who is not signed in, each with an `Idempotency-Key`, over kept \
connections: the call's stream is read, the deadline judged by a clock that is held against the store's, answers \
checked against the questions, the text encrypted under a key of its own and committed to, appended, and answered \
with a signed receipt. The limit is a Starlette route under the same server that parses the JSON and inserts the \
same three documents (a key, a text, an append) one after the other. No relay runs on either side.

Inputs per second are answered with 32 requests in flight (the limit with as many as suit it best). p99 is taken \
at half of what the product takes, on both sides, from when a request was due. A figure counts when every answer \
was 201 and each of the three documents is there as often as there were answers.""",
    measures=(
        Measure("rate", "inputs/s", aim=0.70),
        Measure("p99", "p99 at half load, ms", smaller=True),
        Measure("cpu", "CPU-µs per input, the server process", smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
)
