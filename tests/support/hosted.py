"""All services in this process with every role but HTTP, and a hand for sending them commands."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from pydantic import BaseModel

from onevoice.remedies.verify import Findings, Verify
from onevoice.services import SERVICES
from shared.auth import TokenVerifier
from shared.contracts.catalogue import service_of
from shared.eventstore.handle import Answer, Handler, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.topics import Topics
from shared.mongo import Database, Server, connect
from shared.runtime.running import Running
from shared.runtime.secrets import read_secret
from shared.settings import Settings
from tests.support.eventually import eventually
from tests.support.topic import CONTEXT


class Hand:
    """Sends commands straight to the services' stores, as their own processes would, and verifies."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server: Server = connect(settings.mongo)

    def database(self, service: str) -> Database:
        """A service's database."""
        return self.server.database(self.settings.database(service))

    def store(self, service: str) -> MongoEventStore:
        """A service's store."""
        return MongoEventStore(self.database(service))

    async def send(self, stream: str, command: BaseModel, key: str | None = None) -> Answer:
        """Handle a command as the service that owns the stream."""
        kind = stream.partition("-")[0]
        service = SERVICES[service_of(kind)]
        handler = Handler(self.store(service.name), read_secret(self.settings, service.name))
        return await handler.handle(service.slice_of(stream), stream, command, Origin("test", CONTEXT, key))

    async def verify(self, stream: str | None = None, patience: float = 30.0) -> Findings:
        """What ``onevoice verify`` finds."""
        return await Verify(self.settings, self.server, list(SERVICES.values()), stream).run(patience)

    async def assert_good(self, patience: float = 60.0) -> Findings:
        """Store, topics and views agree, within so many seconds."""
        found = await self.verify(patience=patience)
        assert found.good, [*found.wrong, *found.behind]
        return found


@contextlib.asynccontextmanager
async def hosted(settings: Settings) -> AsyncIterator[dict[str, Running]]:
    """Every service, started as a process starts them and stopped at the end."""
    server = connect(settings.mongo)
    verifier = TokenVerifier("http://issuer.invalid", settings.audience)
    running = {name: Running(service, settings, server, verifier) for name, service in SERVICES.items()}
    ids = await asyncio.to_thread(Topics(settings.cluster, settings.durability).check)
    for one in running.values():
        await one.prepare()
        await one.check_kafka(ids)
        await one.start()

    async def complete() -> bool:
        return all(one.complete for one in running.values())

    await eventually(complete, 60)
    try:
        yield running
    finally:
        await asyncio.gather(*(one.stop() for one in running.values()))
        server.close()
