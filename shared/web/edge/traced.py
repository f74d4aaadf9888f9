"""A span around each request, called after its route: an address itself may hold what somebody keeps to himself."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import traces

_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_FAULT: Final = 500


class Traced:
    """For a process that sends traces. Who asks only whether it is well leaves none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as a part of its caller's trace."""
        if scope["type"] != "http" or scope["path"].startswith("/health"):
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        caller = Headers(scope=scope).get("traceparent")
        about: traces.Attributes = {"http.request.method": method}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                tell({"http.response.status_code": status})
                if status >= _FAULT:
                    tell({"error.type": str(status)})
            await send(message)

        with traces.span(method, "server", caller, about, outside=True) as tell:
            await self._app(scope, receive, sending)
            if route := _route(scope):
                tell({"http.route": route}, f"{method} {route}")


def _route(scope: Scope) -> str | None:
    """The route that a request came to, with the prefixes of the routers around it, which the route itself lacks."""
    found = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    path = getattr(found, "path", None)
    return path and f"{scope.get('root_path', '')}{path}"
