"""Law 11 through the real consumer: every poison that has cost somebody data, as raw records on Kafka."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from faststream import AckPolicy

from shared.contracts.consultations.briefings import BriefingSummarised
from shared.contracts.envelope import chain
from shared.eventstore.port import Append
from shared.kafka.consumer import Consumers
from shared.kafka.records import Headers, Malformed, incoming, outgoing
from shared.mongo import Database, connect
from shared.views import live as living_views
from shared.views.documents import Parts
from shared.views.lanes import of_view
from shared.views.live import LiveConsumer, owner_of
from shared.views.parked import Parked, ParkedRecord, Raw
from shared.views.view import View
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.live import caught_up, living, own, parts_of
from tests.support.tally import NOTES, SHELVES, Notes, said
from tests.support.topic import NEEDED, appended, send

Sent = tuple[bytes | None, bytes | None, Headers]
ANY = b"\x00\xff rubbish"


def with_header(record: Sent, name: str, value: bytes | None) -> Sent:
    """The record with a header changed; aiokafka sends a null value though its type does not say so."""
    key, data, headers = record
    return key, data, [(n, value if n == name else v) for n, v in headers]  # type: ignore[misc]


def without(record: Sent, name: str) -> Sent:
    return record[0], record[1], [header for header in record[2] if header[0] != name]


def holding(record: Sent, data: bytes, type_: str | None = None) -> Sent:
    """The record with other bytes, chained as they would be had they been appended."""
    changed = with_header(record, "ce_digest", chain(FIRST_DIGESTS[record[0] or b""], data).hex().encode())
    changed = with_header(changed, "ce_type", type_.encode()) if type_ else changed
    return changed[0], data, changed[2]


def said_of(record: Sent, **changes: object) -> bytes:
    return json.dumps(json.loads(record[1] or b"") | changes).encode()


FIRST_DIGESTS: dict[bytes, bytes] = {}

POISONS: dict[str, Callable[[Sent], Sent]] = {
    "null traceparent": lambda r: (r[0], r[1], [*without(r, "ce_hops")[2], ("ce_hops", None)]),  # type: ignore[list-item]
    "header that is not UTF-8": lambda r: with_header(r, "ce_id", b"\xff\xfe"),
    "no header at all": lambda r: (r[0], r[1], []),
    "version no number": lambda r: with_header(r, "ce_streamversion", b"two"),
    "version zero": lambda r: with_header(r, "ce_streamversion", b"0"),
    "version negative": lambda r: with_header(r, "ce_streamversion", b"-2"),
    "version beyond 64 bits": lambda r: with_header(r, "ce_streamversion", b"9" * 30),
    "version of 5,000 digits": lambda r: with_header(r, "ce_streamversion", b"9" * 5_000),
    "version too high": lambda r: with_header(r, "ce_streamversion", b"7"),
    "hops beyond 64 bits": lambda r: with_header(with_header(r, "ce_hops", b"9" * 30), "ce_digest", b"00" * 32),
    "digest of another event": lambda r: with_header(r, "ce_digest", b"ab" * 32),
    "digest too short": lambda r: with_header(r, "ce_digest", b"abcd"),
    "digest no hex": lambda r: with_header(r, "ce_digest", b"zz" * 32),
    "time no time": lambda r: with_header(r, "ce_time", b"yesterday"),
    "time without zone": lambda r: with_header(r, "ce_time", b"2020-03-04T10:00:00"),
    "subject of another stream": lambda r: with_header(r, "ce_subject", b"champion-OTHER"),
    "null value": lambda r: (r[0], None, r[2]),
    "no JSON": lambda r: holding(r, b'{"type":'),
    "no text": lambda r: holding(r, ANY),
    "empty": lambda r: holding(r, b""),
    "a list": lambda r: holding(r, b"[1, 2]"),
    "JSON too deep": lambda r: holding(r, b"[" * 100_000 + b"]" * 100_000),
    "not a number": lambda r: holding(r, said_of(r).replace(b'"2020"', b"NaN")),
    "half a surrogate": lambda r: holding(r, said_of(r).replace(b'"2020"', b'"\\ud800"')),
    "a field missing": lambda r: holding(r, b'{"type": "onevoice.registry.champion-activated.v1"}'),
    "unknown type": lambda r: holding(r, said_of(r, type="onevoice.registry.never.v9"), "onevoice.registry.never.v9"),
    "type other than its bytes": lambda r: holding(r, r[1] or b"", "onevoice.registry.champion-withdrawn.v1"),
    "event of another kind": lambda r: holding(r, BriefingSummarised().encode(), BriefingSummarised().type),
    "huge": lambda r: holding(r, b"x" * 1_000_000),
}  # fmt: skip
for _header in NEEDED:
    POISONS |= {
        f"{_header} missing": lambda r, name=_header: without(r, name),  # type: ignore[misc]  # bound at once
        f"{_header} null": lambda r, name=_header: with_header(r, name, None),  # type: ignore[misc]
        f"{_header} twice": lambda r, name=_header: (r[0], r[1], [*r[2], (name, b"another")]),  # type: ignore[misc]
    }
"""Each makes of a stream's second record something that cannot be applied."""

KEYLESS: dict[str, Callable[[Sent], Sent]] = {
    "null key": lambda r: (None, r[1], r[2]),
    "empty key": lambda r: (b"", r[1], r[2]),
    "key that is not text": lambda r: (b"\xff\xfe", r[1], r[2]),
    "key that names no stream": lambda r: (b"nonsense", r[1], r[2]),
    "key with a dot": lambda r: (b"champion-a.b", r[1], r[2]),
    "key with a dollar": lambda r: (b"champion-$set", r[1], r[2]),
    "key without end": lambda r: (b"champion-" + b"A" * 20_000, r[1], r[2]),
}
"""Each takes a record's stream away: it is set aside alone."""


@dataclass(frozen=True)
class Case:
    """A stream of three events whose second came to harm."""

    stream: str
    good: tuple[Sent, Sent, Sent]
    poison: Sent


def case(harm: Callable[[Sent], Sent], mark: str, number: int) -> Case:
    stream = f"champion-{mark}-{number}"
    appends: list[Append] = []
    for note in "123":
        appends.append(appended(stream, [said(note)], appends[-1] if appends else None))
    good = [record for append in appends for record in outgoing("registry", append)]
    FIRST_DIGESTS[stream.encode()] = appends[0].events[0].digest
    return Case(stream, (good[0], good[1], good[2]), harm(good[1]))


def versions(parts: Parts) -> dict[str, int]:
    return {stream: part.version for stream, part in parts.items()}


def is_true(harmed: Case) -> bool:
    """Whether the poison is the true event in all but its envelope: a repeat, once the true one is applied."""
    key, value, headers = harmed.poison
    try:
        known = incoming(Raw("", 0, 0, key, value, tuple(headers)))
    except Malformed:
        return False
    digest = dict(harmed.good[1][2])["ce_digest"]
    return (known.stream, known.version, known.digest.hex().encode()) == (harmed.stream, 2, digest)


async def parked_in(database: Database, view: View[Notes]) -> list[ParkedRecord]:
    owner = owner_of("registry", view.name, 1)
    return [record async for record in Parked(database).everything(owner)]


def raw(record: ParkedRecord) -> Sent:
    return record.raw.key, record.raw.value, list(record.raw.headers)  # type: ignore[arg-type]  # a value may be null


@pytest.mark.law(11)
@pytest.mark.parametrize("shape", [NOTES, SHELVES], ids=["a document each", "documents of many"])
async def test_each_poison_stops_its_own_stream_alone(
    house: House, shape: View[Notes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the harmed stream stops; what waits is whole, and goes on in order when the true record comes."""
    monkeypatch.setattr(living_views, "SWEEP", 0.1)
    mark, view = uuid.uuid4().hex, own(shape)
    harms = {**POISONS, **KEYLESS}
    cases = [case(harm, mark, number) for number, harm in enumerate(harms.values())]
    well = [case(lambda record: record, mark, 1_000 + number) for number in range(20)]
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{mark[:12]}")
    async with living(house.cluster, database, view):
        await send(house.cluster, [c.good[0] for c in (*cases, *well)], "registry")
        await send(house.cluster, [record for c in cases for record in (c.poison, c.good[2])], "registry")
        await send(house.cluster, [record for c in well for record in c.good[1:]], "registry")
        await eventually(lambda: caught_up(house.cluster, view), 60)
        reached = {s: v for s, v in versions(await parts_of(database, view)).items() if mark in s}
        assert reached == {c.stream: 1 for c in cases} | {c.stream: 3 for c in well}
        waiting = await parked_in(database, view)
        kept = [raw(record) for record in waiting]
        for name, harmed in zip(harms, cases, strict=True):
            assert harmed.poison in kept, name
            assert harmed.good[2] in kept, name
        streams = {harmed.stream: name for name, harmed in zip(harms, cases, strict=True)}
        assert {record.stream for record in waiting if record.stream} >= streams.keys()
        await send(house.cluster, [c.good[1] for c in cases], "registry")

        async def cured() -> list[Sent]:
            reached = versions(await parts_of(database, view))
            assert {version for stream, version in reached.items() if mark in stream} == {3}
            left = [raw(record) for record in await parked_in(database, view)]
            assert not [c.stream for c in cases if c.good[2] in left]
            return left

        left = await eventually(cured, 60)
        for name, harmed in zip(harms, cases, strict=True):
            assert (harmed.poison in left) != is_true(harmed), name
    server.close()


@pytest.mark.law(11)
async def test_what_a_view_has_no_use_for_is_none_of_its_business(house: House) -> None:
    """Records of kinds that a view does not fold are skipped unread, and odd headers beside ours do no harm."""
    mark, view = uuid.uuid4().hex, own(NOTES)
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{mark[:12]}")
    odd = case(lambda record: record, mark, 1)
    extra = [("x-null", None), ("x-odd", b"\xff"), ("ce_id", odd.good[0][2][1][1])]
    strange: list[Sent] = [
        (f"network-{mark}".encode(), ANY, []),
        (f"ghost-{mark}".encode(), None, []),
        (odd.good[0][0], odd.good[0][1], [*odd.good[0][2], *extra]),  # type: ignore[list-item]
    ]
    async with living(house.cluster, database, view):
        await send(house.cluster, [*strange, *odd.good[1:]], "registry")
        await eventually(lambda: caught_up(house.cluster, view), 60)
        assert versions(await parts_of(database, view))[odd.stream] == 3
        assert [record for record in await parked_in(database, view) if mark in (record.stream or "")] == []
    server.close()


@pytest.mark.law(11)
@pytest.mark.law(6)
async def test_every_subscription_comes_again_after_an_error(house: House) -> None:
    """``NACK_ON_ERROR`` stands on every subscription, and no other policy: what raised is delivered again."""
    server = connect(house.mongo.url)
    database = server.database("never")
    consumers = Consumers(house.cluster)
    live = [
        LiveConsumer(consumers, [of_view("registry", database, view, 1).make]) for view in (NOTES, SHELVES)
    ]
    assert {consumer.subscription.ack_policy for consumer in live} == {AckPolicy.NACK_ON_ERROR}
    subscribers = list(consumers._broker.subscribers)  # noqa: SLF001 - what FastStream itself will run
    assert len(subscribers) == 2
    assert {subscriber.ack_policy for subscriber in subscribers} == {AckPolicy.NACK_ON_ERROR}
    server.close()
