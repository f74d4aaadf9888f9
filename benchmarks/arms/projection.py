"""Projection: Kafka to views through the product's own consumer, beside bare bulk writes of the same documents."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import bson
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ReplaceOne

from benchmarks import history
from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong
from services.registry.champions.projection import CHAMPIONS
from shared import metrics
from shared.contracts.catalogue import CATALOGUE
from shared.kafka.cluster import Cluster
from shared.kafka.consumer import Consumers
from shared.mongo import Database, connect
from shared.views.applier import Applier, folding
from shared.views.arrivals import Arrived
from shared.views.documents import Change, Documents, Unwritten
from shared.views.live import LiveConsumer
from shared.views.parked import Parked

Op = ReplaceOne[dict[str, Any]]
SIZES, WRITERS = (250, 500, 1_000, 2_000), (1, 2)
TRIED = 12_000
_LOOK = 0.002


class _Timed(Applier):
    """The product's applier; the watch starts with the first batch."""

    watch: Stopwatch

    async def take(self, arrivals: Iterable[Arrived]) -> int:
        self.watch.start()
        return await super().take(arrivals)


class _Noting(Documents):
    """Documents that also note what is written, for the limit side to write again."""

    noted: list[dict[str, Any]]

    async def write(self, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        for key, parts in changes.items():
            written = cast("dict[str, Any]", self._swap(key, parts)._doc)  # noqa: SLF001 - what it sends
            self.noted.append({"_id": key, **written})
        return await super().write(changes)


async def _consumed(task: Task, documents: Documents, database: Database) -> Sample:
    """The log through broker, subscriber, applier and store, with a commit after each batch's write."""
    owner = f"registry.{task.mark}"
    applier = _Timed(owner, documents, Parked(database), folding(CHAMPIONS, CATALOGUE.decode))
    applier.watch = Stopwatch()
    consumers = Consumers(Cluster(task.kafka))
    await consumers.start()
    live = LiveConsumer(consumers, [lambda _: applier])
    await live.start()
    applied, repeated = metrics.APPLIED.labels(owner), metrics.REPEATED.labels(owner)
    deadline = time.monotonic() + 300
    while applied._value.get() + repeated._value.get() < task.plan["log"]["records"]:  # noqa: SLF001 - no other way
        if time.monotonic() > deadline:
            raise Wrong("the log was not applied within five minutes")
        await asyncio.sleep(_LOOK)
    applier.watch.stop()
    batches = live.subscription.batches
    await live.stop()
    await consumers.stop()
    if repeated._value.get() != history.REPEATS:  # noqa: SLF001 - as above
        raise Wrong("repeats were not told from events")
    return applier.watch.sample(history.EVENTS, batches=batches)


async def product(task: Task) -> Sample:
    """One round of the product."""
    server = connect(task.mongo)
    database = server.database(task.mark)
    documents = Documents(database, CHAMPIONS, 1)
    found = await _consumed(task, documents, database)
    await history.check(documents, task.plan)
    await history.drop(task)
    server.close()
    return found


def _grouped(documents: Sequence[dict[str, Any]]) -> list[Op]:
    """Ordered so that long runs hold each document once: the first write of each, then the second, and on."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, dict[str, Any]]] = []
    for document in documents:
        ranked.append((seen[document["_id"]], document))
        seen[document["_id"]] += 1
    ranked.sort(key=lambda pair: pair[0])
    return [ReplaceOne({"_id": d["_id"]}, d, upsert=True) for _, d in ranked]


def _chunks(operations: Sequence[Op], size: int) -> Iterator[list[Op]]:
    """At most ``size``, and no document twice, so that they may be written unordered."""
    chunk: list[Op] = []
    held: set[str] = set()
    for operation in operations:
        name = operation._filter["_id"]  # noqa: SLF001 - made above
        if len(chunk) == size or name in held:
            yield chunk
            chunk, held = [], set()
        chunk.append(operation)
        held.add(name)
    yield chunk


async def _write(
    collection: AsyncIOMotorCollection[dict[str, Any]], chunks: Sequence[list[Op]], writers: int
) -> None:
    """Bulk after bulk; with two writers, each has the documents whose turn it is in its own lane."""
    lanes = [chunks] if writers == 1 else [_lane(chunks, n, writers) for n in range(writers)]

    async def run(lane: Sequence[list[Op]]) -> None:
        for chunk in lane:
            if chunk:
                await collection.bulk_write(chunk, ordered=False)

    await asyncio.gather(*(run(lane) for lane in lanes))


def _lane(chunks: Sequence[list[Op]], number: int, of: int) -> list[list[Op]]:
    own = [op for chunk in chunks for op in chunk if int(op._filter["_id"].encode()[-1]) % of == number]  # noqa: SLF001
    return list(_chunks(own, max(map(len, chunks))))


def _noted(task: Task) -> list[dict[str, Any]]:
    return list(bson.decode_file_iter(Path(task.plan["documents"]).open("rb")))


async def limit(task: Task) -> Sample:
    """The same documents, as they were written one after another, in bare bulk writes."""
    server = connect(task.mongo)
    documents = Documents(server.database(task.mark), CHAMPIONS, 1)
    await documents.prepare()
    operations = _grouped(_noted(task))
    best = task.plan["best"]
    chunks = list(_chunks(operations, best["size"]))
    watch = Stopwatch()
    watch.start()
    await _write(documents.collection, chunks, best["writers"])
    watch.stop()
    await history.check(documents, task.plan)
    await history.drop(task)
    server.close()
    return watch.sample(history.EVENTS, batches=len(chunks))


async def prepare(task: Task) -> dict[str, Any]:
    """Write the log, note what the product writes for it, and find the best way of writing that barely."""
    plan = await history.prepared(task)
    noting = Task(task.kafka, task.mongo, 0, {**plan, "mark": "noting"})
    server = connect(task.mongo)
    database = server.database(noting.mark)
    documents = _Noting(database, CHAMPIONS, 1)
    documents.noted = []
    await _consumed(noting, documents, database)
    await history.check(documents, plan)
    await history.drop(noting)
    place = Path(task.plan["folder"]) / "documents.bson"
    place.write_bytes(b"".join(bson.encode(document) for document in documents.noted))
    tried = await _tuned(server.database("tuning"), documents.noted)
    server.close()
    best = max(tried, key=lambda one: one["rate"])
    return {
        **plan,
        "documents": str(place),
        "best": {**best, "documents": len(documents.noted)},
        "tried": tried,
    }


async def _tuned(database: Database, noted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many documents a second each size of bulks and number of writers writes."""
    tried = []
    operations = _grouped(noted)[-TRIED:]
    for number, (size, writers) in enumerate(itertools.product(SIZES, WRITERS)):
        collection = database[f"tried_{number}"]
        chunks = list(_chunks(operations, size))
        began = time.perf_counter()
        await _write(collection, chunks, writers)
        tried.append(
            {"size": size, "writers": writers, "rate": round(len(operations) / (time.perf_counter() - began))}
        )
    await database.client.drop_database(database.name)
    return tried


ARM = Arm(
    title="Projection",
    unit="event",
    text="""\
120,000 events of champion countries on the registry's topic: 6,000 streams of 20 versions, all growing at once in \
random order, each event decided by the domain; 600 records come twice in a row and 600 more come late. The product \
consumes them with its own batch subscriber (500 records at most), reads each envelope, decodes and validates each \
event, folds the public entry of each country, writes with a compare-and-set on the watermark, and commits after \
each batch's write.

The limit writes the documents that the product wrote, all versions of them in the order of each document, in bare \
unordered `bulk_write`s of replacements by `_id`: the same number of write operations, no Kafka, no decoding, no \
folding, no watermark. Events per second are those whose documents these are.

A figure counts when all 6,000 documents stand at version 20 with the digest and the state that the projection \
alone gives, and every repeat was told from an event.""",
    measures=(
        Measure("rate", "events/s", aim=0.75),
        Measure("cpu", "CPU-µs per event", smaller=True),
        Measure("peak", "peak memory, MB", smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short="""\
Reading the envelope, validating the event, checking the digest, evolving the state, showing it and encoding the \
document with its whole history are Python, beside a bare write of what is there already; writes overlap folding, \
but each batch's first fold, last write and commit do not. What could be taken out has been: sentences, the garbage \
collector's walks, the driver's thread waiting for its turn, updates where a whole replacement costs the store less. \
Up to twelve processes share a topic.""",
)
