"""What a service is made of: the table of contents that each ``main.py`` fills in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from shared.eventstore.handle import Slice
from shared.mail import Mail
from shared.mongo import Database
from shared.peers import Peers
from shared.reactions.duty import Duty
from shared.reactions.reaction import Reaction
from shared.runtime.wakeup import Wakeup
from shared.signing import Signer
from shared.vault.vault import Vault
from shared.views.reader import Reader
from shared.views.view import View
from shared.web.edge.rates import ORDINARY, Rates
from shared.web.links import Links
from shared.web.routes.commands import Commands

S = TypeVar("S", bound=BaseModel)


Replay = Callable[[str | None], Awaitable[tuple[int, int]]]
"""Tries what is parked of a stream, or of all, again: how many records were applied, and how many wait still."""


async def none_parked(_stream: str | None) -> tuple[int, int]:
    """Of a room that nothing runs in."""
    return 0, 0


@dataclass(frozen=True)
class Room:
    """What a slice's routes, duties and workers may use.

    Commands in, views out, the vault, sealed links and the address that they start with, how mail is sent (None
    where no server is named), the other services (None without a token for them), what signs (None for a service
    that does not), how often somebody may send, what wakes this process's workers, what does when views were
    written, what tries parked records again, and whether the process is ending: an answer that goes on ends then.
    Workers look by themselves, too, and ``slack`` times less often in a process that wakes them.
    """

    commands: Commands
    database: Database
    vault: Vault
    links: Links
    origin: str
    mail: Mail | None = None
    peers: Peers | None = None
    signer: Signer | None = None
    rates: Rates = field(default_factory=lambda: Rates(*ORDINARY))
    wakeup: Wakeup = field(default_factory=Wakeup)
    folded: Wakeup = field(default_factory=Wakeup)
    slack: float = 1.0
    replay: Replay = none_parked
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self) -> None:
        """Let go whoever is told of what changes, so that a stop waits for none of them."""
        self.ending.set()
        self.folded.ring()

    def reader(self, view: View[S]) -> Reader[S]:
        """A reader of one of the service's own views."""
        return Reader(self.database, view)


@dataclass(frozen=True)
class Belonging:
    """A stream whose texts a service keeps under keys of their own, and which goes with the contact that it names.

    ``persons`` are whom the vault knows it as. ``erased``: the stream says so.
    """

    stream: str
    contact: str | None
    persons: tuple[str, ...]
    erased: bool


class Worker(Protocol):
    """Work that no record and no request asks for: it looks for what is due, in the role ``deliver``."""

    async def run(self) -> None:
        """Work until cancelled; waits by itself while a store is away."""


@dataclass(frozen=True)
class Service:
    """A service: what it decides (slices) and folds (views), what follows from events, and its routes.

    ``routes`` stand under ``/<service>/api``, ``pages`` under ``/<service>``, ``front`` at the
    root of the house. ``prepares`` make and check the indexes of documents that are work, neither history nor
    view. Who is ``apart`` shares no consumer with the others. ``belongings`` are read from the store itself, which no
    parked or missing record can hide. A service that ``signs`` has keys for it.
    """

    name: str
    summary: str
    slices: tuple[Slice[Any, Any], ...] = ()
    views: tuple[View[Any], ...] = ()
    reactions: tuple[Reaction, ...] = ()
    duties: tuple[Duty, ...] = ()
    workers: tuple[Callable[[Room], Worker], ...] = ()
    prepares: tuple[Callable[[Database], Awaitable[None]], ...] = ()
    routes: tuple[Callable[[Room], APIRouter], ...] = ()
    pages: tuple[Callable[[Room], APIRouter], ...] = ()
    front: tuple[Callable[[Room], APIRouter], ...] = ()
    apart: tuple[View[Any] | Reaction | Duty, ...] = ()
    belongings: Callable[[Database], AsyncIterator[Belonging]] | None = None
    signs: bool = False

    @property
    def owners(self) -> tuple[Reaction | Duty, ...]:
        """What the role ``react`` runs."""
        return (*self.reactions, *self.duties)

    def slice_of(self, stream: str) -> Slice[Any, Any]:
        """The slice that decides for a stream; KeyError for a kind that is not the service's."""
        return {s.kind: s for s in self.slices}[stream.partition("-")[0]]
