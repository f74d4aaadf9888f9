"""Spans by OpenTelemetry's SDK."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.traces import Attributes, Kind, Tell, here
from shared.values import Refused

_FEW: Final = 3.0
_W3C: Final = TraceContextTextMapPropagator()


class OpenTelemetry:
    """See ``Spans``. Sending is the SDK's: in batches, in a thread, and what a collector cannot take is dropped."""

    def __init__(self, collector: str, ratio: float, resource: Mapping[str, str]) -> None:
        share = TraceIdRatioBased(ratio)  # by the trace's id: every process decides alike
        sampler = ParentBased(share, remote_parent_sampled=share, remote_parent_not_sampled=share)
        self._provider = TracerProvider(sampler, Resource.create(dict(resource)), shutdown_on_exit=False)
        self._exporter = OTLPSpanExporter(collector)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer("onevoice")

    @contextmanager
    def open(
        self, name: str, kind: Kind, parent: str | None, attributes: Attributes, *, outside: bool
    ) -> Iterator[Tell]:
        """A span around a block."""
        span = self._tracer.start_span(name, **_about(kind, parent, attributes, outside=outside))

        def tell(more: Attributes, name: str | None = None) -> None:
            span.set_attributes(more)
            if name:
                span.update_name(name)

        named: dict[str, str] = {}
        _W3C.inject(named, set_span_in_context(span, Context()))
        before = here.set(named["traceparent"])
        try:
            yield tell
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            if not isinstance(error, Refused):  # which is an answer
                span.set_status(StatusCode.ERROR)
            raise
        finally:
            here.reset(before)
            span.end()

    def happened(self, name: str, kind: Kind, parent: str, began: int, attributes: Attributes) -> None:
        """A span of what is over."""
        self._tracer.start_span(name, start_time=began, **_about(kind, parent, attributes)).end()

    def end(self) -> None:
        """Send what is left, for a few seconds: a collector that is away holds up no stop."""
        given_up = Timer(_FEW, self._exporter.shutdown)
        given_up.start()
        self._provider.shutdown()
        given_up.cancel()


def _about(
    kind: Kind, parent: str | None, attributes: Attributes, *, outside: bool = False
) -> dict[str, Any]:
    return {
        "kind": SpanKind[kind.upper()],
        "context": _caused(parent, outside=outside) if parent else Context(),
        "attributes": attributes,
    }


def _caused(parent: str, *, outside: bool) -> Context:
    """A context in which that span is open; none where the parent is no traceparent."""
    found = _W3C.extract({"traceparent": parent}, Context())
    if outside:
        return found
    of = get_current_span(found).get_span_context()
    known = SpanContext(of.trace_id, of.span_id, is_remote=False, trace_flags=of.trace_flags)
    return set_span_in_context(NonRecordingSpan(known), found)
