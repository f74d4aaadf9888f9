"""Rebuild: a view filled anew from the topic, beside reading the same records with a bare ``getmany``."""

import itertools
import time
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks import history
from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong
from services.registry.champions.projection import CHAMPIONS
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of
from shared.kafka.topics import LOCAL, Topics, topic_of_service
from shared.mongo import connect
from shared.views import sample
from shared.views.documents import Documents
from shared.views.rebuild import Rebuild

RECORDS, FETCHED = (500, 2_000, 10_000), (1_048_576, 8_388_608)
GENERATION = 2


async def product(task: Task) -> Sample:
    """Fill a generation: read, fold, write, make its indexes, commit where consumers go on."""
    server = connect(task.mongo)
    database, cluster = server.database(task.mark), Cluster(task.kafka)
    rebuild = Rebuild(task.mark, database, cluster, Topics(cluster, LOCAL), CHAMPIONS)
    watch = Stopwatch()
    watch.start()
    records = await rebuild._fill(GENERATION, sample.Sample(CHAMPIONS))  # noqa: SLF001 - the part that is work
    watch.stop()
    found = watch.sample(history.EVENTS)  # before the check, which holds everything
    if records != task.plan["log"]["records"]:
        raise Wrong(f"{records} records were read")
    await history.check(Documents(database, CHAMPIONS, GENERATION), task.plan)
    await history.drop(task)
    server.close()
    return found


async def limit(task: Task) -> Sample:
    """Read the same records and do nothing with them."""
    best = task.plan["best"]
    watch = Stopwatch()
    watch.start()
    records = await _read(task, best["records"], best["fetched"])
    watch.stop()
    if records != task.plan["log"]["records"]:
        raise Wrong(f"{records} records were read")
    return watch.sample(history.EVENTS)


async def _read(task: Task, at_once: int, fetched: int) -> int:
    cluster, topic = Cluster(task.kafka), topic_of_service("registry")
    left = {TopicPartition(*place): end for place, end in (await ends_of(cluster, [topic])).items() if end}
    consumer = AIOKafkaConsumer(
        **cluster.aiokafka(), enable_auto_commit=False, max_partition_fetch_bytes=fetched
    )
    await consumer.start()
    consumer.assign(list(left))
    await consumer.seek_to_beginning(*left)
    records = 0
    while left:
        for place, batch in (await consumer.getmany(timeout_ms=10_000, max_records=at_once)).items():
            records += len(batch)
            if batch[-1].offset + 1 >= left[place]:
                del left[place]
    await consumer.stop()
    return records


async def prepare(task: Task) -> dict[str, Any]:
    """Write the log, and find the settings with which the bare consumer is fastest."""
    plan = await history.prepared(task)
    tried = []
    await _read(task, RECORDS[0], FETCHED[0])
    for records, fetched in itertools.product(RECORDS, FETCHED):
        began = time.perf_counter()
        read = await _read(task, records, fetched)
        tried.append(
            {"records": records, "fetched": fetched, "rate": round(read / (time.perf_counter() - began))}
        )
    return {**plan, "best": max(tried, key=lambda one: one["rate"]), "tried": tried}


ARM = Arm(
    title="Rebuild",
    unit="event",
    text="""\
The same log. The product fills a new generation of the view as `onevoice rebuild` does: it reads every \
partition to the end captured at the start, folds, writes with the compare-and-set, makes the indexes and \
commits where consumers go on. Waiting for readers to change over is left out.

The limit is one `AIOKafkaConsumer` that reads the same records with `getmany` and drops them: no header is \
looked at, no event decoded, nothing folded or written.

A figure counts when every record was read and the documents are the fold of the log.""",
    measures=(
        Measure("rate", "events/s", aim=0.60),
        Measure("cpu", "CPU-µs per event", smaller=True),
        Measure("peak", "peak memory, MB", smaller=True),
    ),
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short="""\
A bare `getmany` cuts a buffer into records. A rebuild reads each record's envelope (11 % of its time, by a \
sampling profile), decodes and validates the event (14 %), checks that its digest chains, evolves the state, and \
encodes and sends documents (16 % in the driver alone), as often as their streams come in ten thousand records; \
what it shares with the bare reader takes 12 %. What could be taken out has been: what everybody sees is made once \
for each write, and writes overlap folding. More would mean folding outside Python, or partitions in several \
processes at once.""",
)
