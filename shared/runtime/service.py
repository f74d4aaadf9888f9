"""What a service is made of: the table of contents that each ``main.py`` fills in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from shared.eventstore.handle import Slice
from shared.mongo import Database
from shared.reactions.reaction import Reaction
from shared.views.reader import Reader
from shared.views.view import View
from shared.web.commands import Commands

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Room:
    """What a slice's routes may use: commands in, views out. Nothing else."""

    commands: Commands
    database: Database

    def reader(self, view: View[S]) -> Reader[S]:
        """A reader of one of the service's own views."""
        return Reader(self.database, view)


@dataclass(frozen=True)
class Service:
    """A service: its slices (what it decides), views (what it folds), reactions, and routes."""

    name: str
    summary: str
    slices: tuple[Slice[Any, Any], ...] = ()
    views: tuple[View[Any], ...] = ()
    reactions: tuple[Reaction, ...] = ()
    routes: tuple[Callable[[Room], APIRouter], ...] = field(default=())

    def slice_of(self, stream: str) -> Slice[Any, Any]:
        """The slice that decides for a stream; KeyError for a kind that is not the service's."""
        return {s.kind: s for s in self.slices}[stream.partition("-")[0]]
