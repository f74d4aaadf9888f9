"""An issue as its events have made it. Pure."""

from dataclasses import field, replace
from datetime import datetime
from typing import Literal, assert_never, get_args

from services.consultations.concurrence import domain as concurrence
from services.consultations.concurrence.items import NONE, Concurrence
from shared.contracts.consultations import issues as e
from shared.contracts.consultations.concurrence import ConcurrenceEvent
from shared.contracts.consultations.issues import IssueEvent, Matter, Origin, Part
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.plain import plain
from shared.values import OfficialLanguage

Status = Literal[
    "absent", "raised", "assigned", "drafted", "concurring", "agreed", "published", "merged", "split", "dropped"
]  # fmt: skip
Texts = dict[OfficialLanguage, str]
_OF_CONCURRENCE = get_args(ConcurrenceEvent)


@plain
class Draft:
    """A version of the answer, and what changed in it."""

    number: int
    text: Texts
    changes: str | None
    by: str
    at: datetime


@plain
class Answer:
    """An answer that was published; ``translations`` are in languages that it was not agreed in."""

    number: int
    draft: int
    text: Texts
    at: datetime
    translations: Texts = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """In every language that it can be read in."""
        return {**self.translations, **self.text}


@plain
class SaidLater:
    """What was said of it at a later briefing."""

    briefing: str
    note: str


@plain
class Issue:
    """Its state. ``cause`` is set while it follows a briefing's record and nobody has taken it in hand.

    ``answered``: the last answer is not looked at anew.
    """

    matter: Matter | None = None
    origin: Origin | None = None
    cause: EventRef | None = None
    source: str | None = None
    example: bool = False
    dropped: bool = False
    merged_into: str | None = None
    parts: tuple[Part, ...] = ()
    links: tuple[str, ...] = ()
    lead: str | None = None
    drafts: tuple[Draft, ...] = ()
    concurrence: Concurrence = NONE
    answers: tuple[Answer, ...] = ()
    answered: bool = False
    follow_ups: tuple[SaidLater, ...] = ()

    @property
    def status(self) -> Status:  # noqa: PLR0911  one row each
        """How far it has come."""
        if self.matter is None:
            return "absent"
        if self.dropped:
            return "dropped"
        if self.merged_into:
            return "merged"
        if self.parts:
            return "split"
        if self.answered:
            return "published"
        if self.concurrence.agreed:
            return "agreed"
        if self.concurrence.asked:
            return "concurring"
        if self.concurrence.draft:
            return "drafted"
        return "assigned" if self.lead else "raised"

    @property
    def concerned(self) -> tuple[str, ...]:
        """The lead agency, and those that were asked to concur."""
        return tuple(sorted({*self.concurrence.asked, *([self.lead] if self.lead else [])}))


ABSENT = Issue()
"""The state before the first event."""


def evolve(issue: Issue, event: IssueEvent) -> Issue:
    """The state after ``event``."""
    match event:
        case e.IssueOpened(matter=matter, origin=origin, cause=cause, source=source, example=example):
            return Issue(matter, origin, cause, source, example)
        case ReactionRefused():
            return issue
    return _worked(replace(issue, cause=None), event)


def _worked(issue: Issue, event: IssueEvent) -> Issue:  # noqa: C901, PLR0911, PLR0912  one row each
    match event:
        case e.IssueRevised(matter=matter):
            return replace(issue, matter=matter)
        case e.IssueDropped():
            return replace(issue, dropped=True)
        case e.IssueMerged(into=into):
            return replace(issue, merged_into=into)
        case e.IssueParted():
            return replace(issue, merged_into=None)
        case e.IssueSplit(parts=parts):
            return replace(issue, parts=parts)
        case e.IssueLinked(other=other):
            return replace(issue, links=(*issue.links, other))
        case e.IssueUnlinked(other=other):
            return replace(issue, links=tuple(one for one in issue.links if one != other))
        case e.LeadAssigned(lead=lead):
            return replace(issue, lead=lead)
        case e.AnswerDrafted(draft=number, text=text, changes=changes, by=by, at=at):
            drafts = (*issue.drafts, Draft(number, text, changes, by, at))
            return replace(issue, drafts=drafts, concurrence=concurrence.put(issue.concurrence, number))
        case e.AnswerPublished(number=number, draft=draft, at=at):
            answer = Answer(number, draft, issue.drafts[draft - 1].text, at)
            return replace(issue, answers=(*issue.answers, answer), answered=True)
        case e.AnswerTranslated(language=language, text=text):
            *before, last = issue.answers
            last = replace(last, translations={**last.translations, language: text})
            return replace(issue, answers=(*before, last))
        case e.IssueFollowedUp(briefing=briefing, note=note):
            return replace(issue, follow_ups=(*issue.follow_ups, SaidLater(briefing, note)))
        case e.IssueReopened():
            return replace(issue, concurrence=NONE, answered=False)
        case e.IssueOpened() | ReactionRefused():
            return issue
        case _ if isinstance(event, _OF_CONCURRENCE):
            return replace(issue, concurrence=concurrence.evolve(issue.concurrence, event))
        case _:
            assert_never(event)  # type: ignore[arg-type]  # those of the concurrence are handed over above
