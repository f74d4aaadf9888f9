"""Pure ASGI middleware around a process: one correlation id, a limit for bodies, JSON only, HEAD as GET."""

import re
import uuid
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import answer
from shared.web.arrival import Arrival

LARGEST_BODY = 2 * 1024 * 1024
_JSON = frozenset({"application/json"})


@dataclass(frozen=True)
class _Taken:
    """What a POST may carry: bytes, and media types (None for any)."""

    most: int
    kinds: frozenset[str] | None


_ORDINARY = _Taken(LARGEST_BODY, _JSON)
_FILES = {
    "attachments": _Taken(25 * 1024 * 1024, None),
    "uploads": _Taken(64 * 1024 * 1024, frozenset({"text/csv", "application/x-ndjson"})),
}
"""Of addresses of the API that end so: their routes read the body as it comes."""


def _taken(path: str) -> _Taken:
    return _FILES.get(path.rpartition("/")[2], _ORDINARY) if "/api/" in path else _PAGE


_PAGE = _Taken(LARGEST_BODY, None)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SECURE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}


class Edge:
    """Notes when a request came, binds its correlation id to every log line and answers that in a header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its body is not one that could be taken."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["arrival"] = Arrival.this_moment()
        headers = Headers(scope=scope)
        given = headers.get("x-correlation-id", "")
        correlation = given if _ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out["X-Correlation-ID"] = correlation
                for name, value in _SECURE.items():
                    out.setdefault(name, value)
            await send(message)

        refusal = _refusal(scope, headers)
        if refusal:
            await refusal(scope, receive, sending)
            return
        await self._app(_as_get(scope), _Limited(receive, _taken(scope["path"]).most), sending)


def _as_get(scope: Scope) -> Scope:
    """A HEAD is answered as its GET; the server, which has the request itself, leaves the body out (RFC 9110)."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


class _Limited:
    """A receive that counts."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _too_large(self._most))
        return message


def _too_large(most: int) -> str:
    return f"A request may hold {most} bytes here."


def _refusal(scope: Scope, headers: Headers) -> ASGIApp | None:
    if scope["method"] != "POST":
        return None
    taken = _taken(scope["path"])
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > taken.most:
        return answer(413, "too-large", _too_large(taken.most))
    if taken.kinds is not None and headers.get("content-type", "").split(";")[0].strip() not in taken.kinds:
        return answer(
            415, "unsupported-media-type", f"Send Content-Type: {' or '.join(sorted(taken.kinds))}."
        )
    return None
