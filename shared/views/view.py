"""What a view is: a fold of events into documents, declared once and used live, in a rebuild and in tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from shared.contracts.envelope import Recorded

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class View(Generic[S]):
    """A projection and where its documents live.

    ``project`` is pure: (state of this stream's part or None, next event) -> new state. It receives every
    event of the streams whose kind is in ``kinds``, in version order, each once.
    ``document`` maps a stream to its document's key; None means a document for each stream. A document
    that collects several streams keeps one part for each, so the order between streams cannot matter.
    ``indexes`` are dotted paths inside the state (documents of a single stream only).
    """

    name: str
    kinds: frozenset[str]
    state: type[S]
    project: Callable[[S | None, Recorded[Any]], S]
    document: Callable[[str], str] | None = None
    indexes: tuple[tuple[str, ...], ...] = ()
