"""A service's history leaves as a file and comes back the same; a file that is not whole is taken by nobody."""

import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevoice.remedies.history import NotImported, exported, imported
from shared.contracts.envelope import GENESIS, Context, chain
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, StoredEvent
from shared.mongo import Database, Server
from shared.runtime.secrets import SecretMisfit
from tests.support.fixtures import prepared
from tests.support.topic import START

SECRET = b"s" * 32
BYTES = (
    b'{"type":"t"}',
    b'{ "type": "t" }',
    '{"type":"t","of":"移民\\u0041"}'.encode(),
    b'{"n":1.0,"e":1e3}',
)
"""Bytes of events: as we write them, and as nobody writes them who would write them again to the same."""
streams = st.lists(
    st.lists(st.lists(st.sampled_from(BYTES), max_size=3), min_size=1, max_size=4), min_size=1, max_size=3
)
contexts = st.builds(
    Context,
    st.sampled_from(["one", "two"]),
    st.none() | st.just("caused/1"),
    st.integers(0, 3),
    st.none() | st.just("00-" + "a" * 32 + "-" + "b" * 16 + "-01"),
    st.booleans(),
)


def history(drawn: Sequence[Sequence[Sequence[bytes]]], context: Context) -> list[Append]:
    """Streams of appends of events."""
    found = []
    for number, appends in enumerate(drawn):
        stream, digest, last = f"champion-{number}", GENESIS, 0
        for seq, events in enumerate(appends, 1):
            stored = []
            for data in events:
                digest, last = chain(digest, data), last + 1
                stored.append(StoredEvent(f"{stream}/{last}", "onevoice.registry.t.v1", last, data, digest))
            found.append(
                Append(stream, seq, last, tuple(stored), f"{stream}#{seq}", None, "a:b", START, context)
            )
    return found


async def kept(database: Database, appends: Sequence[Append]) -> None:
    """Append them all."""
    store = MongoEventStore(database)
    for append in appends:
        await store.append(append)


async def fresh(server: Server) -> Database:
    """A database with nothing in it."""
    return await prepared(server, f"t_{uuid.uuid4().hex[:12]}")


async def file_of(database: Database, secret: bytes = SECRET) -> bytes:
    """The export."""
    return b"".join([line async for line in exported("registry", database, secret)])


async def all_of(database: Database) -> list[Append]:
    """The history, whether published or not."""
    return [replace(one, published=False) async for one in MongoEventStore(database).history()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=streams, context=contexts)
async def test_what_left_comes_back_the_same(
    server: Server, drawn: list[list[list[bytes]]], context: Context
) -> None:
    """Every append, byte for byte, and what is published again is what has events."""
    before, after = await fresh(server), await fresh(server)
    appends = history(drawn, context)
    await kept(before, appends)
    file = await file_of(before)
    events = sum(len(append.events) for append in appends)
    found = await imported("registry", after, SECRET, io.BytesIO(file))
    assert found == (events, sum(any(appends) for appends in drawn))
    assert await all_of(after) == await all_of(before) == sorted(appends, key=lambda one: one.stream)
    waiting, _ = await MongoEventStore(after).backlog(1_000)
    assert waiting == sum(bool(append.events) for append in appends)
    assert await file_of(after) == file


WRONG: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "cut off": lambda lines: lines[:-1],
    "cut within a line": lambda lines: [*lines[:-1], lines[-1][:20]],
    "a line less": lambda lines: lines[1:],
    "a line twice": lambda lines: [lines[0], *lines],
    "two lines changed over": lambda lines: [lines[1], lines[0], *lines[2:]],
    "a word changed": lambda lines: [lines[0].replace(b'"a:b"', b'"a:c"'), *lines[1:]],
    "data changed": lambda lines: [lines[0].replace(b'"type":"t"', b'"type":"u"'), *lines[1:]],
    "of another service": lambda lines: [
        line.replace(b"/onevoice/registry", b"/onevoice/elsewhere") for line in lines
    ],
    "no JSON": lambda lines: [b"rubbish\n", *lines],
    "a list": lambda lines: [b"[]\n", *lines],
    "nothing": lambda _lines: [],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_a_file_that_is_not_whole_is_not_taken(
    server: Server, wrong: Callable[[list[bytes]], list[bytes]]
) -> None:
    """Nothing of it is kept."""
    before, after = await fresh(server), await fresh(server)
    await kept(before, history([[[BYTES[0], BYTES[0]], []], [[BYTES[2]]]], Context("one")))
    lines = (await file_of(before)).splitlines(keepends=True)
    with pytest.raises(NotImported):
        await imported("registry", after, SECRET, io.BytesIO(b"".join(wrong(lines))))
    assert await all_of(after) == []


async def test_a_history_is_taken_by_an_empty_installation_with_its_secret(server: Server) -> None:
    """Else its reactions would not know what they have done."""
    before, after = await fresh(server), await fresh(server)
    await kept(before, history([[[BYTES[0]]]], Context("one")))
    file = await file_of(before)
    with pytest.raises(NotImported, match=r"registry\.key"):
        await imported("registry", after, b"t" * 32, io.BytesIO(file))
    await imported("registry", after, SECRET, io.BytesIO(file))
    with pytest.raises(NotImported, match="has a history already"):
        await imported("registry", after, SECRET, io.BytesIO(file))
    with pytest.raises(SecretMisfit):
        await file_of(before, b"t" * 32)
