"""One suite over every event store: what is promised of the port, each adapter keeps."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.envelope import Context
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.mongo import INDEXES, MongoEventStore
from shared.eventstore.port import RUN, Append, Conflict, EventStore, Outbox, StreamFrozen
from shared.mongo import Database, Index, MisfitIndex, Server, ensure_indexes
from tests.support.fixtures import prepared
from tests.support.tally import fresh, said
from tests.support.topic import START, appended


class Store(EventStore, Outbox, Protocol):
    """Both ports at once."""


async def in_memory(_server: Server | None) -> Store:
    return MemoryEventStore()


async def in_mongo(server: Server | None) -> Store:
    assert server
    return MongoEventStore(await prepared(server, f"t_{uuid.uuid4().hex[:12]}"))


Make = Callable[[], Awaitable[Store]]


@pytest.fixture(params=[in_memory, in_mongo])
def make(request: pytest.FixtureRequest) -> Make:
    server = request.getfixturevalue("server") if request.param is in_mongo else None
    return lambda: request.param(server)


def chain_of(stream: str, sizes: Sequence[int]) -> list[Append]:
    """Appends of these sizes to one stream, of which those without events are born published."""
    made: list[Append] = []
    for size in sizes:
        last = next((a for a in reversed(made) if a.events), None)
        append = appended(
            stream,
            [said(f"{len(made)}.{n}") for n in range(size)],
            made[-1] if made else None,
            last.events[-1].digest if last else b"",
        )
        made.append(append if size else replace(append, published=True))
    return made


@pytest.mark.law(2)
async def test_an_append_is_kept_whole(make: Make) -> None:
    """An append comes back as it went in, all its events or none, down to the byte and the millisecond."""
    store = await make()
    [first, empty, third] = chain_of(fresh(), [3, 0, 2])
    third = replace(third, fingerprint="f" * 64, context=Context("c", "cause", 3, "00-trace"))
    for append in (first, empty, third):
        await store.append(append)
    assert await store.load(first.stream) == [first, empty, third]
    assert await store.load(fresh()) == []


@pytest.mark.law(1)
async def test_a_place_is_taken_once(make: Make) -> None:
    """Of two appends at one place the second is a conflict and leaves nothing behind."""
    store = await make()
    first = appended(fresh(), [said("first")])
    await store.append(first)
    with pytest.raises(Conflict):
        await store.append(appended(first.stream, [said("second"), said("third")]))
    assert await store.load(first.stream) == [first]


@pytest.mark.law(1)
async def test_racers_for_a_place_have_one_winner(make: Make) -> None:
    """However many race for a place, one gets it and all others are told."""
    store = await make()
    stream = fresh()

    async def race(number: int) -> str:
        try:
            await store.append(appended(stream, [said(str(number))]))
        except Conflict:
            return "conflict"
        return "kept"

    ends = await asyncio.gather(*(race(number) for number in range(30)))
    assert sorted(ends) == ["conflict"] * 29 + ["kept"]
    assert len(await store.load(stream)) == 1


@pytest.mark.law(5)
async def test_pending_are_the_oldest_of_each_stream(make: Make) -> None:
    """A run begins where its stream's predecessor is marked, and those that waited longest come first."""
    store = await make()
    old, young = chain_of(fresh(), [1, 2, 1]), chain_of(fresh(), [1, 1])
    young = [replace(a, at=a.at + timedelta(seconds=100)) for a in young]
    for append in (*young, *old):
        await store.append(append)
    assert await store.pending(10) == [tuple(old), tuple(young)]
    assert await store.pending(1) == [tuple(old)]
    assert await store.pending(1, excluding={old[0].stream}) == [tuple(young)]
    await store.mark([old[0]])
    await store.mark([old[0]])
    assert await store.pending(10) == [tuple(old[1:]), tuple(young)]
    await store.mark([old[1], old[2], *young])
    assert await store.pending(10) == []


@pytest.mark.law(5)
async def test_a_run_has_a_bound_and_no_gap(make: Make) -> None:
    """It holds so many appends and bytes at most, its first whatever that takes; what said nothing is no gap."""
    store = await make()
    long, quiet, large = chain_of(fresh(), [1] * (RUN + 5)), chain_of(fresh(), [1, 0, 1, 1]), fresh()
    whole = [appended(large, [said("x" * 2_000) for _ in range(300)])]
    whole.append(appended(large, [said("y")], whole[0]))
    for append in (*long, *quiet, *whole):
        await store.append(append)
    answered = [quiet[0], quiet[2], quiet[3]]
    runs = {run[0].stream: run for run in await store.pending(100)}
    assert runs == {
        long[0].stream: tuple(long[:RUN]),
        quiet[0].stream: tuple(answered),
        large: tuple(whole[:1]),
    }
    await store.mark([quiet[2]])
    runs = {run[0].stream: run for run in await store.pending(100)}
    assert runs[quiet[0].stream] == (quiet[0],)


@pytest.mark.law(5)
async def test_a_clock_that_was_turned_back_reorders_nothing(make: Make) -> None:
    """Within a stream the order of appending rules, whatever the clocks said."""
    store = await make()
    first, second = chain_of(fresh(), [1, 1])
    early = replace(second, at=START - timedelta(days=1))
    await store.append(first)
    await store.append(early)
    assert await store.pending(10) == [(first, early)]


async def test_marking_changes_nothing_else(make: Make) -> None:
    """Marking turns ``published`` to true, once and for good."""
    store = await make()
    [first, second] = chain_of(fresh(), [2, 1])
    await store.append(first)
    await store.append(second)
    await store.mark([first])
    await store.mark([first])
    assert await store.load(first.stream) == [replace(first, published=True), second]


async def test_the_backlog_is_counted_to_its_cap(make: Make) -> None:
    """The backlog counts what waits up to a cap and says since when the oldest does."""
    store = await make()
    assert await store.backlog(10) == (0, None)
    appends = [append for stream in (fresh(), fresh()) for append in chain_of(stream, [1, 1, 0])]
    for append in appends:
        await store.append(append)
    assert await store.backlog(10) == (4, appends[0].at)
    assert await store.backlog(3) == (3, appends[0].at)
    await store.mark([appends[0], appends[3]])
    assert await store.backlog(10) == (2, appends[1].at)


async def test_a_frozen_stream_refuses_until_it_is_thawed(make: Make) -> None:
    """A frozen stream is not loaded, says why, and stands in no other's way; thawed it is as it was."""
    store = await make()
    [first] = chain_of(fresh(), [1])
    await store.append(first)
    await store.freeze(first.stream, "it forked")
    await store.freeze(first.stream, "it forked again")
    with pytest.raises(StreamFrozen, match=r"^it forked$"):
        await store.load(first.stream)
    assert await store.frozen() == {first.stream: "it forked"}
    marked = fresh()
    await store.freeze(marked, "behind its topic")
    assert [await store.exists(one) for one in (first.stream, marked, fresh())] == [True, True, False]
    await store.thaw(marked)
    assert [append async for append in store.history()] == [first]
    assert await store.pending(10) == [(first,)]
    assert await store.load(fresh()) == []
    await store.thaw(first.stream)
    await store.thaw(first.stream)
    assert await store.load(first.stream) == [first]
    assert await store.frozen() == {}


async def test_history_goes_stream_by_stream(make: Make) -> None:
    """The history is every append, each stream's in its order."""
    store = await make()
    chains = sorted((chain_of(fresh(), [1, 0, 2]) for _ in range(3)), key=lambda chain: chain[0].stream)
    for row in zip(*reversed(chains), strict=True):
        for append in row:
            await store.append(append)
    assert [append async for append in store.history()] == [a for appends in chains for a in appends]
    assert [append async for append in store.history(chains[1][0].stream)] == chains[1]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("repeat"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("mark"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("pending"), st.integers(1, 3), st.integers(0, 2)),
        st.tuples(st.just("backlog"), st.integers(1, 5), st.just(0)),
    ),
    max_size=25,
)


async def take(store: Store, streams: Sequence[str], steps: Sequence[tuple[str, int, int]]) -> list[object]:
    """Everything that the store answers to these steps."""
    seen: list[object] = []
    appends: dict[int, list[Append]] = {0: [], 1: [], 2: []}
    for moment, (step, a, b) in enumerate(steps):
        if step == "append":
            made = chain_of(streams[a], [len(x.events) for x in appends[a]] + [b])[-1]
            made = replace(made, at=START + timedelta(milliseconds=moment))
            appends[a].append(made)
            await store.append(made)
        elif step == "repeat" and b < len(appends[a]):
            with pytest.raises(Conflict):
                await store.append(appends[a][b])
        elif step == "mark" and b < len(appends[a]):
            await store.mark([appends[a][b]])
        elif step == "pending":
            seen.append(await store.pending(a, {streams[b]}))
        elif step == "backlog":
            seen.append(await store.backlog(a))
    seen += [await store.load(stream) for stream in streams]
    return seen


@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
async def test_all_stores_answer_alike(server: Server, steps: list[tuple[str, int, int]]) -> None:
    """Whatever is done to them, the stores cannot be told apart."""
    streams = [fresh(), fresh(), fresh()]
    memory = await take(await in_memory(None), streams, steps)
    assert await take(await in_mongo(server), streams, steps) == memory


@pytest.mark.law(12)
async def test_the_indexes_are_made_and_found_again(database: Database) -> None:
    """Preparing makes the indexes, and preparing again finds them right."""
    await MongoEventStore(database).prepare()
    await MongoEventStore(database).prepare()
    assert {index.name for index in INDEXES} <= set(await database["events"].index_information())


@pytest.mark.law(12)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"keys": [("seq", 1), ("stream", 1)], "unique": True}, id="other order"),
        pytest.param({"keys": [("stream", 1), ("seq", 1)], "unique": False}, id="not unique"),
    ],
)
async def test_a_wrong_index_is_refused(server: Server, wrong: dict[str, object]) -> None:
    """An index of the right name that is another index is refused, by name and with the remedy."""
    database = server.database(f"t_{uuid.uuid4().hex[:12]}")
    name = INDEXES[0].name
    await database["events"].create_index(wrong["keys"], name=name, unique=wrong["unique"])  # type: ignore[arg-type]
    with pytest.raises(MisfitIndex, match=f"index {name} of collection .*drop it and start again"):
        await MongoEventStore(database).prepare()


@pytest.mark.law(12)
async def test_data_that_breaks_a_unique_index_is_refused(server: Server) -> None:
    """Where two documents stand at one place already, the start is refused and the collection named."""
    collection = server.database(f"t_{uuid.uuid4().hex[:12]}")["events"]
    await collection.insert_many([{"stream": "a", "seq": 1}, {"stream": "a", "seq": 1}])
    with pytest.raises(MisfitIndex, match="hold"):
        await ensure_indexes(collection, [Index(("stream", "seq"), unique=True)])
