"""Folding a stream's records into its part of a document: pure, and the only place that judges a record.

A part remembers the first bytes of every digest it has folded. So a repeat is told from a fork at any
version, also far below the watermark, where a store restored to an older state would show first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import BaseModel

from shared.contracts.envelope import GENESIS, Event, Recorded, chain
from shared.kafka.records import Incoming
from shared.views.view import View

MARK = 8
"""Bytes of each digest that a part keeps."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a stream has become: the watermark (``version``, ``digest``), the marks and what ``evolve`` made.

    ``trouble`` says why this version of the code cannot read the state that is stored: nothing follows on it.
    """

    version: int = 0
    digest: bytes = GENESIS
    marks: bytes = b""
    state: Any = None
    trouble: str = ""

    def knows(self, version: int, digest: bytes) -> bool:
        """Whether this very event was folded here before."""
        return self.marks[(version - 1) * MARK : version * MARK] == digest[:MARK]

    def is_of(self, history: Sequence[Incoming]) -> bool:
        """Whether all that was folded here stands in this history."""
        marks = b"".join(record.digest[:MARK] for record in history[: self.version])
        return self.version <= len(history) and self.marks == marks


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be applied now, and why."""

    record: Incoming
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Folded:
    """What came of a stream's records: the part, how many were applied and repeated, and the others.

    ``shown`` is what everybody sees of the part, where any was applied.
    """

    part: Part
    applied: int
    repeated: int
    rejected: tuple[Rejected, ...]
    shown: BaseModel | None = None

    @property
    def seen(self) -> Part:
        """The part as it is read back by who looks."""
        return replace(self.part, state=self.shown)


class Decode(Protocol):
    """From a type and bytes to an event of the kind; raises any exception for what cannot be decoded."""

    def __call__(self, type_name: str, data: bytes, kind: str | None = None) -> Event:
        """The event."""
        ...


def judge(part: Part, record: Incoming) -> str:
    """``next``, ``repeat``, or why it can be neither: ``fork``, ``gap``, ``unchained``, ``unreadable``."""
    if record.version <= part.version:
        return "repeat" if part.knows(record.version, record.digest) else "fork"
    if record.version > part.version + 1:
        return "gap"
    if part.trouble:
        return "unreadable"
    return "next" if chain(part.digest, record.data) == record.digest else "unchained"


def advance(part: Part, record: Incoming, state: Any) -> Part:
    """The part after this record."""
    return Part(record.version, record.digest, part.marks + record.digest[:MARK], state)


def fold(part: Part, records: Sequence[Incoming], view: View[Any], decode: Decode) -> Folded:
    """Apply a stream's records that follow the watermark, pass over repeats, reject the rest.

    Never raises for a record: one that cannot be evolved or shown is rejected.
    """
    try:
        return _fold(part, records, view, view.evolve, decode)
    except Exception:  # noqa: BLE001 - whose event it is shows when each is shown by itself

        def visibly(state: Any, record: Recorded[Any]) -> Any:
            state = view.evolve(state, record)
            view.shown(record.stream, record.version, state)
            return state

        return _fold(part, records, view, visibly, decode)


def _fold(
    part: Part,
    records: Sequence[Incoming],
    view: View[Any],
    evolve: Callable[[Any, Recorded[Any]], Any],
    decode: Decode,
) -> Folded:
    applied = repeated = 0
    rejected: list[Rejected] = []
    for record in records:
        verdict = judge(part, record)
        if verdict == "repeat":
            repeated += 1
            continue
        if verdict != "next":
            rejected.append(Rejected(record, verdict, explain(verdict, part, record)))
            continue
        try:
            state = evolve(part.state, recorded(record, decode))
        except Exception as error:  # noqa: BLE001 - a projection may fail in any way; its stream alone stops
            reason = "undecodable" if isinstance(error, ValueError) else "failed"
            rejected.append(Rejected(record, reason, f"{type(error).__name__}: {error}"[:500]))
            continue
        part = advance(part, record, state)
        applied += 1
    shown = view.shown(records[0].stream, part.version, part.state) if applied else None
    return Folded(part, applied, repeated, tuple(rejected), shown)


def recorded(record: Incoming, decode: Decode) -> Recorded[Any]:
    """The record with its event decoded."""
    event = decode(record.type, record.data, record.stream.partition("-")[0])
    return Recorded(
        record.stream,
        record.version,
        record.id,
        record.at,
        record.digest,
        record.data,
        event,
        record.context,
    )


def explain(verdict: str, part: Part, record: Incoming) -> str:
    """Why the record could not be applied, for people."""
    if verdict == "fork":
        return f"another event stood at version {record.version}: the store was restored or written twice"
    if verdict == "gap":
        return f"version {record.version} came when {part.version + 1} was awaited"
    if verdict == "unreadable":
        return f"the state of version {part.version} is stored as this version cannot read it: {part.trouble}"
    return f"version {record.version} does not chain to the digest of version {part.version}"
