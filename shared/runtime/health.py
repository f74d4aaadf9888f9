"""What an operator asks a process: does it live, is it ready, what does it measure."""

import asyncio
from collections.abc import Sequence

from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shared import metrics
from shared.mongo import Unavailable
from shared.runtime.running import Running
from shared.runtime.secrets import answering
from shared.runtime.watch import Watch


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
            Route("/metrics", _metrics),
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
        return JSONResponse({"openapi": documents, "health": "/health/ready", "metrics": "/metrics"})

    return Route("/", told)


async def _metrics(_request: Request) -> Response:
    return PlainTextResponse(generate_latest(metrics.REGISTRY), media_type="text/plain; version=0.0.4")
