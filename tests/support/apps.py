"""Each service's HTTP app on the session's MongoDB, without Kafka: for what only concerns requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from onevoice.hosting import House
from onevoice.services import SERVICES
from shared.eventstore.handle import Handler
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.problems import install
from shared.runtime.app import service_app
from shared.runtime.service import Room
from shared.sessions.sessions import Sessions
from shared.settings import Settings
from shared.vault import Vault
from shared.web.edge.rates import Rates
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door

MANY = ("100000/minute", "100000/minute")
"""The tests send all they send from one address."""


@dataclass(frozen=True)
class Apps:
    """The apps by service, what some show at the root of the house, and whose tokens and sessions they take."""

    apps: dict[str, FastAPI]
    fronts: dict[str, FastAPI]
    issuer: LocalIssuer
    sessions: Sessions


def apps(server: Server, folder: Path, prefix: str) -> Apps:
    """Apps that answer; what they append waits for a relay for ever."""
    nowhere = Settings(
        var=folder, port=ports.pick(), database_prefix=prefix
    )  # the desk asks there: never what somebody else has running
    house = House(nowhere, server)
    found: dict[str, FastAPI] = {}
    fronts: dict[str, FastAPI] = {}
    for service in SERVICES.values():
        database = server.database(f"{prefix}_{service.name}")
        door = Door()
        door.prepared = True
        commands = Commands(service.name, Handler(MongoEventStore(database), b"secret" * 8), door)
        vault, links = Vault(database, database, b"secret" * 8), Links(b"secret" * 8)
        room = Room(commands, database, vault, links, "http://test", rates=Rates(*MANY))
        found[service.name] = service_app(service, room, house.verifier, house.sessions)
        if service.front:
            fronts[service.name] = front([pages(room) for pages in service.front], house.sessions)
    fronts["house"] = front(house.pages(), house.sessions)
    return Apps(found, fronts, LocalIssuer(nowhere), house.sessions)


def front(routers: Sequence[APIRouter], sessions: Sessions, *, secure: bool = False) -> FastAPI:
    """What is shown at the root of the house, as a process has it."""
    app = FastAPI(openapi_url=None)
    app.state.sessions = sessions
    app.state.secure = secure
    app.state.rates = Rates(*MANY)
    install(app)
    for router in routers:
        app.include_router(router)
    return app


def routes(app: FastAPI) -> Iterator[Any]:
    """Every route of an app that FastAPI made, with what the routers around it add: path, methods, dependant."""
    yield from (
        route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, APIRoute)
    )
