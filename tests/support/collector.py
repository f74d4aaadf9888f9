"""A collector of traces: takes OTLP over HTTP, as OpenTelemetry's own message, and keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass
class Collector:
    """Keeps what comes, as it came and as spans."""

    bodies: list[bytes] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        """To be served."""
        return Starlette(routes=[Route("/v1/traces", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        kept = ExportTraceServiceResponse().SerializeToString()
        return Response(kept, media_type="application/x-protobuf")

    def of(self, trace: str) -> list[Span]:
        """The spans of a trace."""
        return [one for one in self.spans if one.trace_id.hex() == trace]


def said(spans: Iterable[Span]) -> dict[str, dict[str, str]]:
    """Names and attributes; of spans of one name, the last one's."""
    return {
        one.name: {each.key: each.value.string_value or str(each.value.int_value) for each in one.attributes}
        for one in spans
    }
