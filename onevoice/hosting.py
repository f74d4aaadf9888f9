"""Building a process of some services from the settings: issuer, verifier, mounts."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from deploy.local.issuer import NAME, LocalIssuer
from deploy.local.signin.pages import sign_in
from desk.app import desk
from desk.client import Client as DeskClient
from desk.operations import operations
from onevoice.services import SERVICES
from shared.auth import Role, TokenVerifier
from shared.eventstore.handle import Handler
from shared.eventstore.memory import MemoryEventStore
from shared.issuer import IssuerKeys
from shared.mongo import Server, connect
from shared.oidc.assertions import Assertions
from shared.oidc.client import Client
from shared.oidc.own_token import OwnToken
from shared.peers import Peers, Token
from shared.runtime.app import service_app
from shared.runtime.process import Process, Routes
from shared.runtime.running import Running
from shared.runtime.service import Room, Service
from shared.sessions.sessions import Sessions
from shared.settings import Profile, RoleOfProcess, Settings
from shared.signin.account import account
from shared.signin.beginning import SigningIn
from shared.signin.leaving import Leaving, told
from shared.vault import Vault
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door


class NoIssuer(Exception):
    """Outside the local profile an OIDC issuer must be named."""


def verifier(settings: Settings, keys: IssuerKeys | None = None) -> TokenVerifier:
    """What checks tokens: against the configured issuer, or the local profile's own. Raises ``NoIssuer``."""
    if settings.issuer:
        keys = keys or IssuerKeys(settings.issuer_inside or settings.issuer)
        return TokenVerifier(settings.issuer, settings.audience, keys, settings.claims)
    if settings.profile is not Profile.LOCAL:
        raise NoIssuer(
            "ONEVOICE_ISSUER must name your OIDC provider; only the local profile has an issuer of its own"
        )
    return TokenVerifier(NAME, settings.audience, LocalIssuer(settings))


def process(services: Sequence[Service], settings: Settings, extra: Routes = ()) -> Process:
    """The process, with ``extra`` routes beside the services'. Raises ``NoIssuer`` and ``SecretMisfit``."""
    if RoleOfProcess.API not in settings.roles:
        return Process(services, settings, verifier(settings), extra, peers=peers(settings))
    house = House(settings, connect(settings.sessions or settings.mongo))
    return Process(
        services,
        settings,
        house.verifier,
        extra,
        house.pages(),
        peers=peers(settings),
        sessions=house.sessions,
    )


class House:
    """Who may come in: what checks tokens, the browsers' sessions, and the pages of no service."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self._settings = settings
        self._issuer = settings.issuer or ""
        self._keys = IssuerKeys(settings.issuer_inside or self._issuer)
        self._client = (
            Client(self._issuer, self._keys, settings.client_id, settings.secret, settings.scopes)
            if settings.issuer
            else None
        )
        self.verifier = verifier(settings, self._keys)
        self.sessions = Sessions(server, settings.database("sessions"), self.verifier, self._client)

    def pages(self) -> list[APIRouter]:
        """The desk, and the beginning and end of a session: at the provider, or the local profile's own."""
        settings, origin = self._settings, self._settings.origin
        leaving = Leaving(self.sessions, origin, self._client)
        api = DeskClient(settings.inside)
        ours = [desk(origin, api), operations(origin, api), leaving.routes(), account(leaving)]
        if not self._client:
            return [*ours, sign_in(settings, self.sessions)]
        said = Assertions(self._issuer, settings.client_id, self._keys)
        signing_in = SigningIn(
            self._issuer,
            self._client,
            self.sessions,
            access=self.verifier.signed,
            said=said,
            origin=origin,
        )
        return [*ours, signing_in.routes(), told(self.sessions, said)]


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
    """The other services, for who has a token for them: the provider's, one in a file, or the local profile's."""
    url = settings.inside
    if own := own_token(settings):
        return Peers(url, own)
    if file := settings.service_token_file:
        return Peers(url, _always(lambda: file.read_text().strip()))
    if settings.profile is Profile.LOCAL and not settings.issuer:
        local = LocalIssuer(settings)
        return Peers(url, _always(lambda: local.token(Role.SERVICE)))
    return None


def own_token(settings: Settings) -> OwnToken | None:
    """What the provider gives to the services' own client, where there is one."""
    if settings.issuer is None or settings.service_client_id is None:
        return None
    keys = IssuerKeys(settings.issuer_inside or settings.issuer)
    return OwnToken(Client(settings.issuer, keys, settings.service_client_id, settings.service_secret))


def _always(read: Callable[[], str]) -> Token:
    async def token() -> str:
        return read()

    return token


def openapi() -> dict[str, dict[str, Any]]:
    """Each service's OpenAPI document. Nothing is connected to: only the routes are asked."""
    database = connect("mongodb://127.0.0.1").database("none")
    commands = Commands("none", Handler(MemoryEventStore(), b""), Door())
    room = Room(commands, database, Vault(database, database, b""), Links(b""), "http://127.0.0.1")
    return {service.name: service_app(service, room, None).openapi() for service in SERVICES.values()}
