"""A process: one or several services behind one HTTP port, started in the right order, stopped gracefully.

Kafka or MongoDB away: live, not ready, and trying. Something that does not fit: the start is refused with
one sentence and exit code 78.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from shared import traces
from shared.auth import Verifier
from shared.away import passes
from shared.kafka.groups import committed
from shared.kafka.topics import MisfitTopic, Topics
from shared.mongo import MisfitIndex, connect
from shared.peers import Peers
from shared.problems import install
from shared.runtime.connections import Bounds, config
from shared.runtime.health import Health, measured, places
from shared.runtime.running import Running
from shared.runtime.secrets import SecretMisfit
from shared.runtime.service import Service
from shared.runtime.watch import Watch
from shared.sessions.sessions import Sessions
from shared.settings import Profile, Settings
from shared.web.edge.hosts import OwnNames
from shared.web.edge.middleware import Edge
from shared.web.edge.rates import Rates
from shared.web.edge.traced import Traced
from shared.web.pages.errors import ErrorPages
from shared.web.pages.pagecache import PageCache

_log = structlog.get_logger(__name__)
EXIT_MISFIT = 78
"""EX_CONFIG of sysexits.h."""
EXIT_FAULT = 70
"""EX_SOFTWARE of sysexits.h."""
Routes = Sequence[BaseRoute]
"""Routes of Starlette's."""
MISFITS = (MisfitTopic, MisfitIndex, SecretMisfit)
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
        sessions: Sessions | None = None,
    ) -> None:
        self._settings = settings
        self._peers = peers
        self._sessions = sessions
        self._mongo = connect(settings.mongo)
        self._topics = Topics(settings.cluster, settings.durability)
        self._keys = connect(settings.keys or settings.mongo)
        self.running = [
            Running(service, settings, self._mongo, verifier, self._end, keys=self._keys, peers=peers)
            for service in services
        ]
        for running in self.running:
            running.app.state.sessions = sessions
        self._watch = Watch(
            self._topics, self.running, settings.stall_seconds, partial(committed, settings.cluster)
        )
        self.ready = asyncio.Event()
        self.misfit: str | None = None
        self._code = 0
        self._stopping = False
        self._server: uvicorn.Server | None = None
        mounts = [Mount(f"/{running.service.name}", app=running.app) for running in self.running]
        house = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=self._lifespan)
        house.state.sessions = sessions
        house.state.secure = settings.secure
        house.state.rates = Rates(settings.inputs_per_address, settings.inputs_per_author)
        install(house)
        house.router.routes += [*Health(self.running, self._watch, self.ready).routes(), *extra, *mounts]
        front = [router for running in self.running for router in running.front]
        for router in (*front, *pages):
            house.include_router(router)
        if not front:
            house.router.routes.append(places([running.service.name for running in self.running]))
        paged = [running.service.name for running in self.running if running.service.pages]
        app: ASGIApp = Edge(PageCache(house), secure=settings.secure)
        if paged:
            app = ErrorPages(app, sessions, f"/{paged[0]}", secure=settings.secure)
        if settings.traces:
            app = Traced(app)
        self._own_names = settings.origin if settings.profile is Profile.LOCAL else None
        self.app = OwnNames(app, self._own_names) if self._own_names else app

    async def run(self) -> int:
        """Serve until SIGINT, SIGTERM or ``stop``. Raises ``PortTaken``.

        Returns 0 after a stop, ``EXIT_MISFIT`` when the start was refused (see ``misfit``), ``EXIT_FAULT`` when
        a role ended by a fault of ours.
        """
        bounds = Bounds(connections=self._settings.connections)
        served = config(self.app, self._settings.host, self._settings.port, bounds, self._settings.proxies)
        listening = _listen(self._settings.host, self._settings.port)
        self._server = _Server(served)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        with contextlib.ExitStack() as stack:
            self._measure(stack)
            if self._settings.traces:
                stack.callback(self._trace(self._settings.traces))
            await self._server.serve(sockets=[listening])
        return self._code

    def _measure(self, stack: contextlib.ExitStack) -> None:
        port = self._settings.metrics_port
        try:
            stack.enter_context(measured(self._settings.host, port, self._own_names))
        except OSError as error:
            why = f"port {port} cannot be used for metrics ({error.strerror})"
            raise PortTaken(f"{why}; stop the program that has it, or set ONEVOICE_METRICS_PORT") from error

    def _trace(self, collector: str) -> Callable[[], None]:
        names, roles = [one.service.name for one in self.running], ",".join(sorted(self._settings.roles))
        about = {"service.name": "-".join(("onevoice", *names)), "onevoice.roles": roles}
        about["service.instance.id"] = socket.gethostname()
        return traces.begin(collector, self._settings.traces_ratio, about)

    def stop(self) -> None:
        """Ask for a graceful stop."""
        for running in self.running:
            running.room.end()
        if self._server:
            self._server.should_exit = True

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(self._start())
        watching = asyncio.create_task(self._watch.run())
        watching.add_done_callback(self._unwatched)
        try:
            yield
        finally:
            self._stopping = True
            for task in (starting, watching):
                task.cancel()
            await asyncio.gather(starting, watching, return_exceptions=True)
            await asyncio.gather(*(running.stop() for running in self.running))
            if self._peers:
                await self._peers.close()
            if self._sessions:
                self._sessions.close()
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

    def _unwatched(self, watching: asyncio.Task[None]) -> None:
        """Whoever watches is watched."""
        if not self._stopping:
            _log.critical("the watch ended", cancelled=watching.cancelled())
            self._end(RuntimeError("the watch ended"))

    def _end(self, _error: BaseException) -> None:
        self._code = EXIT_FAULT
        self.stop()

    async def _insist(self, step: Callable[[], Awaitable[None]]) -> None:
        pause = 0.1
        while True:
            try:
                await step()
            except Exception as error:
                if not passes(error):
                    raise
                _log.warning("waiting", error=str(error)[:300], retry_in=pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _prepare(self) -> None:
        if self._sessions:
            await self._sessions.prepare()
        for running in self.running:
            await running.prepare()

    async def _check_kafka(self) -> None:
        ids = await asyncio.to_thread(self._topics.check)
        for running in self.running:
            await running.check_kafka(ids)
