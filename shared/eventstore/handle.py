"""The handle loop: from a command to an append, visibly.

Load, fold, has this command been answered?, is the version the one expected?, decide, append; on a lost race again.
"""

import asyncio
import hashlib
import hmac
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

import structlog
from pydantic import BaseModel

from shared import crash, traces
from shared.clock import Clock, now
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import GENESIS, Context, Event, chain
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.eventstore.port import Append, Conflict, EventStore, StoredEvent, StoreUnavailable
from shared.forms import Thing
from shared.kafka.limits import MAX_EVENT_BYTES
from shared.values import Refused, said

C = TypeVar("C")
S = TypeVar("S")
_log = structlog.get_logger(__name__)
LONG_STREAM = 1_000
"""Appends or events above which a stream wants to be several: each command reads it whole."""
_ATTEMPTS = 60
"""Bound on lost races: each loss means that somebody else made progress."""


class KeyReused(Exception):
    """The same key came before with another command."""


class VersionMoved(Exception):
    """The stream is not at the version that the caller expects."""


class TooLarge(Exception):
    """An event would not fit its topic."""


class Busy(Exception):
    """Lost too many races, or the outcome could not be learned: the caller may send the same again."""


@dataclass(frozen=True)
class Slice(Generic[C, S]):
    """One aggregate: its kind of stream, its two pure functions, and as what people know it."""

    kind: str
    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Any], S]
    thing: Thing | None = None

    def fold(self, events: Sequence[Event]) -> S:
        """The state after these events. A refused reaction is an answer, not a fact, and is left out."""
        facts = (event for event in events if not isinstance(event, ReactionRefused))
        return reduce(self.evolve, facts, self.initial)


@dataclass(frozen=True)
class Origin:
    """Who sent a command, under which key, in what chain of causes.

    ``key`` None means not keyed. ``cause`` is set for a reaction: then a domain refusal is recorded on the
    stream as an answer, and the fingerprint is not compared. ``fresh``: the stream has most likely no history,
    so it is not looked for at first; a lost append tells otherwise.
    """

    actor: str
    context: Context
    key: str | None = None
    expected: int | None = None
    reaction: str | None = None
    cause: EventRef | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Answer:
    """What a command left behind; ``created`` when it began the stream, ``repeated`` when it came before."""

    stream: str
    version: int
    created: bool
    repeated: bool


class Handler:
    """Runs commands of one service against its store. Safe to share and to run many times at once."""

    def __init__(
        self,
        store: EventStore,
        secret: bytes,
        clock: Clock = now,
        appended: Callable[[], Awaitable[None] | None] | None = None,
    ) -> None:
        self._store = store
        self._secret = secret
        self._clock = clock
        self._appended = appended

    async def handle(
        self, aggregate: Slice[Any, Any], stream: str, command: BaseModel, origin: Origin
    ) -> Answer:
        """Answer the command, once for its key and for ever.

        Raises ``Refused``, ``KeyReused``, ``VersionMoved``, ``TooLarge``, ``StreamFrozen``, ``Busy`` and
        ``StoreUnavailable``. When it returns, the append is on disk and will be published.
        """
        command_id = self._command_id(origin)
        fingerprint = None if origin.cause else self._sign(stream, type(command).__name__, said(command))
        for attempt in range(_ATTEMPTS):
            history = [] if origin.fresh and attempt == 0 else await self._store.load(stream)
            if answered := _answer(history, command_id, origin.cause):
                if fingerprint and answered.fingerprint != fingerprint:
                    raise KeyReused("this Idempotency-Key was used before with another request")
                began = bool(answered.events) and answered.first == 1
                return Answer(stream, answered.last, created=began, repeated=True)
            version = _version(history, stream, origin.expected)
            events = _decide(aggregate, history, command, origin)
            if not events and origin.key is None:
                return Answer(stream, version, created=False, repeated=False)
            append = self._append(stream, history, events, (command_id, fingerprint), origin)
            if await self._keep(append):
                return Answer(stream, append.last, created=bool(events) and version == 0, repeated=False)
            await asyncio.sleep(pause(attempt))
        raise Busy(f"{stream} is being written by many at once")

    async def read(self, aggregate: Slice[Any, S], stream: str) -> tuple[int, S]:
        """The stream's version and state, from the store itself. Raises ``StreamFrozen``, ``StoreUnavailable``."""
        history = await self._store.load(stream)
        return history[-1].last if history else 0, aggregate.fold(_past(history))

    async def history(self, stream: str) -> list[tuple[StoredEvent, Event]]:
        """Its events, as they are stored and as they read. Raises ``StreamFrozen``, ``StoreUnavailable``."""
        stored = (event for append in await self._store.load(stream) for event in append.events)
        return [(event, CATALOGUE.decode(event.type, event.data)) for event in stored]

    async def preview(
        self, aggregate: Slice[Any, Any], stream: str, command: BaseModel, expected: int | None = None
    ) -> tuple[int, Sequence[Event]]:
        """The stream's version, and what the command would add to it now; nothing is kept. Raises as ``handle``."""
        history = await self._store.load(stream)
        version = _version(history, stream, expected)
        return version, aggregate.decide(command, aggregate.fold(_past(history)))

    async def _keep(self, append: Append) -> bool:
        """True when kept; False when the place is taken or the outcome unknown: the next load tells."""
        try:
            await self._store.append(append)
        except (Conflict, StoreUnavailable):
            return False
        crash.point("handle.after_append")
        if max(append.last, append.seq) > LONG_STREAM:
            _log.warning("long stream", stream=append.stream, version=append.last, appends=append.seq)
        if self._appended and append.events and (waiting := self._appended()) is not None:
            await waiting
        return True

    def _append(
        self,
        stream: str,
        history: Sequence[Append],
        events: Sequence[Event],
        answer: tuple[str, str | None],
        origin: Origin,
    ) -> Append:
        last = history[-1].last if history else 0
        stored = _chained(events, last, _head_digest(history))
        return Append(
            stream=stream,
            seq=history[-1].seq + 1 if history else 1,
            last=last + len(events),
            events=stored,
            command_id=answer[0],
            fingerprint=answer[1],
            actor=origin.actor,
            at=self._clock(),
            context=traces.within(origin.context),
            published=not events,
        )

    def _command_id(self, origin: Origin) -> str:
        if origin.key is None:
            return uuid.uuid4().hex
        if origin.cause:
            return hashlib.sha256(f"{origin.reaction}\0{origin.key}".encode()).hexdigest()
        return self._sign(origin.actor, origin.key)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def pause(lost: int) -> float:
    """Seconds before the next try, after so many lost races before this one: so that racers part."""
    return random.uniform(0, min(0.1, 0.002 * 2**lost))  # noqa: S311 - jitter, not a secret


def _version(history: Sequence[Append], stream: str, expected: int | None) -> int:
    version = history[-1].last if history else 0
    if expected is not None and expected != version:
        raise VersionMoved(f"{stream} is at version {version}, not {expected}")
    return version


def _answer(history: Sequence[Append], command_id: str, cause: EventRef | None) -> Append | None:
    return next((a for a in reversed(history) if a.answers(command_id, cause.id if cause else None)), None)


def _head_digest(history: Sequence[Append]) -> bytes:
    return next((a.events[-1].digest for a in reversed(history) if a.events), GENESIS)


def _past(history: Sequence[Append]) -> list[Event]:
    return [CATALOGUE.decode(e.type, e.data) for append in history for e in append.events]


def _decide(
    aggregate: Slice[Any, Any], history: Sequence[Append], command: BaseModel, origin: Origin
) -> Sequence[Event]:
    try:
        return aggregate.decide(command, aggregate.fold(_past(history)))
    except Refused as refusal:
        if origin.cause is None or origin.reaction is None:
            raise
        return [ReactionRefused(reaction=origin.reaction, cause=origin.cause, reason=str(refusal))]


def _chained(events: Sequence[Event], version: int, digest: bytes) -> tuple[StoredEvent, ...]:
    stored: list[StoredEvent] = []
    for event in events:
        data = event.encode()
        if len(data) > MAX_EVENT_BYTES:
            raise TooLarge(f"{event.type} takes {len(data)} bytes; {MAX_EVENT_BYTES} is the limit")
        version += 1
        digest = chain(digest, data)
        stored.append(StoredEvent(uuid.uuid4().hex, event.type, version, data, digest))
    return tuple(stored)
