"""A slice and two views as small as can be, for the laws that hold for every slice.

Their events are those of a champion, because only what is in the catalogue can be read back; their streams
bear names that no country has.
"""

import uuid
from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.registry.champions import ChampionActivated, ChampionEvent
from shared.eventstore.handle import Slice
from shared.values import Command, PartialDate, Refused, Value
from shared.views.view import View

YEAR = PartialDate.of("2020")
LONG = 2_000
"""The longest note an event takes."""


class Say(Command):
    """Say these notes, an event for each; refused where it would make more than ``most``."""

    notes: tuple[str, ...]
    most: int | None = None


def said(note: str) -> ChampionActivated:
    return ChampionActivated(on=YEAR, note=note)


def decide(command: Say, notes: tuple[str, ...]) -> list[ChampionEvent]:
    """Everything that was asked, or a refusal."""
    if command.most is not None and len(notes) + len(command.notes) > command.most:
        raise Refused(f"{len(notes)} notes stand already: {command.most} is the most")
    return [said(note) for note in command.notes]


def evolve(notes: tuple[str, ...], event: ChampionActivated) -> tuple[str, ...]:
    """The notes, and one more."""
    return (*notes, event.note or "")


TALLY: Slice[Say, tuple[str, ...]] = Slice("champion", (), decide, evolve)


class Notes(Value):
    """What was said, in order."""

    notes: tuple[str, ...] = ()


def project(state: Notes | None, record: Recorded[Any]) -> Notes:
    """The notes, and the one of this event (its type where it has none)."""
    note = record.event.note if isinstance(record.event, ChampionActivated) else record.event.type
    return Notes(notes=(*(state.notes if state else ()), note or ""))


NOTES = View("notes", frozenset({"champion"}), Notes, project, indexes=(("notes",),))
"""A document for each stream."""

SHELVES = View(
    "shelves",
    frozenset({"champion", "briefing"}),
    Notes,
    project,
    document=lambda stream: f"shelf-{stream[-1]}",
)
"""A document for all streams of two services that end in the same letter: a part for each."""


def fresh(kind: str = "champion") -> str:
    """A stream that nobody else has."""
    return f"{kind}-T{uuid.uuid4().hex}"
