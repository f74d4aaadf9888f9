"""The log that the projection and rebuild arms read: champion countries' streams on the registry's topic.

6,000 streams of 20 versions, all growing at once in random order, each event decided by the champion's own
domain; one record in two hundred comes twice in a row, as many again come late, out of place.
"""

import asyncio
import hashlib
import itertools
import json
import random
import string
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from confluent_kafka import Producer

from benchmarks.frame import Task, Wrong
from services.registry.champions import commands as c
from services.registry.champions.domain import ABSENT, decide, evolve
from services.registry.champions.projection import CHAMPIONS
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import GENESIS, Context, Event, Recorded, chain
from shared.contracts.registry.evidence import BriefingOutcome, EvidenceDocument
from shared.eventstore.port import Append, StoredEvent
from shared.kafka.cluster import PARTITIONS, Cluster
from shared.kafka.records import Headers, outgoing
from shared.kafka.topics import LOCAL, Topics, topic_of_service
from shared.mongo import connect
from shared.values import PartialDate
from shared.views.documents import Documents

STREAMS, VERSIONS = 6_000, 20
EVENTS = STREAMS * VERSIONS
REPEATS = EVENTS // 100
START = datetime(2020, 3, 4, 10, tzinfo=UTC)
Sent = tuple[bytes, bytes, Headers]


def story() -> list[Event]:
    """Twenty events of one country, decided by the domain: accepted, supported, corrected, active, withdrawn."""
    day = PartialDate("2020-03")
    papers = [
        EvidenceDocument(title=f"Note verbale {n} of 2020", link=f"https://example.org/notes/{n}")
        for n in range(1, 7)
    ]
    outcome = BriefingOutcome(briefing="2020-03-04", outcome="champion_PRT")
    said: list[c.ChampionCommand] = [
        c.InviteChampion(country="PRT", on=PartialDate("2020")),
        c.AcceptChampion(country="PRT", evidence=outcome, since=day, announced_on="2020-03-04"),
        *(c.AcceptChampion(country="PRT", evidence=paper, since=day) for paper in papers),
        *(
            c.AcceptChampion(country="PRT", evidence=paper, since=PartialDate("2020-03-11"))
            for paper in papers
        ),
        c.ActivateChampion(on=PartialDate("2020-04"), note="First meeting of its national working group"),
        *(c.RetractEvidence(evidence=paper, reason="Superseded by a later note") for paper in papers[:4]),
        c.WithdrawChampion(on=PartialDate("2021-01"), reason="Hands over to another State of its region"),
    ]
    champion, events = ABSENT, list[Event]()
    for command in said:
        for event in decide(command, champion):
            champion = evolve(champion, event)
            events.append(event)
    if len(events) != VERSIONS:
        raise Wrong(f"the story has {len(events)} events")
    return events


def appends(code: str, number: int, events: list[Event]) -> Iterator[Append]:
    """A stream's appends, one event each; countries differ in code and year."""
    digest = GENESIS
    for version, event in enumerate(events, 1):
        data = (
            event.encode().replace(b"PRT", code.encode()).replace(b"2020", str(2020 + number % 60).encode())
        )
        digest = chain(digest, data)
        stream = f"champion-{code}"
        stored = StoredEvent(f"{number:016x}{version:016x}", event.type, version, data, digest)
        at = START + timedelta(seconds=version * 60 + number)
        context = Context(f"{number:08x}-{version}", f"{number:032x}", 1)
        yield Append(stream, version, version, (stored,), f"{stream}#{version}", None, "bench", at, context)


def codes() -> list[str]:
    """Names like those of countries."""
    every = itertools.product(string.ascii_uppercase, repeat=3)
    return ["".join(letters) for letters in itertools.islice(every, STREAMS)]


def ordered() -> Iterator[tuple[int, int]]:
    """(stream's number, version) in the order of the log, repeats included."""
    chance = random.Random(1948)  # noqa: S311 - the same log every time
    turns = [number for number in range(STREAMS) for _ in range(VERSIONS)]
    chance.shuffle(turns)
    again = set(chance.sample(range(EVENTS), REPEATS))
    reached = [0] * STREAMS
    for place, number in enumerate(turns):
        reached[number] += 1
        yield number, reached[number]
        if place in again:
            other = number if place % 2 else chance.choice(turns[: place + 1])
            yield other, chance.randint(1, reached[other]) if other != number else reached[number]


def write_log(task: Task) -> dict[str, Any]:
    """Make the topic, write the log, and say what it must fold to. Blocks."""
    cluster = Cluster(task.kafka)
    Topics(cluster, LOCAL).apply()
    events, names = story(), codes()
    streams = [[next(outgoing("registry", a)) for a in appends(n, i, events)] for i, n in enumerate(names)]
    producer = Producer({**cluster.confluent(), "acks": "all", "linger.ms": 20, "enable.idempotence": True,
                         "queue.buffering.max.messages": 2 * EVENTS, "batch.size": 65_536})  # fmt: skip
    for number, version in ordered():
        key, value, headers = streams[number][version - 1]
        place = zlib.crc32(key) % PARTITIONS
        producer.produce(
            topic_of_service("registry"),
            value,
            key,
            place,
            headers=list[tuple[str, str | bytes | None]](headers),
        )
    if producer.flush(120):
        raise Wrong("not all of the log was written")
    return {"records": EVENTS + REPEATS, "folds_to": fingerprint(expected(events, names))}


async def prepared(task: Task) -> dict[str, Any]:
    """``write_log`` unless this run has done it: the arms that read the log share it."""
    done = task.plan.get("log")
    return {"log": done or await asyncio.to_thread(write_log, task)}


def expected(events: list[Event], names: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each stream folds to, by the projection alone: no applier, no store, no Kafka."""
    for number, name in enumerate(names):
        folded, digest = None, GENESIS
        for append in appends(name, number, events):
            [one] = append.events
            event = CATALOGUE.decode(one.type, one.data)
            digest = one.digest
            record = Recorded(
                append.stream, one.version, one.id, append.at, digest, one.data, event, append.context
            )
            folded = CHAMPIONS.evolve(folded, record)
        state = CHAMPIONS.shown(f"champion-{name}", VERSIONS, folded).model_dump(mode="json", round_trip=True)
        yield (
            f"champion-{name}",
            {"version": VERSIONS, "digest": digest.hex(), "state": state},
        )


def fingerprint(parts: Iterator[tuple[str, Mapping[str, Any]]]) -> str:
    """One hash over streams, watermarks and states."""
    told = sorted((stream, json.dumps(part, sort_keys=True)) for stream, part in parts)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


async def check(documents: Documents, plan: Mapping[str, Any]) -> None:
    """Raises ``Wrong`` unless the documents are the fold of the log: every watermark, digest and state."""
    found = [(d["_id"], d["part"]) async for d in documents.collection.find({})]
    versions = {part["version"] for _, part in found}
    if len(found) != STREAMS or versions != {VERSIONS}:
        raise Wrong(f"{len(found)} documents at versions {sorted(versions)}")
    parts = (
        (i, {"version": p["version"], "digest": p["digest"].hex(), "state": p["state"]}) for i, p in found
    )
    if fingerprint(parts) != plan["log"]["folds_to"]:
        raise Wrong("a document is not the fold of its stream")


async def drop(task: Task) -> None:
    """Remove a round's database."""
    server = connect(task.mongo)
    await server.client.drop_database(task.mark)
    server.close()
