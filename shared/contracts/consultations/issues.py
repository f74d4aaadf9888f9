"""The events of an issue, stream ``issue-<key>``: what was raised, who answers it, and the one answer to it."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from shared.contracts.consultations import concurrence as a
from shared.contracts.consultations.inputs import InputId
from shared.contracts.consultations.questions import ProseVersions
from shared.contracts.envelope import Event
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.forms import LONG, titled, worded
from shared.texts import N_
from shared.values import (
    REGION_NAMES,
    AtMost,
    Count,
    Flag,
    Key,
    Name,
    OfficialLanguage,
    Prose,
    Region,
    Text,
    Value,
)


class AtBriefing(Value):
    """Raised at a briefing, where its record says so under ``item``."""

    model_config = ConfigDict(json_schema_extra=titled(N_("at a briefing")))
    kind: Literal["briefing"] = "briefing"
    briefing: Key = Field(title=N_("Briefing"), description=N_("Its key, such as 2020-03-04."))
    item: Key | None = Field(
        None, title=N_("Issue"), description=N_("Its key in the briefing's record, where it stands there.")
    )


class InInput(Value):
    """Raised in a published input, by its public id."""

    model_config = ConfigDict(json_schema_extra=titled(N_("in an input")))
    kind: Literal["input"] = "input"
    input: InputId = Field(title=N_("Input"), description=N_("Its public number."))


class AsFeedback(Value):
    """Raised as feedback: how that came, never from whom."""

    model_config = ConfigDict(json_schema_extra=titled(N_("as feedback")))
    kind: Literal["feedback"] = "feedback"
    how: Name = Field(title=N_("How it came"), description=N_("Such as the website. Never from whom."))


Origin = Annotated[AtBriefing | InInput | AsFeedback, Field(discriminator="kind")]
"""Where an issue was raised."""


class Matter(Value):
    """What was raised; ``raised_by`` in general terms, never a person."""

    topic: Name = Field(title=N_("Topic"))
    text: Text = Field(title=N_("What was raised"), json_schema_extra=LONG)
    region: Region | None = Field(
        None, title=N_("Region"), description=N_("Empty for all."), json_schema_extra=worded(REGION_NAMES)
    )
    raised_by: Name | None = Field(
        None,
        title=N_("Raised by"),
        description=N_("In general terms, such as several Member States; never a person."),
    )


class Part(Value):
    """One of the issues that another is split into, and its key."""

    key: Key
    matter: Matter


Concerned = Annotated[tuple[Name, ...], AtMost(51)]
"""The lead agency and those that were asked to concur."""


class IssueOpened(Event, type="onevoice.consultations.issue-opened.v1"):
    """An issue waits for an answer.

    ``cause`` is the briefing's event that it follows, ``source`` what it was part of. ``example`` is for ever.
    """

    matter: Matter
    origin: Origin
    cause: EventRef | None
    source: Key | None
    example: Flag
    says = (N_("An issue is raised: “{it}”"),)


class IssueRevised(Event, type="onevoice.consultations.issue-revised.v1"):
    """The issue is worded otherwise; ``before`` is how it was."""

    matter: Matter
    before: Matter
    says = (N_("An issue is worded otherwise: “{it}”"),)


class IssueDropped(Event, type="onevoice.consultations.issue-dropped.v1"):
    """It was not raised after all."""

    reason: Text
    agencies: Concerned
    at: AwareDatetime
    says = (N_("The issue “{it}” is taken back"),)
    adds = (N_("Reason: {reason}"),)


class IssueMerged(Event, type="onevoice.consultations.issue-merged.v1"):
    """It is answered with another one."""

    into: Key
    reason: Text
    agencies: Concerned
    at: AwareDatetime
    says = (N_("The issue “{it}” is answered together with another one"),)
    adds = (N_("Reason: {reason}"),)


class IssueParted(Event, type="onevoice.consultations.issue-parted.v1"):
    """It stands for itself again."""

    reason: Text
    says = (N_("The issue “{it}” stands for itself again"),)
    adds = (N_("Reason: {reason}"),)


class IssueSplit(Event, type="onevoice.consultations.issue-split.v1"):
    """Several issues take its place, which were raised where it was."""

    parts: Annotated[tuple[Part, ...], AtMost(10, 2)]
    origin: Origin
    example: Flag
    reason: Text
    agencies: Concerned
    at: AwareDatetime
    says = (N_("Several issues take the place of “{it}”"),)
    adds = (N_("Reason: {reason}"),)


class IssueLinked(Event, type="onevoice.consultations.issue-linked.v1"):
    """Another issue has to do with it."""

    other: Key
    says = (N_("Another issue has to do with “{it}”"),)


class IssueUnlinked(Event, type="onevoice.consultations.issue-unlinked.v1"):
    """It has nothing to do with that one after all."""

    other: Key
    says = (N_("Another issue has nothing to do with “{it}” after all"),)


class LeadAssigned(Event, type="onevoice.consultations.issue-lead-assigned.v1"):
    """An agency answers for it; ``before`` is the one that did."""

    lead: Name
    before: Name | None
    reason: Text | None
    says = (N_("{lead} leads on the answer to “{it}”"),)
    adds = (N_("Before: {before}"), N_("Reason: {reason}"))


class AnswerDrafted(Event, type="onevoice.consultations.answer-drafted.v1"):
    """A version of the answer, from 1 on, and what changed in it. It is for who answers and concurs alone."""

    draft: Count
    text: ProseVersions
    changes: Text | None
    by: Name
    at: AwareDatetime
    says = (N_("Draft {draft} of an answer to “{it}” is written"),)


class AnswerPublished(Event, type="onevoice.consultations.answer-published.v1"):
    """The agreed draft is the answer, the first or a later one: it takes the place of the one before."""

    number: Count
    draft: Count
    by: Name
    agencies: Concerned
    at: AwareDatetime
    says = (N_("The answer to “{it}” is published"),)


class AnswerTranslated(Event, type="onevoice.consultations.answer-translated.v1"):
    """A published answer can be read in a further language; the agreed text is what counts."""

    number: Count
    language: OfficialLanguage
    text: Prose
    at: AwareDatetime
    says = (N_("The answer to “{it}” is there in a further language"),)


class IssueFollowedUp(Event, type="onevoice.consultations.issue-followed-up.v1"):
    """What was said of it at a later briefing."""

    briefing: Key
    note: Text
    says = (N_("“{it}” was followed up at a briefing"),)
    adds = (N_("What was said: {note}"),)


class IssueReopened(Event, type="onevoice.consultations.issue-reopened.v1"):
    """The answer is looked at anew, and agreed anew; what was published stays until another answer is."""

    reason: Text
    agencies: Concerned
    by: Name
    at: AwareDatetime
    says = (N_("The answer to “{it}” is looked at anew"),)
    adds = (N_("Reason: {reason}"),)


IssueEvent = Annotated[
    IssueOpened | IssueRevised | IssueDropped | IssueMerged | IssueParted | IssueSplit | IssueLinked | IssueUnlinked
    | LeadAssigned | AnswerDrafted | AnswerPublished | AnswerTranslated | IssueFollowedUp | IssueReopened
    | a.ConcurrenceAsked | a.ConcurrenceEnded | a.Concurred | a.ChangeAsked | a.ConcurrenceReminded | a.DatePassed
    | a.DraftAgreed | ReactionRefused,
    Field(discriminator="type"),
]  # fmt: skip
"""Every event of a stream ``issue-…``."""

KNOWN: dict[str, Any] = {
    "text": "matter.text",
    "topic": "matter.topic",
    "region": "matter.region",
    "example": "example",
    "lead": "lead",
}
"""What is kept of an issue to be told of it, by the field that says it."""
