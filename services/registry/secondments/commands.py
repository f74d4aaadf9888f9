"""What can be said about a secondment; the stream is named by the releasing agency and the receiving body."""

from typing import Self

from pydantic import model_validator

from shared.contracts.registry.evidence import Evidence
from shared.contracts.registry.secondments import secondment_key
from shared.values import Command, Day, Key, Name, PartialDate, Text, mistake


class StateSecondment(Command):
    """Say on evidence how far a secondment has come; what is null stays as it is recorded."""

    key: Key
    agency: Name
    to: Name | None = None
    post: Name | None = None
    on: PartialDate | None = None
    announced_on: Day | None = None
    evidence: Evidence

    @model_validator(mode="after")
    def _own_key(self) -> Self:
        if self.key != (right := secondment_key(self.agency, self.to)):
            wrong = f"{self.key!r} is not the key of this agency and receiving body"
            raise mistake("key", wrong, f"{right} is right")
        return self


class AnnounceSecondment(StateSecondment):
    """Say that a secondment is impending, to begin ``on`` a date."""


class StartSecondment(StateSecondment):
    """Say that a secondment is in post, since ``on``; an announcement before it is not needed."""


class EndSecondment(StateSecondment):
    """Say that a secondment that was in post ended, ``on`` a date."""


class CorrectSecondment(Command):
    """Set the current term's post, and the date that one of its pieces of evidence gives; null is unknown."""

    evidence: Evidence
    post: Name | None
    on: PartialDate | None


class RetractSecondmentEvidence(Command):
    """Take evidence back; a status that nothing else supports is undone."""

    evidence: Evidence
    reason: Text


SecondmentCommand = (
    AnnounceSecondment | StartSecondment | EndSecondment | CorrectSecondment | RetractSecondmentEvidence
)
"""Every command a secondment answers."""
