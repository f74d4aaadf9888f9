"""An installation as operators run it: three services, each in three processes, on engines of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.engines import ports
from onevoice.services import SERVICES
from shared.kafka.topics import LOCAL, Topics
from shared.settings import Settings
from tests.support import engines
from tests.support.engines import Server
from tests.support.front import fronted
from tests.support.mailserver import Office, serving
from tests.support.processes import OneVoice, environment

PARTS = (("api",), ("relay", "project"), ("react", "deliver"))
"""Roles of each of a service's processes."""


@dataclass(frozen=True)
class Nine:
    """The processes by ``service role``, the engines, the mail server, and the one address before all of them."""

    processes: dict[str, OneVoice]
    kafka: Server
    mongo: Server
    office: Office
    settings: Settings
    url: str

    def at(self, service: str) -> str:
        """Where a service answers, with nothing before it."""
        return self.processes[f"{service} api"].url

    async def ready(self) -> None:
        """Every process runs, and is ready."""
        await asyncio.gather(*(asyncio.to_thread(one.wait_ready) for one in self.processes.values()))


@contextlib.asynccontextmanager
async def nine(folder: Path) -> AsyncIterator[Nine]:
    """The installation, started and ready."""
    office = Office()
    with engines.kafka(folder / "kafka") as kafka, engines.mongo(folder / "mongo") as mongo:
        settings = Settings(var=folder / "var", kafka=kafka.url, mongo=mongo.url)
        await asyncio.to_thread(Topics(settings.cluster, LOCAL).apply)
        async with serving(office) as smtp, contextlib.AsyncExitStack() as stack:
            port = ports.pick()
            url = f"http://127.0.0.1:{port}"
            env = environment(
                settings.var,
                settings.kafka,
                settings.mongo,
                ONEVOICE_SMTP=f"smtp://127.0.0.1:{smtp}",
                ONEVOICE_PUBLIC_URL=url,
                ONEVOICE_STALL_SECONDS="30",
            )
            processes = {
                f"{service} {roles[0]}": OneVoice(
                    ["serve", service, *(word for role in roles for word in ("--role", role))],
                    env,
                    folder / f"{service}-{roles[0]}.log",
                )
                for service in SERVICES
                for roles in PARTS
            }
            for one in processes.values():
                stack.callback(one.kill)
            places = {service: [processes[f"{service} api"].url] for service in SERVICES}
            await stack.enter_async_context(fronted(places, port))
            made = Nine(processes, kafka, mongo, office, settings, url)
            for one in processes.values():
                one.start()
            await made.ready()
            yield made
