"""Laws 6, 7, 8 and 11 of appliers: any log, any number of appliers, any poison, the same documents."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Event
from shared.eventstore.port import StoreUnavailable
from shared.kafka.records import incoming
from shared.mongo import Server
from shared.views import applier as applying
from shared.views import parked as of_parked
from shared.views.applier import Applier, folding
from shared.views.documents import Change, Documents, Parts, Unwritten
from shared.views.fold import Decode, Part, fold
from shared.views.parked import Parked, Raw
from shared.views.sweeper import Sweeper
from shared.views.view import View
from tests.support.fakes import MemoryDocuments, MemoryParked
from tests.support.fixtures import prepared
from tests.support.tally import NOTES, SHELVES, said
from tests.support.topic import appended, records_of

STREAMS = {
    "champion-A": "registry",
    "champion-B": "registry",
    "briefing-A": "consultations",
    "network-A": "registry",
}
KIND_EVENT = {"champion": "champion", "briefing": "briefing", "network": "network"}
LENGTH = 6


def decode_any(type_name: str, data: bytes, kind: str | None = None) -> Event:
    """A note is taken for an event of every kind: these views only keep notes."""
    assert kind in KIND_EVENT
    return CATALOGUE.decode(type_name, data)


def history(stream: str) -> list[Raw]:
    """The stream's records in order, some appends holding two events."""
    first = appended(stream, [said("1"), said("2")])
    second = appended(stream, [said("3")], first)
    third = appended(stream, [said("4"), said("5"), said("6")], second)
    return records_of([first, second, third], STREAMS.get(stream, "registry"), 100 * ord(stream[-1]))


HISTORIES = {stream: history(stream) for stream in STREAMS}


@dataclass(frozen=True)
class Log:
    """What a consumer sees: batches of records, in which first occurrences are in order."""

    batches: tuple[tuple[Raw, ...], ...]

    @property
    def records(self) -> list[Raw]:
        """All of it."""
        return [record for batch in self.batches for record in batch]


def _log(said: Sequence[tuple[str, int | None]], cuts: Sequence[int]) -> Log:
    """``None`` says the stream's next version, a number repeats an earlier one."""
    reached = dict.fromkeys(STREAMS, 0)
    records: list[Raw] = []
    for stream, back in [*said, *((stream, None) for stream in STREAMS for _ in range(LENGTH))]:
        if back is None and reached[stream] < LENGTH:
            reached[stream] += 1
            records.append(HISTORIES[stream][reached[stream] - 1])
        elif back is not None and reached[stream]:
            records.append(HISTORIES[stream][back % reached[stream]])
    return _cut([replace(record, offset=place) for place, record in enumerate(records)], cuts)


def _cut(records: Sequence[Raw], cuts: Sequence[int]) -> Log:
    places = [0, *sorted({cut % (len(records) + 1) for cut in cuts}), len(records)]
    return Log(tuple(tuple(records[a:b]) for a, b in pairwise(places)))


CUTS = st.lists(st.integers(0, 60), max_size=8)
LOGS = st.builds(
    _log,
    st.lists(st.tuples(st.sampled_from(sorted(STREAMS)), st.none() | st.integers(0, 10)), max_size=40),
    CUTS,
)
"""Duplicates, late copies, and any interleaving of streams and topics, in batches of any size."""


def _shuffled(order: Sequence[int], cuts: Sequence[int]) -> Log:
    records = [record for stream in STREAMS for record in HISTORIES[stream]]
    chosen = [records[number % len(records)] for number in order] + records
    return _cut([replace(record, offset=place) for place, record in enumerate(chosen)], cuts)


DISORDERED = st.builds(_shuffled, st.lists(st.integers(0, 100), max_size=60), CUTS)
"""Records in any order whatever, each at least once."""

VIEWS = st.sampled_from([NOTES, SHELVES])


def full(view: View[Any], but: Mapping[str, int] | None = None) -> Parts:
    """What the view's streams fold to, applied once and in order; ``but`` up to these versions only."""
    found: Parts = {}
    for stream in STREAMS:
        if stream.partition("-")[0] in view.kinds:
            records = [incoming(raw) for raw in HISTORIES[stream][: (but or {}).get(stream, LENGTH)]]
            if records:
                found[stream] = fold(Part(), records, view, decode_any).part
    return found


def applier(
    view: View[Any], documents: Documents, parked: Parked, decode: Decode = decode_any, owner: str = "test"
) -> Applier:
    return Applier(owner, documents, parked, folding(view, decode))


@pytest.mark.law(6)
@given(log=LOGS, view=VIEWS)
@settings(max_examples=300, deadline=None)
def test_the_fold_of_a_log_is_the_fold_of_its_first_occurrences(log: Log, view: View[Any]) -> None:
    """Pure: a stream's records with duplicates and late copies fold to what they fold to once, in order."""
    streams: dict[str, list[Raw]] = defaultdict(list)
    for record in log.records:
        streams[(record.key or b"").decode()].append(record)
    for stream, expected in full(view).items():
        folded = fold(Part(), [incoming(raw) for raw in streams[stream]], view, decode_any)
        assert folded.part == expected
        assert folded.applied == LENGTH
        assert folded.repeated == len(streams[stream]) - LENGTH
        assert folded.rejected == ()


@pytest.mark.law(6)
@given(log=LOGS, view=VIEWS)
@settings(max_examples=200, deadline=None)
async def test_a_log_with_repeats_gives_the_documents_of_one_without(log: Log, view: View[Any]) -> None:
    """Duplicates, late copies and topics interleaved in any way leave the same documents, and park nothing."""
    documents, parked = MemoryDocuments(view), MemoryParked()
    one = applier(view, documents, parked)
    for batch in log.batches:
        await one.apply(batch)
    assert documents.parts() == full(view)
    assert parked.kept == {}


@pytest.mark.law(6)
@pytest.mark.law(8)
@given(
    log=LOGS,
    view=VIEWS,
    turns=st.lists(st.sampled_from(["first", "second", "both", "again"]), min_size=9, max_size=9),
)
@settings(max_examples=200, deadline=None)
async def test_two_appliers_of_one_group_are_as_one(log: Log, view: View[Any], turns: list[str]) -> None:
    """Partitions that move back and forth, also in the middle of a batch, change nothing: stale ones lose."""
    documents, parked = MemoryDocuments(view), MemoryParked()
    first, second = applier(view, documents, parked), applier(view, documents, parked)
    for number, (batch, turn) in enumerate(zip(log.batches, turns, strict=False)):
        if turn == "both":
            await asyncio.gather(first.apply(batch), second.apply(batch))
        else:
            await {"first": first, "second": second, "again": first}[turn].apply(batch)
        if turn == "again":
            for earlier in log.batches[: number + 1]:
                await second.apply(earlier)
    for batch in log.batches[len(turns) :]:
        await first.apply(batch)
    assert documents.parts() == full(view)
    assert parked.kept == {}


class Paused(MemoryDocuments):
    """Documents that stop their applier between its read and its write, until it is woken."""

    def __init__(self, view: View[Any], others: MemoryDocuments) -> None:
        super().__init__(view)
        self.stored = others.stored
        self.asleep, self.woken = asyncio.Event(), asyncio.Event()

    async def write(self, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        """Sleep first."""
        self.asleep.set()
        await self.woken.wait()
        return await super().write(changes)


@pytest.mark.law(8)
@given(log=LOGS, view=VIEWS, asleep=st.integers(0, 8), woken=st.integers(0, 8))
@settings(max_examples=100, deadline=None)
async def test_an_applier_that_wakes_up_late_changes_nothing(
    log: Log, view: View[Any], asleep: int, woken: int
) -> None:
    """One that read its documents, slept while another moved on, and then writes, loses and changes nothing."""
    documents, parked = MemoryDocuments(view), MemoryParked()
    sleepy = Paused(view, documents)
    sleeper, other = applier(view, sleepy, parked), applier(view, documents, parked)
    sleeping: asyncio.Task[None] | None = None
    for number, batch in enumerate(log.batches):
        if number == asleep % len(log.batches):
            sleeping = asyncio.create_task(sleeper.apply(batch))
            for _ in range(3):
                await asyncio.sleep(0)
        await other.apply(batch)
        if number == max(asleep, woken) % len(log.batches):
            sleepy.woken.set()
    sleepy.woken.set()
    if sleeping:
        await sleeping
    assert documents.parts() == full(view)
    assert parked.kept == {}


class Slow(MemoryDocuments):
    """Documents whose writes take some turns, and some of which fail; it notes what is being written."""

    def __init__(self, view: View[Any], failing: set[int]) -> None:
        super().__init__(view)
        self.failing = failing
        self.writes = 0
        self.under_way: list[str] = []

    async def write(self, changes: Mapping[str, Mapping[str, Change]]) -> Unwritten:
        """Be under way for a while, then fail or write."""
        self.writes += 1
        number = self.writes
        assert not set(changes) & set(self.under_way)
        self.under_way += changes
        try:
            for _ in range(number % 4):
                await asyncio.sleep(0)
            if number in self.failing:
                raise StoreUnavailable("away")
            return await super().write(changes)
        finally:
            self.under_way = [key for key in self.under_way if key not in changes]


@pytest.mark.law(6)
@pytest.mark.law(8)
@given(log=LOGS, view=VIEWS, failing=st.sets(st.integers(1, 12), max_size=6), at_once=st.integers(1, 3))
@settings(max_examples=200, deadline=None)
async def test_writes_overlap_and_end_with_their_batch(
    log: Log, view: View[Any], failing: set[int], at_once: int
) -> None:
    """No document is in two writes at once; when a batch has returned or raised, none is being written."""
    documents, parked = Slow(view, failing), MemoryParked()
    one = applier(view, documents, parked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(applying, "_AT_ONCE", at_once)
        for batch in log.batches:
            while True:
                try:
                    await one.apply(batch)
                except StoreUnavailable:
                    assert documents.under_way == []
                else:
                    break
            assert documents.under_way == []
    assert documents.parts() == full(view)
    assert parked.kept == {}


@pytest.mark.law(11)
@given(log=DISORDERED, view=VIEWS)
@settings(max_examples=200, deadline=None)
async def test_gaps_are_parked_and_swept_when_their_predecessors_come(log: Log, view: View[Any]) -> None:
    """Records in any order at all end, once swept, in the documents of the right order; nothing is left over."""
    documents, parked = MemoryDocuments(view), MemoryParked()
    one = applier(view, documents, parked)
    for batch in log.batches:
        await one.apply(batch)
        await Sweeper(one).sweep()
    assert documents.parts() == full(view)
    assert parked.kept == {}


@pytest.mark.law(11)
@given(
    log=LOGS,
    view=VIEWS,
    broken=st.dictionaries(st.sampled_from(sorted(STREAMS)), st.integers(1, LENGTH), max_size=3),
)
@settings(max_examples=200, deadline=None)
async def test_a_poison_stops_its_own_stream_and_replays_in_order(
    log: Log, view: View[Any], broken: dict[str, int]
) -> None:
    """What cannot be decoded stops its stream there, parks the rest of it whole, and replays once cured."""
    cured = False
    poison = {incoming(HISTORIES[stream][version - 1]).id for stream, version in broken.items()}

    def project(state: Any, record: Any) -> Any:
        if record.id in poison and not cured:
            raise RuntimeError("poison")
        return view.evolve(state, record)

    documents, parked = MemoryDocuments(view), MemoryParked()
    one = applier(replace(view, evolve=project), documents, parked)
    for batch in log.batches:
        await one.apply(batch)
        await Sweeper(one).sweep()
    assert documents.parts() == full(view, {stream: version - 1 for stream, version in broken.items()})
    stopped = [
        record
        for record in log.records
        if (known := incoming(record)).stream.partition("-")[0] in view.kinds
        and known.version >= broken.get(known.stream, LENGTH + 1)
    ]
    assert sorted((r.raw for r in parked.kept.values()), key=lambda r: r.offset) == stopped
    cured = True
    for stream in broken:
        await one.replay(stream)
    assert documents.parts() == full(view)
    assert parked.kept == {}


@pytest.mark.law(6)
@pytest.mark.law(8)
@given(
    log=LOGS, turns=st.lists(st.sampled_from(["first", "second", "both"]), min_size=9, max_size=9), view=VIEWS
)
@settings(max_examples=12, deadline=None)
async def test_the_same_holds_on_mongodb(server: Server, log: Log, turns: list[str], view: View[Any]) -> None:
    """Two appliers with caches of their own over real documents leave what one would have left."""
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    documents, parked = Documents(database, view, 1), Parked(database)
    first, second = applier(view, documents, parked), applier(view, documents, parked)
    for batch, turn in zip(log.batches, turns, strict=False):
        chosen = {"first": [first], "second": [second], "both": [first, second]}[turn]
        await asyncio.gather(*(one.apply(batch) for one in chosen))
    for batch in log.batches[len(turns) :]:
        await first.apply(batch)
    assert await parts_in(documents) == full(view)
    assert [record async for record in parked.everything()] == []


@pytest.mark.law(11)
@given(log=DISORDERED, view=VIEWS)
@settings(max_examples=8, deadline=None)
async def test_gaps_are_swept_on_mongodb(server: Server, log: Log, view: View[Any]) -> None:
    """The same in any order, with parked records in MongoDB: swept, all are applied and none is left."""
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    documents, parked = Documents(database, view, 1), Parked(database)
    one = applier(view, documents, parked)
    for batch in log.batches:
        await one.apply(batch)
    while await Sweeper(one).sweep():
        pass
    assert await parts_in(documents) == full(view)
    assert [record async for record in parked.everything()] == []


async def parts_in(documents: Documents) -> Parts:
    found: Parts = {}
    async for document in documents.collection.find({}):
        found |= documents.parts_of(document)
    return found


@pytest.mark.law(8)
async def test_a_stale_cache_is_no_reason_to_park(server: Server) -> None:
    """An applier whose cache was overtaken by another's writes looks again before it calls a record a gap."""
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    documents, parked = Documents(database, NOTES, 1), Parked(database)
    stale, other = applier(NOTES, documents, parked), applier(NOTES, documents, parked)
    records = HISTORIES["champion-A"]
    await stale.apply(records[:1])
    await other.apply(records[1:5])
    await stale.apply(records[5:])
    await stale.apply(records)
    assert (await parts_in(documents))["champion-A"] == full(NOTES)["champion-A"]
    assert [record async for record in parked.everything()] == []


@pytest.mark.law(6)
async def test_a_fork_is_told_at_any_version(server: Server) -> None:
    """Another event at a version below the watermark is a fork, not a repeat, and is told to the owner."""
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    documents, parked = Documents(database, NOTES, 1), Parked(database)
    told: list[str] = []

    async def forked(stream: str, _detail: str) -> None:
        told.append(stream)

    one = Applier("test", documents, parked, folding(NOTES, decode_any), forked)
    await one.apply(HISTORIES["champion-A"])
    other = records_of([appended("champion-A", [said("another")])], offset=100)
    await one.apply(other)
    assert told == ["champion-A"]
    assert await parts_in(documents) == {"champion-A": full(NOTES)["champion-A"]}
    [record] = await parked.of("test", "champion-A")
    assert (record.reason, record.version, record.raw) == ("fork", 1, other[0])


@pytest.mark.law(11)
async def test_batches_go_on_while_a_sweep_looks(server: Server) -> None:
    """However much is parked: 8,000 streams that waited held up the next command for twelve seconds."""
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    looking, go_on = asyncio.Event(), asyncio.Event()

    class Looked(Parked):
        async def gaps(self, owner: str, after: str) -> tuple[dict[str, int], str]:
            looking.set()
            await go_on.wait()
            return await super().gaps(owner, after)

    one, turn = applier(NOTES, Documents(database, NOTES, 1), Looked(database)), asyncio.Lock()
    await one.apply(HISTORIES["champion-A"][1:])
    sweeping = asyncio.create_task(Sweeper(one).sweep(turn))
    await looking.wait()
    async with turn:
        await one.apply(HISTORIES["champion-A"][:1])
        await one.apply(HISTORIES["champion-B"])
    go_on.set()
    assert await sweeping == 5
    assert (await parts_in(one.documents)).keys() == {"champion-A", "champion-B"}


@pytest.mark.law(11)
async def test_a_look_comes_by_some_and_the_next_by_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams that wait for long are no reason not to look at those behind them."""
    monkeypatch.setattr(of_parked, "_LOOKED_AT", 2)
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    one = applier(NOTES, Documents(database, NOTES, 1), Parked(database))
    sweeper = Sweeper(one)
    for stream in ("champion-A", "champion-B", "champion-C"):
        await one.apply(history(stream)[1:])
    await one.apply(history("champion-C")[:1])
    assert [await sweeper.sweep() for _ in range(3)] == [0, 0, 5]
    await one.apply(history("champion-A")[:1])
    assert [await sweeper.sweep() for _ in range(2)] == [0, 5]
