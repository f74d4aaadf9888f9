"""Building a process of some services from the settings: issuer, verifier, mounts."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from deploy.local.issuer import NAME, LocalIssuer
from deploy.local.signin.pages import sign_in
from desk.app import desk
from desk.operations import operations
from onevoice.services import SERVICES
from shared.auth import Role, TokenVerifier
from shared.eventstore.handle import Handler
from shared.eventstore.memory import MemoryEventStore
from shared.mongo import Server, connect
from shared.peers import Peers
from shared.runtime.app import service_app
from shared.runtime.process import Process, Routes
from shared.runtime.running import Running
from shared.runtime.service import Room, Service
from shared.settings import Profile, RoleOfProcess, Settings
from shared.vault import Vault
from shared.web.commands import Commands, Door
from shared.web.links import Links
from shared.web.session import sign_out


class NoIssuer(Exception):
    """Outside the local profile an OIDC issuer must be named."""


def verifier(settings: Settings) -> TokenVerifier:
    """What checks tokens: against the configured issuer, or the local profile's own. Raises ``NoIssuer``."""
    if settings.issuer:
        return TokenVerifier(settings.issuer, settings.audience, where=settings.claims)
    if settings.profile is not Profile.LOCAL:
        raise NoIssuer(
            "ONEVOICE_ISSUER must name your OIDC provider; only the local profile has an issuer of its own"
        )
    issuer = LocalIssuer(settings)
    return TokenVerifier(NAME, settings.audience, issuer, issuer.ended)


def process(services: Sequence[Service], settings: Settings, extra: Routes = ()) -> Process:
    """The process, with ``extra`` routes beside the services'. Raises ``NoIssuer`` and ``SecretMisfit``."""
    pages = pages_of_no_service(settings) if RoleOfProcess.API in settings.roles else ()
    return Process(services, settings, verifier(settings), extra, pages, peers=peers(settings))


@dataclass(frozen=True)
class Parts:
    """Every service's parts by its name, prepared as those of a process are, and the servers that they lie in."""

    running: Mapping[str, Running]
    server: Server
    keys: Server


@contextlib.asynccontextmanager
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """What a command works with that does what a service does, outside any process.

    Raises ``Unavailable``, ``NoIssuer``, ``SecretMisfit`` and ``MisfitIndex``.
    """
    server, keys, others = connect(settings.mongo), connect(settings.keys or settings.mongo), peers(settings)
    try:
        checks = verifier(settings)
        running = {
            name: Running(service, settings, server, checks, keys=keys, peers=others)
            for name, service in SERVICES.items()
        }
        for one in running.values():
            await one.prepare()
        yield Parts(running, server, keys)
    finally:
        if others:
            await others.close()
        server.close()
        keys.close()


def peers(settings: Settings) -> Peers | None:
    """The other services, for who has a token for them: from a file, or the local profile's own."""
    url = settings.peers_url or settings.origin
    if file := settings.service_token_file:
        return Peers(url, lambda: file.read_text().strip())
    if settings.profile is Profile.LOCAL and not settings.issuer:
        issuer = LocalIssuer(settings)
        return Peers(url, lambda: issuer.token(Role.SERVICE))
    return None


def pages_of_no_service(settings: Settings) -> list[APIRouter]:
    """The desk, the end of a session, and where the local profile's own issuer is asked, its beginning."""
    if settings.profile is not Profile.LOCAL or settings.issuer:
        return [
            desk(settings.origin),
            operations(settings.origin),
            sign_out(settings.origin, _left_to_the_gateway),
        ]
    ends = sign_out(settings.origin, LocalIssuer(settings).end)
    return [desk(settings.origin), operations(settings.origin), ends, sign_in(settings)]


def _left_to_the_gateway(_token: str) -> None:
    """Whoever issued a token ends it."""


def openapi() -> dict[str, dict[str, Any]]:
    """Each service's OpenAPI document. Nothing is connected to: only the routes are asked."""
    database = connect("mongodb://127.0.0.1").database("none")
    commands = Commands("none", Handler(MemoryEventStore(), b""), Door())
    room = Room(commands, database, Vault(database, database, b""), Links(b""), "http://127.0.0.1")
    return {service.name: service_app(service, room, None).openapi() for service in SERVICES.values()}
