"""The one event every slice shares: a reaction's command was refused."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.envelope import Event
from shared.texts import N_
from shared.values import MOST, Value

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class EventRef(Value):
    """An event by its place: the stream, its version in it, and its id."""

    stream: Identifier
    version: int = Field(strict=True, ge=1, le=MOST)
    id: Identifier


class ReactionRefused(Event, type="onevoice.reaction-refused.v1"):
    """A domain's answer to a reaction: no, and why. Stands on the target stream and changes no state."""

    reaction: Identifier
    cause: EventRef
    reason: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    says = (N_("A consequence was refused: {reason}"),)
