"""CloudEvents 1.0, binary mode: an append's events as Kafka records, and a record as what it claims to be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from shared.clock import iso
from shared.contracts.envelope import Context
from shared.eventstore.port import Append
from shared.values import MOST

Headers = list[tuple[str, bytes]]
DIGEST_BYTES = 32


class Record(Protocol):
    """What we read of a Kafka record; any part of it may be rubbish."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - a record's own words
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102
    @property
    def headers(self) -> tuple[tuple[str, bytes | None], ...]: ...  # noqa: D102


class Incoming(NamedTuple):
    """A record that names its stream, version and digest; its bytes are not decoded yet."""

    topic: str
    partition: int
    offset: int
    stream: str
    version: int
    id: str
    type: str
    at: datetime
    digest: bytes
    data: bytes
    context: Context


class Malformed(Exception):
    """A record that is not one of ours in form. ``stream`` is its key where that is readable."""

    def __init__(self, reason: str, stream: str | None) -> None:
        super().__init__(reason)
        self.stream = stream


def outgoing(service: str, append: Append) -> Iterator[tuple[bytes, bytes, Headers]]:
    """Key, value and headers of each event of the append, in order."""
    context = append.context
    for event in append.events:
        headers: Headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", event.id.encode()),
            ("ce_source", f"/onevoice/{service}".encode()),
            ("ce_type", event.type.encode()),
            ("ce_subject", append.stream.encode()),
            ("ce_time", iso(append.at).encode()),
            ("ce_streamversion", str(event.version).encode()),
            ("ce_digest", event.digest.hex().encode()),
            ("ce_correlationid", context.correlation_id.encode()),
            ("ce_hops", str(context.hops).encode()),
            ("content-type", b"application/json"),
        ]
        if context.causation_id:
            headers.append(("ce_causationid", context.causation_id.encode()))
        if context.traceparent:
            headers.append(("traceparent", context.traceparent.encode()))
        if context.silent:
            headers.append(("ce_silent", b"true"))
        yield append.stream.encode(), event.data, headers


def stream_of(record: Record) -> str | None:
    """The stream that the record's key names; None when it names none."""
    return record.key.decode() if record.key and _NAME.fullmatch(record.key) else None


def incoming(record: Record) -> Incoming:
    """Read a record's envelope. Raises ``Malformed`` with what is wrong."""
    stream = stream_of(record)
    if stream is None:
        raise Malformed("the key does not name a stream", None)
    if record.value is None:
        raise Malformed("the record has no value", stream)
    try:
        return _read(record, stream, record.value, _single(record.headers))
    except ValueError as error:
        raise Malformed(f"a header is not what it should be: {error}"[:500], stream) from error


def readable(record: Record) -> Incoming | None:
    """The record's envelope; None where it is malformed."""
    try:
        return incoming(record)
    except Malformed:
        return None


def _read(record: Record, stream: str, data: bytes, headers: Mapping[str, bytes | None]) -> Incoming:
    """What the envelope says. Raises ValueError."""
    if _text(headers, "ce_subject") != stream:
        raise ValueError("ce_subject is not the record's key")
    at = datetime.fromisoformat(_text(headers, "ce_time"))
    if at.tzinfo is None:
        raise ValueError("ce_time has no time zone")
    digest = bytes.fromhex(_text(headers, "ce_digest"))
    if len(digest) != DIGEST_BYTES:
        raise ValueError(f"ce_digest has {len(digest)} bytes instead of {DIGEST_BYTES}")
    return Incoming(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        stream=stream,
        version=_number(headers, "ce_streamversion", 1),
        id=_text(headers, "ce_id"),
        type=_text(headers, "ce_type"),
        at=at,
        digest=digest,
        data=data,
        context=Context(
            correlation_id=_text(headers, "ce_correlationid"),
            causation_id=_text(headers, "ce_causationid") if "ce_causationid" in headers else None,
            hops=_number(headers, "ce_hops", 0),
            traceparent=_text(headers, "traceparent") if "traceparent" in headers else None,
            silent=headers.get("ce_silent") == b"true",
        ),
    )


_NAME: Final = re.compile(rb"[A-Za-z0-9_]+-[A-Za-z0-9_-]+")


def _single(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, bytes | None]:
    """Each header once. Raises ValueError where one of two words stands twice: nobody knows which is meant."""
    found = dict(headers)
    if len(found) != len(headers):
        for name, value in headers:
            if found[name] != value:
                raise ValueError(f"{name} stands twice")
    return found


def _text(headers: Mapping[str, bytes | None], name: str) -> str:
    value = headers.get(name)
    if value is None:
        raise ValueError(f"{name} is missing")
    return value.decode()


def _number(headers: Mapping[str, bytes | None], name: str, least: int) -> int:
    number = int(_text(headers, name))
    if not least <= number <= MOST:
        raise ValueError(f"{name} is out of range")
    return number
