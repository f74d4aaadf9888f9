"""Traces: what one request brings about, from its answer over Kafka to the mails.

Off until ``begin``, and then nothing of OpenTelemetry is loaded. Spans say kinds, names of routes and outcomes; never
what anybody wrote, an address, or whose a thing is.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final, Literal, Protocol

from shared.contracts.envelope import Context

Kind = Literal["server", "client", "producer", "consumer", "internal"]


Attributes = Mapping[str, str | int]
"""By the names of OpenTelemetry's semantic conventions, or ``onevoice.…``."""


class Tell(Protocol):
    """Adds to the span that is open, or calls it otherwise."""

    def __call__(self, attributes: Attributes, name: str | None = None, /) -> None: ...  # noqa: D102


class Spans(Protocol):
    """Where spans go. ``outside``: the parent is a caller's, who has no say in what is kept."""

    def open(  # noqa: D102
        self, name: str, kind: Kind, parent: str | None, attributes: Attributes, *, outside: bool
    ) -> AbstractContextManager[Tell]: ...
    def happened(  # noqa: D102
        self, name: str, kind: Kind, parent: str, began: int, attributes: Attributes
    ) -> None: ...
    def end(self) -> None: ...  # noqa: D102


here: ContextVar[str | None] = ContextVar("traceparent", default=None)
"""The span that is open, as W3C's Trace Context names it."""
_NONE: Final[Attributes] = {}
_spans: Spans | None = None


def begin(collector: str, ratio: float, resource: Mapping[str, str]) -> Callable[[], None]:
    """Send spans to a collector (OTLP over HTTP); what ends it, and sends what is left.

    ``ratio`` of all traces are kept. Certificates, headers and time-outs are those of the environment
    (``OTEL_EXPORTER_OTLP_…``).
    """
    from shared.traces.opentelemetry import OpenTelemetry  # noqa: PLC0415 - not loaded where it is off

    global _spans  # noqa: PLW0603 - a process has one collector
    _spans = OpenTelemetry(collector, ratio, resource)
    return _end


def _end() -> None:
    global _spans
    ending, _spans = _spans, None
    if ending:
        ending.end()


def span(
    name: str,
    kind: Kind = "internal",
    parent: str | None = None,
    attributes: Attributes = _NONE,
    *,
    outside: bool = False,
) -> AbstractContextManager[Tell]:
    """What happens in this block, because of ``parent`` or else of the span that is open. Of an error, its type.

    A ``consumer`` whose record no trace caused begins none.
    """
    if _spans is None or (kind == "consumer" and parent is None):
        return nullcontext(_mute)
    return _spans.open(name, kind, parent or here.get(), attributes, outside=outside)


def moment() -> int:
    """Now, for ``happened``."""
    return time.time_ns()


def happened(name: str, kind: Kind, parent: str | None, began: int, attributes: Attributes = _NONE) -> None:
    """What has been done since ``began`` because of ``parent``; nothing where no trace caused it."""
    if _spans and parent:
        _spans.happened(name, kind, parent, began, attributes)


def within(context: Context) -> Context:
    """A context of the span that is open, whose consequences hang on it; the same where none is."""
    return replace(context, traceparent=found) if (found := here.get()) else context


def headers() -> dict[str, str]:
    """What takes the trace to another service."""
    return {"traceparent": found} if (found := here.get()) else {}


def mark(_logger: object, _name: str, line: Any) -> Any:
    """For structlog: a line of the log names its trace."""
    if found := here.get():
        line["trace_id"] = found.split("-")[1]
    return line


def _mute(_attributes: Attributes, _name: str | None = None) -> None: ...
