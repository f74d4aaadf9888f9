"""Each service's HTTP app on the session's MongoDB, without Kafka: for what only concerns requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from deploy.local.issuer import NAME, LocalIssuer
from onevoice.services import SERVICES
from shared.auth import TokenVerifier
from shared.eventstore.handle import Handler
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.runtime.app import service_app
from shared.runtime.service import Room
from shared.settings import Settings
from shared.vault import Vault
from shared.web.commands import Commands, Door
from shared.web.links import Links


@dataclass(frozen=True)
class Apps:
    """The apps by service, and the issuer whose tokens they take."""

    apps: dict[str, FastAPI]
    issuer: LocalIssuer


def apps(server: Server, folder: Path, prefix: str) -> Apps:
    """Apps that answer; what they append waits for a relay for ever."""
    issuer = LocalIssuer(Settings(var=folder))
    found: dict[str, FastAPI] = {}
    for service in SERVICES.values():
        database = server.database(f"{prefix}_{service.name}")
        door = Door()
        door.prepared = True
        commands = Commands(service.name, Handler(MongoEventStore(database), b"secret" * 8), door)
        found[service.name] = service_app(
            service,
            Room(
                commands,
                database,
                Vault(database, database, b"secret" * 8),
                Links(b"secret" * 8),
                "http://test",
            ),
            TokenVerifier(NAME, "onevoice", issuer),
        )
    return Apps(found, issuer)


def routes(app: Any) -> Iterator[APIRoute]:
    """Every route of an app that is part of its API."""
    yield from (route for route in app.routes if isinstance(route, APIRoute))
