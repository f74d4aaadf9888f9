"""What a service is made of: the table of contents that each ``main.py`` fills in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from shared.eventstore.handle import Slice
from shared.mongo import Database
from shared.reactions.duty import Duty
from shared.reactions.reaction import Reaction
from shared.vault.vault import Vault
from shared.views.reader import Reader
from shared.views.view import View
from shared.web.commands import Commands

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Room:
    """What a slice's routes may use: commands in, views out, the vault, and the address that links start with."""

    commands: Commands
    database: Database
    vault: Vault
    origin: str

    def reader(self, view: View[S]) -> Reader[S]:
        """A reader of one of the service's own views."""
        return Reader(self.database, view)


@dataclass(frozen=True)
class Service:
    """A service: what it decides (slices) and folds (views), what follows from events, and its routes.

    ``routes`` stand under ``/<service>/api``, ``pages`` under ``/<service>``.
    """

    name: str
    summary: str
    slices: tuple[Slice[Any, Any], ...] = ()
    views: tuple[View[Any], ...] = ()
    reactions: tuple[Reaction, ...] = ()
    duties: tuple[Duty, ...] = ()
    routes: tuple[Callable[[Room], APIRouter], ...] = ()
    pages: tuple[Callable[[Room], APIRouter], ...] = ()

    @property
    def owners(self) -> tuple[Reaction | Duty, ...]:
        """What the role ``react`` runs."""
        return (*self.reactions, *self.duties)

    def slice_of(self, stream: str) -> Slice[Any, Any]:
        """The slice that decides for a stream; KeyError for a kind that is not the service's."""
        return {s.kind: s for s in self.slices}[stream.partition("-")[0]]
