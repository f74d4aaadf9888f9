"""What can be said about a secondment; the stream is named by the releasing agency and the receiving body."""

from typing import Self

from pydantic import Field, model_validator

from shared.contracts.registry.evidence import Evidence
from shared.contracts.registry.secondments import secondment_key
from shared.forms import Form
from shared.texts import N_
from shared.values import Command, Day, Key, Name, PartialDate, Reason, mistake

_WHO = ("agency", "to", "post")


class StateSecondment(Command):
    """Say on evidence how far a secondment has come; what is null stays as it is recorded."""

    key: Key
    agency: Name = Field(title=N_("Releasing agency"))
    to: Name | None = Field(None, title=N_("Receiving body"))
    post: Name | None = Field(None, title=N_("Post"))
    on: PartialDate | None = Field(None, title=N_("Date"))
    announced_on: Day | None = Field(None, title=N_("Announced on"))
    evidence: Evidence

    @model_validator(mode="after")
    def _own_key(self) -> Self:
        if self.key != (right := secondment_key(self.agency, self.to)):
            wrong = N_("{key} is not the key of this agency and receiving body")
            raise mistake("key", wrong, N_("{value} is right"), key=repr(self.key), value=right)
        return self


class AnnounceSecondment(StateSecondment):
    """Say that a secondment is impending, to begin ``on`` a date."""

    FORM = Form(N_("Announce a secondment"), begins=True)


class StartSecondment(StateSecondment):
    """Say that a secondment is in post, since ``on``; an announcement before it is not needed."""

    FORM = Form(N_("Record that a secondment is in post"), when=("impending",), replaces=_WHO)


class EndSecondment(StateSecondment):
    """Say that a secondment that was in post ended, ``on`` a date."""

    FORM = Form(N_("Record that a secondment ended"), when=("in_post", "impending"), replaces=_WHO)


class CorrectSecondment(Command):
    """Set the current term's post, and the date that one of its pieces of evidence gives; null is unknown."""

    FORM = Form(N_("Correct post or date"), beside="evidence", replaces=("post",))
    post: Name | None = Field(title=N_("Post"))
    on: PartialDate | None = Field(title=N_("Date that this evidence gives"))
    evidence: Evidence


class RetractSecondmentEvidence(Command):
    """Take evidence back; a status that nothing else supports is undone."""

    FORM = Form(N_("Retract evidence"), beside="evidence")
    evidence: Evidence
    reason: Reason


SecondmentCommand = (
    AnnounceSecondment | StartSecondment | EndSecondment | CorrectSecondment | RetractSecondmentEvidence
)
"""Every command a secondment answers."""
