"""What an operator asks a process: does it live, is it ready, and, on a port of its own, what does it measure."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence

from prometheus_client import make_wsgi_app, start_http_server
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import metrics
from shared.mongo import Unavailable
from shared.runtime.running import Running
from shared.runtime.secrets import answering
from shared.runtime.watch import Watch
from shared.web.edge.hosts import own_names


class Health:
    """Answers for one process; ``started`` is set once it is."""

    def __init__(self, running: Sequence[Running], watch: Watch, started: asyncio.Event) -> None:
        self._running = running
        self._watch = watch
        self._started = started

    def routes(self) -> list[Route]:
        """Where it answers."""
        return [
            Route("/health/live", self._live),
            Route("/health/ready", self._ready),
        ]

    async def _live(self, _request: Request) -> Response:
        stalled = self._watch.stalled()
        return JSONResponse({"live": not stalled, "stalled": stalled}, 503 if stalled else 200)

    async def _ready(self, _request: Request) -> Response:
        missing = [] if self._started.is_set() else ["start"]
        if self._started.is_set() and not await self._store_answers():
            missing = ["store"]
        missing += [f"relay of {running.service.name}" for running in self._running if not running.relays]
        return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200)

    async def _store_answers(self) -> bool:
        try:
            async with asyncio.timeout(2):
                await answering(self._running[0].database)
        except (TimeoutError, Unavailable):
            return False
        return True


def places(services: Sequence[str]) -> Route:
    """Where to go on from here, in a house that has no front page."""

    async def told(_request: Request) -> Response:
        documents = {name: f"/{name}/openapi.json" for name in services}
        return JSONResponse({"openapi": documents, "health": "/health/ready"})

    return Route("/", told)


@contextlib.contextmanager
def measured(host: str, port: int | None, origin: str | None = None) -> Iterator[None]:
    """Meanwhile ``/metrics`` answers on a port of its own, if there is one; with ``origin``, under own names alone.

    What was done just now shows there, which is nothing for the public. Raises OSError where the port cannot be used.
    """
    if port is None:
        yield
        return
    server, thread = start_http_server(port, host, metrics.REGISTRY)
    if origin:
        server.set_app(own_names(make_wsgi_app(metrics.REGISTRY), origin))
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
