"""What a view is: a fold of events into documents, declared once and used live, in a rebuild and in tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from shared.contracts.envelope import Recorded

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class View(Generic[S]):
    """A projection in two pure halves, and where its documents live.

    ``evolve`` is cheap: (what it made of this stream before or None, next event) -> the next. It receives every event
    of the streams whose kind is in ``kinds``, in version order, each once. ``show`` makes of that what everybody
    sees, a ``state``, once for each document that is written: (stream, its version, what ``evolve`` made) -> state.
    Without it, ``evolve`` makes the state itself.

    ``folded`` is the form that ``evolve`` makes: a frozen dataclass with slots, of values that were validated when
    they were said. Its fields stand in the state under the same names, so that a stored document is read back as
    either, whatever else the state shows; what it holds beside them (with a default) is shown by then.

    ``document`` maps a stream to its document's key; None means a document for each stream. A document
    that collects several streams keeps one part for each, so the order between streams cannot matter.
    ``indexes`` are dotted paths inside the state (documents of a single stream only).
    """

    name: str
    kinds: frozenset[str]
    state: type[S]
    evolve: Callable[[Any, Recorded[Any]], Any]
    folded: type[Any] | None = None
    show: Callable[[str, int, Any], S] | None = None
    document: Callable[[str], str] | None = None
    indexes: tuple[tuple[str, ...], ...] = ()

    def shown(self, stream: str, version: int, folded: Any) -> S:
        """What everybody sees of what ``evolve`` made of the stream up to this version."""
        return self.show(stream, version, folded) if self.show else cast("S", folded)
