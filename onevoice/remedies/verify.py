"""The oracle: store, topic and views agree, and every stream's digests chain."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevoice.people.left import left_of_erased
from shared.contracts.catalogue import CATALOGUE, service_of
from shared.contracts.envelope import GENESIS, chain
from shared.eventstore.branches import void_digests
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Incoming, Malformed, Record, incoming
from shared.kafka.topics import topic_of_service
from shared.mongo import Database, Server
from shared.reactions.reactor import progress
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.acknowledged import Acknowledged, RecordPlace, place_of
from shared.views.documents import Documents
from shared.views.fold import Part, fold
from shared.views.generations import Generations
from shared.views.parked import Parked
from shared.views.view import View

_AGAIN = 0.5


@dataclass
class Findings:
    """What was looked at, and what is wrong. ``behind`` may be mended by waiting, ``wrong`` not."""

    streams: int = 0
    events: int = 0
    views: int = 0
    wrong: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether all agree."""
        return not self.wrong and not self.behind


@dataclass
class Aside:
    """What means nothing: events that healing set aside, records that somebody has acknowledged as none of ours."""

    digests: set[bytes] = field(default_factory=set)
    places: set[RecordPlace] = field(default_factory=set)


Digests = dict[str, list[bytes]]
Topic = dict[str, list[Incoming]]


@dataclass(frozen=True)
class Held:
    """What a view holds: each stream's part."""

    where: str
    view: View[Any]
    parts: dict[str, Part]


@dataclass(frozen=True)
class Verify:
    """Looks at whole services, or at one stream of them."""

    settings: Settings
    server: Server
    services: Sequence[Service]
    stream: str | None = None

    async def run(self, patience: float = 20.0) -> Findings:
        """Look until everything agrees or ``patience`` seconds are over: what is behind may yet arrive."""
        deadline = time.monotonic() + patience
        while True:
            findings = await self._look()
            if findings.good or findings.wrong or time.monotonic() > deadline:
                return findings
            await asyncio.sleep(_AGAIN)

    async def _look(self) -> Findings:
        """Against the arrow, views first: what one place holds, the one before it held when asked later."""
        findings = Findings()
        aside = Aside()
        held: list[Held] = []
        for service in self.services:
            aside.digests |= await void_digests(self._database(service))
            aside.places |= await Acknowledged(self._database(service)).places()
            held += [one async for one in self._held(service)]
        topics = {service.name: await self._topic(service, aside, findings) for service in self.services}
        for service in self.services:
            _compare(service.name, await self._store(service, findings), topics[service.name], findings)
            await self._parked(service, aside, findings)
        for one in held:
            self._view(one, topics, findings)
        if self.stream is None:
            findings.behind += await left_of_erased(self.settings, self.server)
        return findings

    def _database(self, service: Service) -> Database:
        return self.server.database(self.settings.database(service.name))

    async def _store(self, service: Service, findings: Findings) -> Digests:
        """Every digest of the store, each checked against the bytes beside it."""
        digests: Digests = defaultdict(list)
        seqs: dict[str, int] = defaultdict(int)
        store = MongoEventStore(self._database(service))
        async for append in store.history(self.stream):
            name = append.stream
            seqs[name] += 1
            if append.seq != seqs[name]:
                findings.wrong.append(f"store: {name} has append {append.seq} where {seqs[name]} belongs")
            if not append.published:
                findings.behind.append(f"store: {name}@{append.last} is not published yet")
            for event in append.events:
                chained = digests[name]
                if event.version != len(chained) + 1:
                    findings.wrong.append(f"store: {name} has version {event.version} after {len(chained)}")
                if chain(chained[-1] if chained else GENESIS, event.data) != event.digest:
                    findings.wrong.append(f"store: {name}@{event.version} does not chain")
                chained.append(event.digest)
        findings.streams += len(digests)
        findings.events += sum(len(chained) for chained in digests.values())
        for name, reason in (await store.frozen()).items():
            if self.stream in (None, name):
                findings.wrong.append(f"store: {name} is frozen: {reason}")
        return dict(digests)

    async def _topic(self, service: Service, aside: Aside, findings: Findings) -> Topic:
        """First occurrences by stream; repeats must be the same, and the first of each in order."""
        topic: Topic = defaultdict(list)
        ends = await ends_of(self.settings.cluster, [topic_of_service(service.name)])
        async for batch in read_until(self.settings.cluster, ends):
            for record in batch:
                self._take(record, topic, aside, findings)
        return dict(topic)

    def _take(self, record: Record, topic: Topic, aside: Aside, findings: Findings) -> None:
        place = f"{record.topic}[{record.partition}]@{record.offset}"
        try:
            known = incoming(record)
        except Malformed as error:
            if self.stream in (None, error.stream) and place_of(record) not in aside.places:
                findings.wrong.append(f"topic: {place} is malformed: {error}")
            return
        if self.stream not in (None, known.stream) or known.digest in aside.digests:
            return
        before = topic[known.stream]
        if known.version <= len(before):
            if before[known.version - 1].digest != known.digest:
                findings.wrong.append(f"topic: {place} is another {known.stream}@{known.version}")
        elif known.version > len(before) + 1:
            findings.wrong.append(f"topic: {place} is {known.stream}@{known.version} after {len(before)}")
        elif chain(before[-1].digest if before else GENESIS, known.data) != known.digest:
            findings.wrong.append(f"topic: {place} {known.stream}@{known.version} does not chain")
        else:
            before.append(known)

    async def _held(self, service: Service) -> AsyncIterator[Held]:
        """What each view, and each reaction's watermarks, hold now."""
        database = self._database(service)
        generations = Generations(database)
        views = [(view, (await generations.of(view)).read) for view in service.views]
        views += [(progress(owner), 1) for owner in service.owners]
        for view, generation in views:
            documents = Documents(database, view, generation)
            parts: dict[str, Part] = {}
            async for document in documents.collection.find({}):
                parts |= documents.shown_of(document)
            yield Held(f"view: {service.name}/{view.name}_g{generation}", view, parts)

    async def _parked(self, service: Service, aside: Aside, findings: Findings) -> None:
        async for parked in Parked(self._database(service)).everything():
            known = parked.incoming()
            void = known.digest in aside.digests if known else place_of(parked.raw) in aside.places
            if self.stream in (None, parked.stream) and not void:
                findings.wrong.append(
                    f"parked: {parked.owner} {parked.stream}@{parked.version}: {parked.reason}: {parked.detail}"
                )

    def _view(self, held: Held, topics: dict[str, Topic], findings: Findings) -> None:
        findings.views += 1
        kinds = held.view.kinds
        expected = {
            stream: records
            for topic in {service_of(kind) for kind in kinds}
            for stream, records in topics.get(topic, {}).items()
            if stream.partition("-")[0] in kinds
        }
        for stream, records in expected.items():
            part = held.parts.get(stream, Part())
            _judge(f"{held.where} {stream}", held.view, records, part, findings)
        for stream in held.parts.keys() - expected.keys() if self.stream is None else ():
            findings.wrong.append(f"{held.where} holds {stream}, which is on no topic")


def _judge(where: str, view: View[Any], records: Sequence[Incoming], part: Part, findings: Findings) -> None:
    if part.version < len(records):
        findings.behind.append(f"{where} is at version {part.version} of {len(records)}")
        return
    folded = fold(Part(), records, view, CATALOGUE.decode)
    if folded.rejected:
        one = folded.rejected[0]
        findings.wrong.append(f"{where} cannot fold version {one.record.version}: {one.detail}")
    elif folded.seen != part:
        findings.wrong.append(
            f"{where} holds at version {part.version} another state than its events fold to"
        )


def _compare(service: str, stored: Digests, topic: Topic, findings: Findings) -> None:
    for stream, digests in stored.items():
        sent = [record.digest for record in topic.get(stream, [])]
        if sent != digests[: len(sent)]:
            findings.wrong.append(f"{service}: {stream} differs between store and topic")
        elif len(sent) < len(digests):
            findings.behind.append(
                f"{service}: {stream} is at {len(digests)} in the store, {len(sent)} on the topic"
            )
    for stream in topic.keys() - stored.keys():
        findings.wrong.append(f"{service}: {stream} is on the topic and not in the store")
