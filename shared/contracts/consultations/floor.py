"""The events of the floor of a briefing, stream ``floor-<its key>``: for whom somebody speaks, never who."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.contracts.consultations.registration import Group, ParticipantId
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.forms import worded
from shared.texts import N_
from shared.values import Country, Flag, Language, Link, Name, Region, Text

RequestId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The opaque id of a request for the floor."""
Turns = Literal["asked", "groups", "regions"]
TURNS: Final[Mapping[Turns, str]] = {
    "asked": N_("As they asked"),
    "groups": N_("The groups in turn"),
    "regions": N_("The regions in turn"),
}
"""By which rule speakers follow each other."""
Asked = Literal["floor", "question"]
ASKED: Final[Mapping[Asked, str]] = {"floor": N_("the floor"), "question": N_("a question")}
"""What is asked for."""
By = Literal["participant", "mission", "secretariat"]
"""Who acts for a speaker."""


class FloorRulesSet(Event, type="onevoice.consultations.floor-rules-set.v1"):
    """By which rule speakers follow each other, and whether requests are taken; a later one replaces the earlier."""

    turns: Annotated[Turns, Field(json_schema_extra=worded(TURNS))]
    takes: Flag
    says = (N_("How speakers follow each other at {it} is set"),)


class FloorAsked(Event, type="onevoice.consultations.floor-asked.v1"):
    """Somebody asks to speak, or to put a question, for a State or an organisation; ``region`` is the State's.

    ``capacity`` and ``about`` are stated by missions and the secretariat alone: what anybody writes is on no record.
    """

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
    says = (
        N_("{country} asks to speak at {it}"),
        N_("{organisation} asks to speak at {it}"),
    )


class FloorGranted(Event, type="onevoice.consultations.floor-granted.v1"):
    """They have the floor."""

    id: RequestId
    says = (N_("The floor is given at {it}"),)


class FloorPassedOver(Event, type="onevoice.consultations.floor-passed-over.v1"):
    """They were not there when their turn came: they are as who asks now."""

    id: RequestId
    says = (N_("A speaker at {it} is passed over"),)


class FloorYielded(Event, type="onevoice.consultations.floor-yielded.v1"):
    """They have spoken."""

    id: RequestId
    says = (N_("A speaker at {it} has spoken"),)


class FloorTakenBack(Event, type="onevoice.consultations.floor-taken-back.v1"):
    """They do not ask any more."""

    id: RequestId
    by: By
    says = (N_("A request for the floor of {it} is taken back"),)


class StatementAttached(Event, type="onevoice.consultations.statement-attached.v1"):
    """What they said, as a document; a later one replaces the earlier."""

    id: RequestId
    link: Link
    language: Language
    says = (N_("A statement made at {it} is attached"),)


FloorEvent = Annotated[
    FloorRulesSet
    | FloorAsked
    | FloorGranted
    | FloorPassedOver
    | FloorYielded
    | FloorTakenBack
    | StatementAttached
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``floor-…``."""
