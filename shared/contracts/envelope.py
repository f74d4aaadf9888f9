"""The envelope: what every event carries, and the two facts that make a stream verifiable.

An event is serialised once, at its append. Those bytes are stored, hashed and sent; nothing
serialises it a second time. ``digest`` chains each event to the one before it in its stream.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

E_co = TypeVar("E_co", bound="Event", covariant=True)

GENESIS = b""
"""What the first event of a stream is chained to."""


Sentences = tuple[str, ...]
"""Texts of the catalogues, of which the first is said whose values are all there."""


class Event(BaseModel):
    """Base of every event type: frozen, and closed to fields it does not name; whoever reads one passes them over.

    A subclass says its ``type``, ``onevoice.<service>.<name>.v<n>``, which is its first field: part of the bytes, so
    that the digest covers it. It also carries the sentence that tells it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    says: ClassVar[Sentences | Mapping[object, Sentences]]
    """The sentence, with fields of the event in braces, and ``{it}`` for what the thing is called. Where it depends
    on a field (``says_by``), one for each of that field's values."""
    says_by: ClassVar[str] = ""
    adds: ClassVar[Sentences] = ()
    """Paragraphs behind the sentence, each said where its values are there: fields of the event, or of what is known
    of the thing."""

    type: str = ""

    def __init_subclass__(cls, *, type: str | None = None, **options: Any) -> None:  # noqa: A002 - as it is called
        super().__init_subclass__(**options)
        if type:  # the field as pydantic reads it next: this type and no other
            cls.__annotations__ = {**vars(cls).get("__annotations__", {}), "type": Literal[type]}
            cls.type = type

    def encode(self) -> bytes:
        """The event's bytes, for ever: UTF-8 JSON in field order."""
        return self.model_dump_json().encode()


def chain(previous: bytes, data: bytes) -> bytes:
    """The digest of an event: sha256 over the digest before it and its own bytes (32 bytes)."""
    return hashlib.sha256(previous + data).digest()


@dataclass(frozen=True, slots=True)
class Context:
    """Where a command came from; travels through every record and reaction it causes.

    ``correlation_id`` is one id from the first HTTP request on, ``causation_id`` the id of the event
    that caused the command (None for a person's), ``hops`` the number of reactions in between. ``silent``
    marks history that is recorded late: nobody is to be told of it.
    """

    correlation_id: str
    causation_id: str | None = None
    hops: int = 0
    traceparent: str | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E_co]):
    """One event as it stands in its stream and on its topic."""

    stream: str
    version: int
    id: str
    at: datetime
    digest: bytes
    data: bytes
    event: E_co
    context: Context

    @property
    def kind(self) -> str:
        """The part of the stream's name before its first dash."""
        return self.stream.partition("-")[0]
