"""Stored documents that this version of the code cannot read: one's fault is one stream's, and it is said.

Lists leave such an entry out and say that it is missing; its own page says so; what comes for its stream is parked.
"""

from contextvars import ContextVar
from typing import Final

import structlog

from shared import metrics

_log = structlog.get_logger(__name__)
HEADER: Final = "Entries-Missing"
"""Of an answer from which entries had to be left out: how many."""
_left_out: ContextVar[int] = ContextVar("left_out", default=0)
_told: Final[set[tuple[str, str]]] = set()
_MOST_TOLD: Final = 10_000


class Unreadable(Exception):
    """What is kept of this stream was written by another version and cannot be read by this one."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"what is kept of {stream} cannot be read at the moment; nothing of it is lost")


def leave_out(view: str, stream: str, trouble: str) -> None:
    """Note that an answer goes without this stream; the log says so once for each process."""
    _left_out.set(_left_out.get() + 1)
    metrics.UNREADABLE.labels(view).inc()
    if (view, stream) not in _told and len(_told) < _MOST_TOLD:
        _told.add((view, stream))
        _log.error("unreadable", view=view, stream=stream, detail=trouble)


def begin() -> None:
    """A request begins: its answer goes without nothing yet."""
    _left_out.set(0)


def left_out() -> int:
    """How many entries the answer of this request goes without, so far."""
    return _left_out.get()
