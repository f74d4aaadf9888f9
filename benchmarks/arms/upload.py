"""An upload of 10,000 rows, worked through by one worker, beside bare inserts of the same documents."""

import asyncio
import hashlib
import os
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.calling import CALL, announce
from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong
from services.consultations.uploads import results
from services.consultations.uploads.taking import UPLOAD, Sent, Uploads
from services.consultations.uploads.worker import UploadWorker
from shared.auth import Caller, Role
from shared.eventstore.handle import Handler
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database, Server, connect
from shared.runtime.secrets import read_secret, read_signer
from shared.runtime.service import Room
from shared.settings import Settings
from shared.vault import Vault
from shared.web.edge.arrival import Arrival
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door

COUNT, AT_ONCE, EVENT = 10_000, 20, 760
WORDS = "Migrants who work in agriculture told us that the season's permits come too late. " * 8


def _table() -> bytes:
    head = "group,language,consent,answer progress,answer where,answer how\n"
    return (head + f'migrants,en,unnamed,"{WORDS}",home,3\n' * COUNT).encode()


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 65_536):
        yield data[start : start + 65_536]


def _databases(server: Server, task: Task) -> tuple[Database, Database]:
    name = f"{task.mark}_consultations"
    return server.database(name), server.database(f"{name}_keys")


async def _room(server: Server, task: Task, var: Path) -> Room:
    database, keys = _databases(server, task)
    settings = Settings(var=var)
    secret, door = read_secret(settings, "consultations"), Door()
    door.prepared = True
    vault = Vault(database, keys, secret)
    store = MongoEventStore(database)
    for prepared in (vault.prepare(), store.prepare(), results.prepare(database)):
        await prepared
    commands = Commands("consultations", Handler(store, secret), door)
    signer = read_signer(settings, "consultations")
    return Room(commands, database, vault, Links(secret), "http://test", signer=signer)


async def product(task: Task) -> Sample:
    """One round of the product: from the file in the vault to the last row's result."""
    server, var = connect(task.mongo), Path(task.plan["folder"]) / "var"
    room, watch = await _room(server, task, var), Stopwatch()
    await announce(task, var)
    us = Caller("officer", Role.SECRETARIAT, "UNNM")
    file = Sent(us, "k", "csv", _pieces(_table()))
    taken = await Uploads(room).take(CALL, file, Arrival.this_moment())
    _, state = await room.commands.read(UPLOAD, taken.stream)
    assert state.received  # noqa: S101 - it was taken
    watch.start()
    await UploadWorker(room).work(taken.stream.removeprefix("upload-"), state.received)
    watch.stop()
    _, state = await room.commands.read(UPLOAD, taken.stream)
    await _gone(server, task)
    if (state.accepted, state.refused) != (COUNT, 0):
        raise Wrong(f"of {COUNT} rows {state.accepted} became inputs")
    return watch.sample(COUNT)


async def limit(task: Task) -> Sample:
    """One round of bare inserts: a key, a text and an append for each row, so many at once."""
    server, watch = connect(task.mongo), Stopwatch()
    database, keys = _databases(server, task)
    await MongoEventStore(database).prepare()
    await Vault(database, keys, b"").prepare()
    rows = iter(range(COUNT))
    watch.start()
    await asyncio.gather(*(_inserting(database, keys, rows) for _ in range(AT_ONCE)))
    watch.stop()
    kept = await database["events"].count_documents({})
    await _gone(server, task)
    if kept != COUNT:
        raise Wrong(f"of {COUNT} rows {kept} are kept")
    return watch.sample(COUNT)


async def _inserting(database: Database, keys: Database, rows: Any) -> None:
    for _ in rows:
        id_, at = uuid.uuid4().hex, datetime.now(UTC)
        await keys["keys"].insert_one({"_id": id_, "key": os.urandom(32), "at": at})
        text = {"_id": f"{id_}/content", "person": id_, "field": "content", "data": WORDS.encode()}
        await database["vault"].insert_one(text)
        event = {"id": id_, "type": "x", "version": 1, "data": b"x" * EVENT, "digest": os.urandom(32)}
        stream = f"input-{id_}"
        await database["events"].insert_one(
            {"_id": f"{stream}:1", "stream": stream, "seq": 1, "first": 1, "last": 1, "events": [event],
             "command_id": hashlib.sha256(id_.encode()).hexdigest(), "fingerprint": None, "actor": "x", "at": at,
             "published": False, "context": {"correlation_id": id_}}
        )  # fmt: skip


async def _gone(server: Server, task: Task) -> None:
    for database in _databases(server, task):
        await server.client.drop_database(database.name)
    server.close()


async def prepare(_task: Task) -> Mapping[str, Any]:
    """Nothing is to be tuned."""
    return {}


ARM = Arm(
    title="Upload of 10,000 rows",
    unit="row",
    text="""\
A table of 10,000 inputs of about 0.7 kB that lies in the vault, worked through by one worker: decrypted, parsed, \
each row checked, encrypted under a key of its own, appended and given its result, 20 at once. The limit inserts the \
same three documents for each row (a key, a text, an append), 20 at once. A figure counts when every row became an \
input.""",
    measures=(Measure("rate", "rows/s"), Measure("cpu", "CPU-µs per row", smaller=True)),
    prepare=prepare,
    product=product,
    limit=limit,
)
