"""Law 9: every stream's digests chain over the bytes that were appended, and old bytes still decode."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.catalogue import CATALOGUE, KINDS, Catalogue
from shared.contracts.envelope import GENESIS, Event, chain
from shared.contracts.upcasters import Upcaster
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import Append, StoredEvent
from shared.kafka.records import Incoming, incoming
from shared.values import PartialDate
from shared.views.fold import Part, fold
from shared.views.view import View
from tests.support.tally import NOTES, TALLY, Say
from tests.support.topic import CONTEXT, appended, records_of

STREAM = "champion-T"
SIZES = st.lists(st.integers(0, 3), min_size=1, max_size=8)


async def history(sizes: Sequence[int]) -> list[Append]:
    """Appends of these sizes, made by the handle loop; those without events are keyed answers."""
    store = MemoryEventStore()
    handler = Handler(store, b"s" * 32)
    for number, size in enumerate(sizes):
        notes = tuple(f"{number}.{part}" for part in range(size))
        await handler.handle(TALLY, STREAM, Say(notes=notes), Origin("test", CONTEXT, key=str(number)))
    return await store.load(STREAM)


def incomings(appends: Sequence[Append]) -> list[Incoming]:
    return [incoming(raw) for raw in records_of(appends)]


@pytest.mark.law(9)
@given(sizes=SIZES)
@settings(max_examples=100, deadline=None)
async def test_digests_chain_whatever_is_appended(sizes: list[int]) -> None:
    """Each digest is that of the one before and of its own bytes, through appends of any size, empty ones too."""
    digest = GENESIS
    events = [event for append in await history(sizes) for event in append.events]
    assert [event.version for event in events] == list(range(1, sum(sizes) + 1))
    for event in events:
        digest = hashlib.sha256(digest + event.data).digest()
        assert event.digest == digest


@pytest.mark.law(9)
@given(sizes=SIZES, place=st.integers(0, 30), bit=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
async def test_one_changed_bit_is_seen(sizes: list[int], place: int, bit: int) -> None:
    """A bit changed in one event's bytes stops its stream just there, in every fold."""
    records = incomings(await history([*sizes, 1]))
    place %= len(records)
    data = bytearray(records[place].data)
    data[bit % len(data)] ^= 1 << bit % 8
    records[place] = records[place]._replace(data=bytes(data))
    folded = fold(Part(), records, NOTES, CATALOGUE.decode)
    assert folded.part.version == place
    assert [one.reason for one in folded.rejected] == ["unchained"] + ["gap"] * (len(records) - place - 1)


@pytest.mark.law(9)
@given(sizes=SIZES, length=st.integers(1, 20))
@settings(max_examples=50, deadline=None)
async def test_events_of_another_history_do_not_fit_in(sizes: list[int], length: int) -> None:
    """A record of another history of the same stream is neither its next event nor a repeat of one."""
    part = fold(Part(), incomings(await history(sizes)), NOTES, CATALOGUE.decode).part
    theirs = incomings([appended(STREAM, [_event("theirs")] * length)])
    folded = fold(part, theirs, NOTES, CATALOGUE.decode) if part.version else None
    assert folded is None or (folded.part, folded.applied, folded.repeated) == (part, 0, 0)


def _event(note: str) -> Event:
    return TALLY.decide(Say(notes=(note,)), ())[0]


OLD = "onevoice.registry.champion-activated.v0"
NEW = "onevoice.registry.champion-activated.v1"


class OldActivated(Event):
    """How a champion's activation might have been written before there were partial dates."""

    type: Literal["onevoice.registry.champion-activated.v0"] = "onevoice.registry.champion-activated.v0"
    year: int


def convert(payload: dict[str, object]) -> dict[str, object]:
    """A year becomes a partial date, and there was no note."""
    return {"on": str(payload["year"]), "note": None}


@pytest.mark.law(9)
def test_an_old_event_is_read_as_its_next_version() -> None:
    """An upcaster serves the fold; bytes and digests stay those of old, and so does the chain across them."""
    catalogue = Catalogue(KINDS.values(), {OLD: Upcaster(OLD, NEW, convert)})
    first = appended(STREAM, [OldActivated(year=2019), OldActivated(year=2020)])
    second = appended(STREAM, [_event("as today")], first)
    seen: list[Event] = []

    def project(_state: object, record: object) -> OldActivated:
        seen.append(record.event)  # type: ignore[attr-defined]  # a Recorded
        return OldActivated(year=len(seen))

    view = View(NOTES.name, NOTES.kinds, OldActivated, project)
    folded = fold(Part(), incomings([first, second]), view, catalogue.decode)
    assert folded.rejected == ()
    assert folded.part.digest == second.events[-1].digest
    assert [getattr(event, "on", None) for event in seen] == [
        PartialDate.of(y) for y in ("2019", "2020", "2020")
    ]
    assert {event.type for event in seen} == {NEW}


@pytest.mark.law(9)
@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b"rubbish",
        json.dumps({"type": NEW, "year": 2019}).encode(),
        b'{"type": "%s"}' % OLD.encode(),
    ],
)
def test_what_does_not_convert_is_undecodable(data: bytes) -> None:
    """Bytes that are not of the old type, or lack what it must hold, park their stream like any poison."""
    catalogue = Catalogue(KINDS.values(), {OLD: Upcaster(OLD, NEW, convert)})
    made = appended(STREAM, [OldActivated(year=2019)])
    event = StoredEvent("id", OLD, 1, data, chain(GENESIS, data))
    folded = fold(Part(), incomings([replace(made, events=(event,))]), NOTES, catalogue.decode)
    assert [one.reason for one in folded.rejected] == ["undecodable"]
