"""HTTP connections with bounds: how many, how much stands in headers, and how long one may keep us waiting.

uvicorn's own protocol bounds none of these. A reverse proxy may; whoever reaches the port has only these.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

_FRAMING: Final = 8
"""Bytes around each byte of a body that comes in the smallest chunks."""
_REFUSAL: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


@dataclass(frozen=True)
class Bounds:
    """What connections may take of a process; times in seconds.

    ``headers``: bytes of a request that are not its body. ``silent``: until a request's headers have come, until
    the rest of a body that is already answered has, and until something of an answer is taken. ``idle``: between
    an answer and the next request. ``ahead``: requests that are sent before an earlier one is answered.
    """

    connections: int = 1_000
    headers: int = 32 * 1024
    silent: float = 20.0
    idle: float = 5.0
    ahead: int = 16


ORDINARY: Final = Bounds()


def config(
    app: ASGIApp, host: str, port: int, bounds: Bounds = ORDINARY, proxies: str = "127.0.0.1"
) -> uvicorn.Config:
    """How an app is served within these bounds; ``proxies`` are believed for whom they ask."""
    protocol = type("Bounded", (_Bounded,), {"bounds": bounds})
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=bounds.idle,  # type: ignore[arg-type]  # it is handed to call_later
    )


class _Bounded(HttpToolsProtocol):
    """One connection. ``_around`` counts what is not body of the message that is coming, ``_of_body`` what is."""

    bounds: Bounds
    _waiting: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _coming = False
    _around = 0
    _of_body = 0
    _all_bodies = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._go_on()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._all_bodies
        super().data_received(data)
        self._around += len(data) - (self._all_bodies - before)
        if self._around > self.bounds.headers + _FRAMING * self._of_body and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        self._coming = True
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self.transport.is_closing():
            return
        self._go_on()
        super().on_headers_complete()
        if len(self.pipeline) > self.bounds.ahead:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        self._of_body += len(body)
        self._all_bodies += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._coming, self._around, self._of_body = False, 0, 0
        self._go_on()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._coming:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing = self.loop.call_later(self.bounds.silent, self.transport.abort)

    def resume_writing(self) -> None:
        if self._writing:
            self._writing.cancel()
        super().resume_writing()

    def _wait(self) -> None:
        self._go_on()
        self._waiting = self.loop.call_later(self.bounds.silent, self.transport.abort)

    def _go_on(self) -> None:
        if self._waiting:
            self._waiting.cancel()

    def _refuse(self) -> None:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete:
            self.transport.write(_REFUSAL)
            self.transport.close()
        else:
            self.transport.abort()
