"""Records as they arrive: each one's envelope is read once, whoever wants it."""

from collections.abc import Collection
from typing import NamedTuple

from shared.kafka.records import Incoming, Malformed, Record, incoming, stream_of


class Arrived(NamedTuple):
    """A record and what it says; ``kind`` is None where its key names no stream, ``known`` where it is malformed."""

    record: Record
    kind: str | None
    known: Incoming | None
    trouble: str = ""


def arrived(record: Record, kinds: Collection[str]) -> Arrived | None:
    """The record with its envelope read; None, and nothing read, for one of other kinds."""
    stream = stream_of(record)
    kind = None if stream is None else stream.partition("-")[0]
    if kind is not None and kind not in kinds:
        return None
    try:
        return Arrived(record, kind, incoming(record))
    except Malformed as error:
        return Arrived(record, kind, None, str(error))
