"""Commands: one process with the role `api`, beside a bare Starlette route that makes the same insert."""

from pathlib import Path

from benchmarks.frame import Arm, Measure, Task, Wrong
from benchmarks.load import Load
from benchmarks.serving import Sides, Start, environment
from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.mongo import connect
from shared.settings import Settings

BODY = b'{"title":"Network briefing to Member States","when":{"date":"2026-03-04","start":"15:00"},"place":"Geneva"}'


def _product(task: Task, port: int) -> Start:
    var = Path(task.plan["folder"]) / "var"
    token = LocalIssuer(Settings(var=var)).token(Role.SECRETARIAT)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    load = Load(port, "POST", "/consultations/api/briefings/{n}/schedule", headers, BODY, keyed=True)
    return ["-m", "onevoice", "serve", "consultations"], environment(task, port), load


def _bare(task: Task, port: int) -> Start:
    env = {"BENCH_MONGO": task.mongo, "BENCH_DATABASE": f"{task.mark}_consultations", "BENCH_PORT": str(port)}
    load = Load(port, "POST", "/briefings/{n}/schedule", {"Content-Type": "application/json"}, BODY)
    return ["-m", "benchmarks.bare_route"], env, load


async def _check(task: Task, answered: int, _began: int) -> None:
    """Every answered command is in the store, once; then the database goes."""
    server = connect(task.mongo)
    name = f"{task.mark}_consultations"
    kept = await server.database(name)["events"].count_documents({})
    await server.client.drop_database(name)
    server.close()
    if kept != answered:
        raise Wrong(f"{answered} commands were answered and {kept} appends are kept")


SIDES = Sides(_product, _bare, _check)


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
    prepare=SIDES.prepared,
    product=SIDES.product,
    limit=SIDES.limit,
    falls_short="""\
The bare route is one insert. The product makes a second trip to the store, for the stream's history, without which \
nothing can be decided and no key recognised; the rest is Python: FastAPI's routing and dependencies, pydantic's \
validation of path, headers and body, the decision, hashing, metrics. What could be taken out has been: threads for \
dependencies, the signature of a token that was just checked, Nagle's algorithm, Python's own event loop. Scale it \
with processes: they share nothing but the store. Half of what it takes is more requests a second than before \
inserts went together (decision 16), and a group that fills while another is on its way waits for it: that is the \
p99.""",
)
