"""What can be said about an issue.

``key``, ``by``, ``at`` and ``agency`` are filled in by the route: which it is, who acts, and when.
"""

from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from services.consultations.concurrence.commands import (
    DRAFT,
    AskForChange,
    AskToConcur,
    Concur,
    Decide,
    MarkConcurrence,
    StopAsking,
)
from shared.contracts.consultations.calls import WallClock
from shared.contracts.consultations.issues import AtBriefing, Matter, Origin
from shared.contracts.consultations.questions import ProseVersions
from shared.contracts.reactions import EventRef
from shared.forms import GROUP, LONG, Form
from shared.texts import N_
from shared.values import AtMost, Command, Count, Flag, Key, Name, OfficialLanguage, Prose, Reason, Text

_MOMENT: Final = frozenset({"at"})
_OPEN: Final = ("raised", "assigned", "drafted", "concurring")
_STANDING: Final = (*_OPEN, "agreed", "published")
_Other = Annotated[Key, Field(title=N_("The other issue"), description=N_("Its key."))]


class OpenIssue(Command):
    """Raise an issue, so that it gets an answer. An ``example`` is marked as one for ever."""

    FORM = Form(N_("Raise an issue"), begins=True)
    matter: Matter
    origin: Origin
    example: Flag = Field(
        default=False, title=N_("An example, not a real issue"), description=N_("Said once, and for ever.")
    )


class FollowBriefing(Command):
    """Raise an issue that a briefing's record holds; what nobody took in hand follows a correction."""

    matter: Matter
    origin: AtBriefing
    cause: EventRef


class DropRaised(Command):
    """Take back an issue that nobody took in hand, because the briefing's record no longer holds it."""

    reason: Text
    at: AwareDatetime


class OpenPart(Command):
    """Raise an issue that was part of another one."""

    matter: Matter
    origin: Origin
    source: Key
    cause: EventRef
    example: Flag


class ReviseIssue(Command):
    """Word it otherwise."""

    FORM = Form(N_("Word it otherwise"), when=_OPEN, replaces=("matter",))
    matter: Matter


class TakeBackIssue(Command):
    """Say that it was not raised after all."""

    FORM = Form(N_("Take it back"), when=_OPEN)
    UNSAID = _MOMENT
    reason: Reason
    at: AwareDatetime


class MergeIssue(Command):
    """Answer it together with another one, which says where both came from."""

    FORM = Form(N_("Answer it with another one"), when=_STANDING)
    UNSAID = _MOMENT
    key: Key
    into: _Other
    reason: Reason
    at: AwareDatetime


class PartIssue(Command):
    """Let it stand for itself again."""

    FORM = Form(N_("Let it stand for itself again"), when=("merged",))
    reason: Reason


class SplitIssue(Command):
    """Put several issues in its place, each with an answer of its own."""

    FORM = Form(N_("Split it"), when=_OPEN)
    UNSAID = _MOMENT
    key: Key
    parts: Annotated[tuple[Matter, ...], AtMost(10, 2)] = Field(title=N_("Parts"))
    reason: Reason
    at: AwareDatetime


class LinkIssue(Command):
    """Say that another issue has to do with it."""

    FORM = Form(N_("Link another issue"), when=_STANDING)
    key: Key
    other: _Other


class UnlinkIssue(Command):
    """Say that it has nothing to do with it after all."""

    FORM = Form(N_("Unlink an issue"), when=_STANDING)
    other: _Other


class AssignLead(Command):
    """Let an agency answer for it; who takes another's place does so for a reason."""

    FORM = Form(N_("Assign the lead agency"), when=_STANDING)
    lead: Name = Field(title=N_("Lead agency"))
    reason: Text | None = Field(
        None, title=N_("Reason"), description=N_("Where another agency led."), json_schema_extra=LONG
    )


class DraftAnswer(Command):
    """Write a version of the answer.

    Asked anew by ``due`` are those whom the change touches by the lead's word, and those who asked for a change.
    """

    FORM = Form(N_("Write a draft answer"), when=("assigned", "drafted", "concurring"), replaces=("text",))
    UNSAID = _MOMENT
    text: ProseVersions = Field(title=N_("Answer"), json_schema_extra=LONG)
    changes: Text | None = Field(
        None,
        title=N_("What changed"),
        description=N_("From the second draft on."),
        json_schema_extra=LONG,
    )
    touched: Annotated[tuple[Name, ...], AtMost(50)] = Field(
        (),
        title=N_("Whom the change touches"),
        description=N_("They are asked anew, beside those who asked for a change."),
    )
    due: WallClock | None = Field(None, title=N_("Asked anew until"), json_schema_extra=GROUP)
    by: Name
    at: AwareDatetime


class AskAgencies(AskToConcur):
    """Ask agencies to concur in the latest draft by a date; asked again, they have the new date."""


class StopAskingAgency(StopAsking):
    """An agency need not concur any more."""


class ConcurInAnswer(Concur):
    """Concur in the latest draft, which has to be named: a newer one may have come meanwhile."""


class AskForAnswerChange(AskForChange):
    """Ask for a change of the latest draft."""


class DecideOnAnswer(Decide):
    """Decide for the Coordinator on the latest draft, on the record, though not all have concurred."""


class PublishAnswer(Command):
    """Publish the agreed draft as the answer."""

    FORM = Form(N_("Publish the answer"), when=("agreed",))
    UNSAID = _MOMENT
    draft: Count = DRAFT
    by: Name
    at: AwareDatetime


class TranslateAnswer(Command):
    """Add the published answer in a further language; the agreed text is what counts."""

    FORM = Form(N_("Add a translation of the answer"), when=("published",))
    UNSAID = _MOMENT
    language: OfficialLanguage = Field(title=N_("Language"))
    text: Prose = Field(title=N_("Answer"), json_schema_extra=LONG)
    at: AwareDatetime


class FollowUpIssue(Command):
    """Say what was said of it at a later briefing."""

    FORM = Form(N_("Follow it up at a briefing"), when=("published",))
    briefing: Key = Field(title=N_("Briefing"), description=N_("Its key, such as 2020-03-04."))
    note: Text = Field(title=N_("What was said"), json_schema_extra=LONG)


class ReopenIssue(Command):
    """Look at the answer anew; what was published stays until another answer is."""

    FORM = Form(N_("Look at the answer anew"), when=("agreed", "published"))
    UNSAID = _MOMENT
    reason: Reason
    by: Name
    at: AwareDatetime


WorkCommand = (
    ReviseIssue
    | TakeBackIssue
    | MergeIssue
    | SplitIssue
    | LinkIssue
    | UnlinkIssue
    | AssignLead
    | DraftAnswer
    | PublishAnswer
    | TranslateAnswer
    | FollowUpIssue
    | ReopenIssue
    | AskToConcur
    | StopAsking
    | Concur
    | AskForChange
    | Decide
)
"""What an issue answers that waits for an answer, or has one."""
IssueCommand = OpenIssue | FollowBriefing | DropRaised | OpenPart | PartIssue | MarkConcurrence | WorkCommand
"""Every command an issue answers."""
