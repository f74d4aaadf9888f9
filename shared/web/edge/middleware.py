"""Pure ASGI middleware around a process: one correlation id, a limit for bodies, kinds of content, HEAD as GET."""

import contextlib
import re
import uuid
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import HTTP, answer, unfit
from shared.views import unreadable
from shared.web.edge.arrival import Arrival
from shared.web.edge.incoming import Incoming, too_large
from shared.web.edge.sent_json import Unfit, read

MB: Final = 1024 * 1024


@dataclass(frozen=True)
class Body:
    """What the body of a request may be: its size in bytes, and its declared types, where they matter."""

    most: int
    types: tuple[str, ...] = ()


_FORM: Final = Body(2 * MB)
_FORMS: Final = {
    "/take-part": Body((2 + 10 * 25) * MB),
    "/uploads": Body((2 + 64) * MB),
    "/file": Body((2 + 25) * MB),
}
"""Pages whose forms bring files, by their end: what a form may hold, and the files."""
_JSON: Final = "application/json"
_COMMAND: Final = Body(2 * MB, (_JSON,))
_FILES: Final = {
    "/attachments": Body(25 * MB),
    "/file": Body(25 * MB),
    "/uploads": Body(
        64 * MB,
        (
            "text/csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/x-ndjson",
        ),
    ),
}
"""Addresses under ``/api/`` that take a file as it is, by their end; all others there take JSON."""
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SECURE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}
_OVER_TLS: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year a browser asks this host over TLS alone (RFC 6797)."""


class Edge:
    """Notes when a request came, binds its correlation id to every log line and answers that in a header.

    ``secure``: the house is reached over TLS.
    """

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self._app = app
        self._headers = {**_SECURE, **(_OVER_TLS if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless its body is not one that could be taken."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        arrival = state["arrival"] = Arrival.this_moment()
        state["head"] = scope["method"] == "HEAD"
        unreadable.begin()
        headers = Headers(scope=scope)
        given = headers.get("x-correlation-id", "")
        correlation = given if _ID.fullmatch(given) else uuid.uuid4().hex
        here = (
            f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"  # as redirects are made, by any host
        )
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out["X-Correlation-ID"] = correlation
                if missing := unreadable.left_out():
                    out[unreadable.HEADER] = str(missing)
                for name, value in self._headers.items():
                    out.setdefault(name, value)
                if at := out.get("location"):
                    out["location"] = at.removeprefix(here) if at.startswith(f"{here}/") else at
            await send(message)

        body = _body_of(scope["path"])
        coming: Receive = Incoming(receive, body.most, arrival)
        refusal = _refusal(scope, headers, body)
        if refusal is None and scope["method"] == "POST" and _JSON in body.types:
            coming, refusal = await _looked_at(coming, headers)
        await (refusal or self._app)(_as_get(scope), coming, sending)


def _as_get(scope: Scope) -> Scope:
    """A HEAD is answered as its GET; the server, which has the request itself, leaves the body out (RFC 9110)."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


async def _looked_at(receive: Receive, headers: Headers) -> tuple[Receive, ASGIApp | None]:
    """A body of JSON, come whole, to be received again; and the refusal of one that no type should look at."""
    pieces: list[bytes] = []
    more = True
    while more:
        try:
            message = await receive()
        except HTTPException as error:
            return receive, answer(error.status_code, HTTP[error.status_code], error.detail, error.headers)
        if message["type"] != "http.request":
            return receive, answer(400, "malformed", "The body was cut off.")
        more = message.get("more_body", False)
        pieces.append(message.get("body", b""))
    data = b"".join(pieces)
    with contextlib.suppress(ValueError):  # no JSON: said where a route wants some
        try:
            read(data)
        except Unfit as error:
            return receive, unfit(error.error, headers)
    return _Again(data, receive), None


class _Again:
    """A receive of a body that has come."""

    def __init__(self, data: bytes, receive: Receive) -> None:
        self._data: bytes | None = data
        self._receive = receive

    async def __call__(self) -> Message:
        if self._data is None:
            return await self._receive()
        data, self._data = self._data, None
        return {"type": "http.request", "body": data, "more_body": False}


def _body_of(path: str) -> Body:
    """What the body of a POST to this path may be."""
    ends, other = (_FILES, _COMMAND) if "/api/" in path else (_FORMS, _FORM)
    return next((body for end, body in ends.items() if path.endswith(end)), other)


def _refusal(scope: Scope, headers: Headers, body: Body) -> ASGIApp | None:
    if scope["method"] != "POST":
        return None
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > body.most:
        return answer(413, "too-large", too_large(body.most))
    if body.types and headers.get("content-type", "").split(";")[0].strip() not in body.types:
        return answer(415, "unsupported-media-type", f"Send Content-Type: {' or '.join(body.types)}.")
    return None
