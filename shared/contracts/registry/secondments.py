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


class SecondmentAnnounced(Statement, type="onevoice.registry.secondment-announced.v1"):
    """A secondment is impending; after the end of one, a new one is."""

    status: Literal["impending"]
    says = (N_("{it} is impending ({on})"), N_("{it} is impending"))


class SecondmentStarted(Statement, type="onevoice.registry.secondment-started.v1"):
    """A secondment is in post, announced before or not."""

    status: Literal["in_post"]
    says = (N_("{it} is in post ({on})"), N_("{it} is in post"))


class SecondmentEnded(Statement, type="onevoice.registry.secondment-ended.v1"):
    """A secondment ended."""

    status: Literal["ended"]
    says = (N_("{it} ended ({on})"), N_("{it} ended"))


class SecondmentEvidenceAdded(Statement, type="onevoice.registry.secondment-evidence-added.v1"):
    """More evidence for what is already so, or was so before."""

    says = (N_("There is more evidence. {it}: {status} ({on})"), N_("There is more evidence. {it}: {status}"))


class SecondmentEvidenceCorrected(Statement, type="onevoice.registry.secondment-evidence-corrected.v1"):
    """Evidence, or the post, was recorded wrongly; whether the status stands is another event's matter."""

    says = (
        N_("The record was corrected. {it}: {status} ({on})"),
        N_("The record was corrected. {it}: {status}"),
    )


class SecondmentEvidenceRetracted(Event, type="onevoice.registry.secondment-evidence-retracted.v1"):
    """Evidence no longer stands; whether the status does is another event's matter."""

    agency: Name
    to: Name | None
    evidence: Evidence
    reason: Text
    says = (N_("{it}: evidence was retracted ({reason})"),)


class SecondmentUndone(Event, type="onevoice.registry.secondment-undone.v1"):
    """Nothing supports ``status`` any more; ``back_to`` is the one that the remaining evidence supports."""

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
