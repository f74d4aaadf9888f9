"""The events of a secondment, stream ``secondment-<key>``; persons are never named.

The stream's natural key is the releasing agency and the receiving body, see ``secondment_key``.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.names import key_made
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence
from shared.texts import N_
from shared.values import Day, Name, PartialDate, Text

SecondmentStatus = Literal["impending", "in_post", "ended"]
"""How far a secondment has come."""


def secondment_key(agency: str, to: str | None) -> str:
    """The key of the secondment from ``agency`` to ``to``."""
    return key_made(*(name for name in (agency, to) if name))


def secondment_name(agency: str, to: str | None) -> str:
    """What the secondment is called in a sentence."""
    return f"the secondment from {agency}{f' to {to}' if to else ''}"


class Statement(Event):
    """What a piece of evidence says of a secondment; what it and the record leave open is null.

    ``on`` is the day of ``status``: when it is to begin, began, or ended. ``announced_on`` is only the day
    on which that was said. ``post`` is the post's title as far as the record knows it.
    """

    agency: Name
    to: Name | None
    post: Name | None
    status: SecondmentStatus
    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence


class SecondmentAnnounced(Statement):
    """A secondment is impending; after the end of one, a new one is."""

    type: Literal["onevoice.registry.secondment-announced.v1"] = "onevoice.registry.secondment-announced.v1"
    status: Literal["impending"]
    says = (N_("{it} is impending ({on})"), N_("{it} is impending"))


class SecondmentStarted(Statement):
    """A secondment is in post, announced before or not."""

    type: Literal["onevoice.registry.secondment-started.v1"] = "onevoice.registry.secondment-started.v1"
    status: Literal["in_post"]
    says = (N_("{it} is in post ({on})"), N_("{it} is in post"))


class SecondmentEnded(Statement):
    """A secondment ended."""

    type: Literal["onevoice.registry.secondment-ended.v1"] = "onevoice.registry.secondment-ended.v1"
    status: Literal["ended"]
    says = (N_("{it} ended ({on})"), N_("{it} ended"))


class SecondmentEvidenceAdded(Statement):
    """More evidence for what is already so, or was so before."""

    type: Literal["onevoice.registry.secondment-evidence-added.v1"] = (
        "onevoice.registry.secondment-evidence-added.v1"
    )
    says = (N_("There is more evidence. {it}: {status} ({on})"), N_("There is more evidence. {it}: {status}"))


class SecondmentEvidenceCorrected(Statement):
    """Evidence, or the post, was recorded wrongly; whether the status stands is another event's matter."""

    type: Literal["onevoice.registry.secondment-evidence-corrected.v1"] = (
        "onevoice.registry.secondment-evidence-corrected.v1"
    )
    says = (
        N_("The record was corrected. {it}: {status} ({on})"),
        N_("The record was corrected. {it}: {status}"),
    )


class SecondmentEvidenceRetracted(Event):
    """Evidence no longer stands; whether the status does is another event's matter."""

    type: Literal["onevoice.registry.secondment-evidence-retracted.v1"] = (
        "onevoice.registry.secondment-evidence-retracted.v1"
    )
    agency: Name
    to: Name | None
    evidence: Evidence
    reason: Text
    says = (N_("{it}: evidence was retracted ({reason})"),)


class SecondmentUndone(Event):
    """Nothing supports ``status`` any more; ``back_to`` is the one that the remaining evidence supports."""

    type: Literal["onevoice.registry.secondment-undone.v1"] = "onevoice.registry.secondment-undone.v1"
    agency: Name
    to: Name | None
    post: Name | None
    status: SecondmentStatus
    back_to: SecondmentStatus | Literal["absent"]
    reason: Text
    says = (N_("{it} is not recorded as {status} any more: {reason}"),)


SecondmentEvent = Annotated[
    SecondmentAnnounced
    | SecondmentStarted
    | SecondmentEnded
    | SecondmentEvidenceAdded
    | SecondmentEvidenceCorrected
    | SecondmentEvidenceRetracted
    | SecondmentUndone
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``secondment-…``."""
