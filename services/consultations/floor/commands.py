"""The commands of the floor of a briefing. Who acts is filled in by the routes."""

from pydantic import Field

from shared.contracts.consultations.floor import TURNS, Asked, By, RequestId, Turns
from shared.contracts.consultations.registration import Group, ParticipantId
from shared.forms import Form, worded
from shared.texts import N_
from shared.values import Command, Country, Flag, Language, Link, Name, Region, Text


class SetFloorRules(Command):
    """Say by which rule speakers follow each other, and whether requests are taken; it may change at any time."""

    FORM = Form(
        N_("Set the order of speakers"),
        begins=True,
        when=("open", "closed"),
        replaces=("turns", "takes"),
    )
    turns: Turns = Field("asked", title=N_("Order of speakers"), json_schema_extra=worded(TURNS))
    takes: Flag = Field(default=True, title=N_("Takes requests for the floor"))


class AskForFloor(Command):
    """Ask to speak, or to put a question."""

    UNSAID = frozenset({"id"})
    id: RequestId
    asks: Asked
    group: Group
    country: Country | None
    organisation: Name | None
    region: Region | None
    capacity: Name | None
    about: Text | None
    participant: ParticipantId | None
    by: By


class GrantFloor(Command):
    """Give the floor; whoever had it has spoken."""

    id: RequestId


class PassOver(Command):
    """Pass somebody over who is not there: they are as who asks now."""

    id: RequestId


class YieldFloor(Command):
    """They have spoken."""

    id: RequestId


class TakeBack(Command):
    """Ask no more. A mission acts for its own State, a participant for themselves."""

    id: RequestId
    by: By
    country: Country | None = None
    participant: ParticipantId | None = None


class AttachStatement(Command):
    """Attach what was said, as a document; a mission does for its own State."""

    id: RequestId
    link: Link = Field(title=N_("Address"))
    language: Language = Field(title=N_("Language"))
    by: By
    country: Country | None = None


FloorCommand = SetFloorRules | AskForFloor | GrantFloor | PassOver | YieldFloor | TakeBack | AttachStatement
"""Every command the floor answers."""
