"""Export of 25,000 inputs as JSON lines, beside a bare walk over the same documents."""

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.calling import CALL
from benchmarks.filling import fill
from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong, peak_mb
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.publishing.export import json_lines
from services.consultations.inputs.publishing.library import Library
from shared.eventstore.handle import Handler
from shared.eventstore.memory import MemoryEventStore
from shared.mongo import chunked, connect
from shared.runtime.service import Room
from shared.vault import Vault
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door

PAGE = 500
TEXT = """\
`GET …/inputs.jsonl?call=<key>` of {count:,} published inputs of about 0.7 kB, without the HTTP around it: the view \
is walked, each text is read from the vault in pages of 500 and decrypted, and the lines are hashed. The limit walks \
the same documents with the driver, fetches the encrypted texts with the same pages and writes each document as \
JSON: nothing is validated or decrypted. Memory is the peak of the process above what it held before.

A figure counts when the last line says how many there were and that is all of them."""


async def prepared(task: Task, count: int) -> Mapping[str, Any]:
    """Write the inputs once, for every round."""
    server, name = connect(task.mongo), f"export_{count}"
    await fill(server.database(name), server.database(f"{name}_keys"), count)
    server.close()
    return {"filled": name}


async def exported(task: Task, count: int) -> Sample:
    """One round of the product."""
    server = connect(task.mongo)
    database, keys = (server.database(f"{task.plan['filled']}{end}") for end in ("", "_keys"))
    commands = Commands("none", Handler(MemoryEventStore(), b""), Door())
    library = Library(Room(commands, database, Vault(database, keys, b""), Links(b""), "http://test"))
    async for _ in library.every({"call": CALL, "order": {"$lt": "0"}}):  # connected, and nothing found
        raise Wrong("no input is so old")
    idle, last, watch = peak_mb(), b"", Stopwatch()
    watch.start()
    async for piece in json_lines(library.every({"call": CALL})):
        last = piece
    watch.stop()
    end = json.loads(last.splitlines()[-1])
    server.close()
    if (end["end"], end["count"]) != (True, count):
        raise Wrong(f"{count} inputs are there and the file says {end}")
    return _grown(watch.sample(count), idle)


async def bare(task: Task, count: int) -> Sample:
    """One round of the bare walk."""
    server = connect(task.mongo)
    database = server.database(task.plan["filled"])
    view, vault = database[f"{INPUTS.name}_g1"], database["vault"]
    await view.find_one({})
    idle, found, size, watch = peak_mb(), 0, 0, Stopwatch()
    watch.start()
    held: list[Any] = []
    async for one in view.find({"part.state.call": CALL, "part.state.published": True}).batch_size(1_000):
        held.append(one)
        if len(held) == PAGE:
            found, size = found + len(held), size + await _written(vault, held)
            held = []
    found, size = found + len(held), size + await _written(vault, held)
    watch.stop()
    server.close()
    if found != count or not size:
        raise Wrong(f"{count} inputs are there and {found} were found")
    return _grown(watch.sample(count), idle)


def _grown(found: Sample, idle: float) -> Sample:
    grown = max(found.values["peak"] - idle, 0.1)
    return Sample(found.units, found.seconds, found.cpu, {"grown": grown})


async def _written(vault: Any, held: list[Any]) -> int:
    size = 0
    for some in chunked(held):
        places = [f"{one['part']['state']['id']}/content" for one in some]
        texts = {one["person"]: one["data"] async for one in vault.find({"_id": {"$in": places}})}
        for one in some:
            state = one["part"]["state"]
            size += len(json.dumps(state["input"]["received"])) + len(texts[state["id"]])
    return size


MEASURES = (
    Measure("rate", "inputs/s"),
    Measure("grown", "memory while exporting, MB above idle", smaller=True),
    Measure("cpu", "CPU-µs per input", smaller=True),
)


def export_of(count: int) -> Arm:
    """The arm that exports so many."""

    async def prepare(task: Task) -> Mapping[str, Any]:
        return await prepared(task, count)

    async def product(task: Task) -> Sample:
        return await exported(task, count)

    async def limit(task: Task) -> Sample:
        return await bare(task, count)

    return Arm(
        title=f"Export of {count:,}",
        unit="input",
        text=TEXT.format(count=count),
        measures=MEASURES,
        prepare=prepare,
        product=product,
        limit=limit,
    )


ARM = export_of(25_000)
