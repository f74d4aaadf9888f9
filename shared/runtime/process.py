"""A process: one or several services behind one HTTP port, started in the right order, stopped gracefully.

Kafka or MongoDB away: live, not ready, and trying. Something that does not fit: the start is refused with
one sentence and exit code 78.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

import structlog
import uvicorn
from aiokafka.errors import KafkaError
from fastapi import APIRouter, FastAPI
from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from shared import metrics
from shared.auth import Verifier
from shared.kafka.topics import KafkaAway, MisfitTopic, Topics
from shared.mongo import MisfitIndex, Unavailable, connect
from shared.peers import Peers
from shared.problems import install
from shared.runtime.connections import Bounds, config
from shared.runtime.running import Running
from shared.runtime.secrets import SecretMisfit, answering
from shared.runtime.service import Service
from shared.runtime.watch import Watch
from shared.settings import Settings
from shared.web.errors import ErrorPages
from shared.web.middleware import Edge
from shared.web.pagecache import PageCache
from shared.web.rates import Rates

_log = structlog.get_logger(__name__)
EXIT_MISFIT = 78
"""EX_CONFIG of sysexits.h."""
EXIT_FAULT = 70
"""EX_SOFTWARE of sysexits.h."""
Routes = Sequence[BaseRoute]
"""Routes of Starlette's."""
MISFITS = (MisfitTopic, MisfitIndex, SecretMisfit)
_AWAY = (KafkaAway, KafkaError, Unavailable)
_LONGEST_PAUSE = 5.0


class PortTaken(Exception):
    """Another program listens there."""


class _Server(uvicorn.Server):
    """Leaves signals to the process, which stops in its own order and exits 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listen(host: str, port: int) -> socket.socket:
    # Said to be TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for an acknowledgement.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"port {port} cannot be used ({error.strerror}); stop the program that has it, or set ONEVOICE_PORT"
        ) from error
    return listening


class Process:
    """Hosts services. ``run`` serves until told to stop and returns the exit code.

    ``extra`` are routes of the profile's own, ``pages`` those of no service, beside the services'.
    """

    def __init__(
        self,
        services: Sequence[Service],
        settings: Settings,
        verifier: Verifier,
        extra: Routes = (),
        pages: Sequence[APIRouter] = (),
        *,
        peers: Peers | None = None,
    ) -> None:
        self._settings = settings
        self._peers = peers
        self._mongo = connect(settings.mongo)
        self._topics = Topics(settings.cluster, settings.durability)
        self._keys = connect(settings.keys or settings.mongo)
        self.running = [
            Running(service, settings, self._mongo, verifier, self._end, keys=self._keys, peers=peers)
            for service in services
        ]
        self._watch = Watch(self._topics, self.running, settings.stall_seconds)
        self.ready = asyncio.Event()
        self.misfit: str | None = None
        self._code = 0
        self._server: uvicorn.Server | None = None
        mounts = [Mount(f"/{running.service.name}", app=running.app) for running in self.running]
        house = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=self._lifespan)
        house.state.verifier = verifier
        house.state.rates = Rates(settings.inputs_per_address, settings.inputs_per_author)
        install(house)
        house.router.routes += [*self._operations(), *extra, *mounts]
        front = [router for running in self.running for router in running.front]
        for router in (*front, *pages):
            house.include_router(router)
        if not front:
            house.router.routes.append(Route("/", self._places))
        paged = [running.service.name for running in self.running if running.service.pages]
        edge = Edge(PageCache(house))
        self.app: ASGIApp = ErrorPages(edge, verifier, f"/{paged[0]}") if paged else edge

    async def run(self) -> int:
        """Serve until SIGINT, SIGTERM or ``stop``. Raises ``PortTaken``.

        Returns 0 after a stop, ``EXIT_MISFIT`` when the start was refused (see ``misfit``), ``EXIT_FAULT`` when
        a role ended by a fault of ours.
        """
        bounds = Bounds(connections=self._settings.connections)
        served = config(self.app, self._settings.host, self._settings.port, bounds)
        listening = _listen(self._settings.host, self._settings.port)
        self._server = _Server(served)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        await self._server.serve(sockets=[listening])
        return self._code

    def stop(self) -> None:
        """Ask for a graceful stop."""
        if self._server:
            self._server.should_exit = True

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(self._start())
        watching = asyncio.create_task(self._watch.run())
        try:
            yield
        finally:
            for task in (starting, watching):
                task.cancel()
            await asyncio.gather(starting, watching, return_exceptions=True)
            await asyncio.gather(*(running.stop() for running in self.running))
            if self._peers:
                await self._peers.close()
            self._mongo.close()
            self._keys.close()

    async def _start(self) -> None:
        try:
            await self._insist(self._prepare)
            await self._insist(self._check_kafka)
            for running in self.running:
                await running.start()
            while not all(running.complete for running in self.running):  # noqa: ASYNC110 - asked of many parts
                await asyncio.sleep(0.05)
            self.ready.set()
            _log.info("ready", services=[running.service.name for running in self.running])
        except MISFITS as error:
            self.misfit, self._code = str(error), EXIT_MISFIT
            self.stop()
        except Exception as error:  # noqa: BLE001 - a fault at start must not leave a process that serves nothing
            _log.critical("the start failed", exc_info=error)
            self._end(error)

    def _end(self, _error: BaseException) -> None:
        self._code = EXIT_FAULT
        self.stop()

    async def _insist(self, step: Callable[[], Awaitable[None]]) -> None:
        pause = 0.1
        while True:
            try:
                await step()
            except _AWAY as error:
                _log.warning("waiting", error=str(error)[:300], retry_in=pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _prepare(self) -> None:
        for running in self.running:
            await running.prepare()

    async def _check_kafka(self) -> None:
        ids = await asyncio.to_thread(self._topics.check)
        for running in self.running:
            await running.check_kafka(ids)

    def _operations(self) -> list[Route]:
        return [
            Route("/health/live", self._live),
            Route("/health/ready", self._ready),
            Route("/metrics", _metrics),
        ]

    async def _places(self, _request: Request) -> Response:
        """Where to go on from here."""
        names = [running.service.name for running in self.running]
        documents = {name: f"/{name}/openapi.json" for name in names}
        return JSONResponse({"openapi": documents, "health": "/health/ready", "metrics": "/metrics"})

    async def _live(self, _request: Request) -> Response:
        stalled = self._watch.stalled()
        return JSONResponse({"live": not stalled, "stalled": stalled}, 503 if stalled else 200)

    async def _ready(self, _request: Request) -> Response:
        missing = [] if self.ready.is_set() else ["start"]
        if self.ready.is_set() and not await self._store_answers():
            missing = ["store"]
        return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200)

    async def _store_answers(self) -> bool:
        try:
            async with asyncio.timeout(2):
                await answering(self.running[0].database)
        except (TimeoutError, Unavailable):
            return False
        return True


async def _metrics(_request: Request) -> Response:
    return PlainTextResponse(generate_latest(metrics.REGISTRY), media_type="text/plain; version=0.0.4")
