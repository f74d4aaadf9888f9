"""One service in one process: its adapters, its HTTP app, and the tasks of its roles."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog
from pydantic import BaseModel

from shared.auth import Verifier
from shared.contracts.catalogue import CATALOGUE, service_of
from shared.eventstore.branches import freeze_what_is_behind
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.consumer import Consumers
from shared.kafka.groups import check_committed
from shared.kafka.producer import Producer
from shared.kafka.topics import Topics
from shared.mongo import Server, StoreClock
from shared.peers import Peers
from shared.reactions.duty import Duty
from shared.reactions.reaction import Reaction
from shared.reactions.reactor import doing, progress, reacting
from shared.relay.gate import Gate
from shared.relay.lease import Lease
from shared.relay.relay import POLL, Relay
from shared.runtime.app import service_app
from shared.runtime.beats import Beats
from shared.runtime.groups import consumed, groups_of, reacting_as
from shared.runtime.replaying import replay
from shared.runtime.secrets import (
    check_secret,
    first_seen,
    knows_cluster,
    read_secret,
    read_signer,
    remember_cluster,
)
from shared.runtime.service import Room, Service
from shared.settings import RoleOfProcess, Settings
from shared.vault import Vault
from shared.views.applier import Applier
from shared.views.documents import Documents
from shared.views.fold import Decode
from shared.views.generations import Generations
from shared.views.lanes import Ground, Lanes, Owner, of_view
from shared.views.live import LiveConsumer, view_applier
from shared.views.parked import Parked
from shared.web.edge.rates import Rates
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door

_log = structlog.get_logger(__name__)

Fault = Callable[[BaseException], None]
_CAUSES: Final = {RoleOfProcess.API, RoleOfProcess.PROJECT, RoleOfProcess.REACT}
"""Roles of a process that wakes its relay and its workers itself."""
_RELAYED, _SLACK = 0.25, 10.0
_TOO_OLD: Final = 60.0
"""Seconds after which an append that waits for Kafka says that its relay is not at work."""


class Running:
    """Builds a service's adapters. ``prepare`` once the store answers, ``start`` once Kafka does.

    ``fault`` is told of the error that ended a role.
    """

    def __init__(
        self,
        service: Service,
        settings: Settings,
        server: Server,
        verifier: Verifier,
        fault: Fault = lambda _: None,
        *,
        keys: Server | None = None,
        peers: Peers | None = None,
    ) -> None:
        self.service = service
        self._settings, self._fault = settings, fault
        self._since: dict[str, datetime] = {}
        self.database = server.database(settings.database(service.name))
        self._secret = read_secret(settings, service.name)
        self._store = MongoEventStore(self.database)
        clock = StoreClock(self.database)
        self._relay = Relay(
            service.name,
            self._store,
            Producer(settings.cluster, service.name),
            Lease(self.database, "relay", clock),
            poll=_RELAYED if settings.roles >= _CAUSES else POLL,
        )
        self._handler = Handler(self._store, self._secret, appended=self._appended)
        self._gate = Gate(service.name, self._store, settings.backlog_limit, clock)
        self.door = Door(lambda: self._gate.closed)
        self.consumers = Consumers(settings.cluster, settings.session_timeout)
        self._ground = Ground(settings.cluster, Topics(settings.cluster, settings.durability))
        self.lanes: list[Lanes] = []
        self._tasks: list[asyncio.Task[None]] = []
        key_database = (keys or server).database(settings.key_database(service.name))
        self.room = Room(
            Commands(service.name, self._handler, self.door),
            self.database,
            Vault(self.database, key_database, self._secret),
            Links(self._secret),
            settings.origin,
            settings.mail,
            peers,
            read_signer(settings, service.name) if service.signs else None,
            Rates(settings.inputs_per_address, settings.inputs_per_author),
            slack=_SLACK if settings.roles >= _CAUSES else 1.0,
            replay=self.replay,
        )
        self._beats = Beats(service.name, self.database, settings.roles)
        answers = RoleOfProcess.API in settings.roles
        self.app = service_app(service, self.room if answers else None, verifier)
        self.front = [pages(self.room) for pages in service.front] if answers else []

    async def prepare(self) -> None:
        """Check the secret, make and check the indexes, then let commands in.

        Raises ``SecretMisfit`` and ``MisfitIndex``, for which the start is refused, and ``Unavailable``.
        """
        await check_secret(self.database, self._secret)
        await self._store.prepare()
        await Parked(self.database).prepare()
        await self.room.vault.prepare()
        await self._beats.prepare()
        for prepare in self.service.prepares:
            await prepare(self.database)
        for reaction in self.service.reactions:
            if reaction.starts == "end":
                self._since[reaction.name] = await first_seen(self.database, f"reaction {reaction.name}")
        for view in self.service.views:
            read = (await Generations(self.database).of(view)).read
            await Documents(self.database, view, read).prepare()
        self.door.prepared = True

    async def check_kafka(self, ids: dict[str, str]) -> None:
        """Insist on the cluster and topics of the first start, and on what was read of them.

        Freezes what a restored store lacks. Raises ``SecretMisfit`` and ``MisfitTopic``, which refuse the start.
        """
        is_first = not await knows_cluster(self.database)
        await remember_cluster(self.database, self.service.name, self._settings.kafka, ids)
        for group, topics in (await groups_of(self.service, self.database, self._ground.topics)).items():
            await check_committed(self._settings.cluster, group, topics)
        if not is_first:
            await freeze_what_is_behind(self._settings.cluster, self.service.name, self.database)

    async def start(self) -> None:
        """Start what the process's roles ask for."""
        roles = self._settings.roles
        self._spawn(self._beats.run())
        if roles & {RoleOfProcess.API, RoleOfProcess.RELAY}:
            self._spawn(self._gate.run())
        if RoleOfProcess.RELAY in roles:
            self._spawn(self._relay.run())
        if roles & {RoleOfProcess.PROJECT, RoleOfProcess.REACT}:
            await self.consumers.start()
        if RoleOfProcess.PROJECT in roles and self.service.views:
            ring = self.room.folded.ring
            self.lanes.append(Lanes(self._ground, self.consumers, self._views, ring))
        if RoleOfProcess.REACT in roles and self.service.owners:
            self.lanes.append(Lanes(self._ground, self.consumers, self._reactions))
        for lanes in self.lanes:
            self._spawn(lanes.run())
        for worker in self.service.workers if RoleOfProcess.DELIVER in roles else ():
            self._spawn(worker(self.room).run())

    def live(self) -> list[LiveConsumer]:
        """Every consumer that runs here."""
        return [consumer for lanes in self.lanes for consumer in lanes.running.values()]

    @property
    def relays(self) -> bool:
        """Whether what waits for Kafka goes on, where that is what this process is for."""
        alone = self._settings.roles & {RoleOfProcess.RELAY, RoleOfProcess.API} == {RoleOfProcess.RELAY}
        return not alone or self._gate.age < _TOO_OLD

    @property
    def complete(self) -> bool:
        """Whether every consumer that the roles ask for has joined its group."""
        return self.door.prepared and all(lanes.complete for lanes in self.lanes)

    async def stop(self) -> None:
        """End every task; batches in hand are finished, what is in flight is left to the next process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.consumers.stop()

    async def _views(self) -> list[Owner]:
        """The generations of views that are kept up to date now."""
        service, at = self.service, self.database
        return [
            of_view(service.name, at, one, number, self._forked, apart=building or one in service.apart)
            for one, number, building in await consumed(service, at)
        ]

    async def _reactions(self) -> list[Owner]:
        names = ((reacting_as(self.service, one), one) for one in self.service.owners)
        apart = self.service.apart
        return [Owner(name, one.kinds, partial(self.applier, one), one in apart) for name, one in names]

    def applier(self, owner: Reaction | Duty, decode: Decode = CATALOGUE.decode) -> Applier:
        """The applier of a reaction or a duty, live and in a replay."""
        if isinstance(owner, Duty):
            fold = doing(owner, owner.build(self.room), decode)
        else:
            since = self._since[owner.name] if owner.starts == "end" else None  # ``prepare`` learns it
            fold = reacting(owner, self._act, decode, since)
        watermarks = Documents(self.database, progress(owner), 1)
        return Applier(reacting_as(self.service, owner), watermarks, Parked(self.database), fold)

    async def appliers(self) -> list[Applier]:
        """Those of each generation of a view that is kept up to date, of each reaction and duty."""
        name, at = self.service.name, self.database
        views = [view_applier(name, at, one, number) for one, number, _ in await consumed(self.service, at)]
        return views + [self.applier(owner) for owner in self.service.owners]

    async def replay(self, stream: str | None) -> tuple[int, int]:
        """Try what is parked of one stream or of all again; see ``replaying``."""
        return await replay(Parked(self.database), await self.appliers(), stream)

    async def _act(self, stream: str, command: BaseModel, origin: Origin) -> object:
        return await self._handler.handle(self.service.slice_of(stream), stream, command, origin)

    async def _appended(self) -> None:
        self._relay.wake()
        self._gate.wake()

    async def _forked(self, stream: str, detail: str) -> None:
        if service_of(stream.partition("-")[0]) == self.service.name:
            await self._store.freeze(stream, detail)
            _log.critical("stream frozen", stream=stream, detail=detail)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A role that ends by a fault takes its process with it: half a process serves nobody."""
        if not task.cancelled() and (error := task.exception()):
            _log.critical("a role ended", service=self.service.name, exc_info=error)
            self._fault(error)
