"""Pure ASGI middleware around a process: one correlation id, a limit for bodies, kinds of content, HEAD as GET."""

import re
import uuid
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import answer
from shared.views import unreadable
from shared.web.arrival import Arrival

MB: Final = 1024 * 1024


@dataclass(frozen=True)
class Body:
    """What the body of a request may be: its size in bytes, and its declared types, where they matter."""

    most: int
    types: tuple[str, ...] = ()


_FORM: Final = Body(2 * MB)
_FORMS: Final = {"/take-part": Body((2 + 10 * 25) * MB), "/uploads": Body((2 + 64) * MB)}
"""Pages whose forms bring files, by their end: what a form may hold, and the files."""
_COMMAND: Final = Body(2 * MB, ("application/json",))
_FILES: Final = {
    "/attachments": Body(25 * MB),
    "/uploads": Body(64 * MB, ("text/csv", "application/x-ndjson")),
}
"""Addresses under ``/api/`` that take a file as it is, by their end; all others there take JSON."""
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
        unreadable.begin()
        headers = Headers(scope=scope)
        given = headers.get("x-correlation-id", "")
        correlation = given if _ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out["X-Correlation-ID"] = correlation
                if missing := unreadable.left_out():
                    out[unreadable.HEADER] = str(missing)
                for name, value in _SECURE.items():
                    out.setdefault(name, value)
            await send(message)

        body = _body_of(scope["path"])
        refusal = _refusal(scope, headers, body)
        if refusal:
            await refusal(scope, receive, sending)
            return
        await self._app(_as_get(scope), _Limited(receive, body.most), sending)


def _as_get(scope: Scope) -> Scope:
    """A HEAD is answered as its GET; the server, which has the request itself, leaves the body out (RFC 9110)."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


class _Limited:
    """A receive that counts."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _too_large(self._most))
        return message


def _too_large(most: int) -> str:
    return f"A request may hold {most} bytes here."


def _body_of(path: str) -> Body:
    """What the body of a POST to this path may be."""
    ends, other = (_FILES, _COMMAND) if "/api/" in path else (_FORMS, _FORM)
    return next((body for end, body in ends.items() if path.endswith(end)), other)


def _refusal(scope: Scope, headers: Headers, body: Body) -> ASGIApp | None:
    if scope["method"] != "POST":
        return None
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > body.most:
        return answer(413, "too-large", _too_large(body.most))
    if body.types and headers.get("content-type", "").split(";")[0].strip() not in body.types:
        return answer(415, "unsupported-media-type", f"Send Content-Type: {' or '.join(body.types)}.")
    return None
