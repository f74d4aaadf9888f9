"""Inputs: one process with the role `api`, beside a bare Starlette route that inserts the same documents."""

import json
from pathlib import Path

from benchmarks.calling import CALL, announce
from benchmarks.frame import Arm, Measure, Task, Wrong
from benchmarks.load import Load
from benchmarks.serving import Sides, Start, environment
from shared.mongo import connect

WORDS = "Migrants who work in agriculture told us that the season's permits come too late. " * 12
BODY = json.dumps(
    {
        "group": "migrants",
        "language": "en",
        "consent": "unnamed",
        "answers": {"progress": WORDS, "where": ["home"], "how": 3},
    }
).encode()


def _product(task: Task, port: int) -> Start:
    env = environment(task, port) | {"ONEVOICE_INPUTS_PER_ADDRESS": "100000000/minute"}
    load = Load(
        port,
        "POST",
        f"/consultations/api/calls/{CALL}/inputs",
        {"Content-Type": "application/json"},
        BODY,
        keyed=True,
    )
    return ["-m", "onevoice", "serve", "consultations"], env, load


def _bare(task: Task, port: int) -> Start:
    env = {"BENCH_MONGO": task.mongo, "BENCH_DATABASE": f"{task.mark}_consultations", "BENCH_PORT": str(port)}
    load = Load(port, "POST", "/inputs", {"Content-Type": "application/json"}, BODY)
    return ["-m", "benchmarks.bare_route"], env, load


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


async def _announce(task: Task) -> int:
    return await announce(task, Path(task.plan["folder"]) / "var")


SIDES = Sides(_product, _bare, _check, _announce)


ARM = Arm(
    title="Inputs",
    unit="input",
    text="""\
`POST …/calls/{key}/inputs` of about 1 kB by who is not signed in, each with an `Idempotency-Key`, over kept \
connections: the call's stream is read, the deadline judged by a clock that is held against the store's, answers \
checked against the questions, the text encrypted under a key of its own and committed to, appended, and answered \
with a signed receipt. Inserts that come at the same time go to the store together. The limit is a Starlette route \
under the same server that parses the JSON and inserts the same three documents (a key, a text, an append) one \
after the other, each by itself. No relay runs on either side.

Inputs per second are answered with 32 requests in flight (the limit with as many as suit it best). p99 is taken \
at half of what the product takes, on both sides, from when a request was due. A figure counts when every answer \
was 201 and each of the three documents is there as often as there were answers.""",
    measures=(
        Measure("rate", "inputs/s", aim=0.70),
        Measure("p99", "p99 at half load, ms", smaller=True),
        Measure("cpu", "CPU-µs per input, the server process", smaller=True),
    ),
    prepare=SIDES.prepared,
    product=SIDES.product,
    limit=SIDES.limit,
)
