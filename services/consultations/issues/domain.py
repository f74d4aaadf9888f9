"""An issue: raised, led by an agency, answered once all who are asked concur, published, looked at anew."""

from collections.abc import Iterator
from typing import assert_never

from services.consultations.concurrence import domain as concurrence
from services.consultations.concurrence.commands import (
    AskForChange,
    AskToConcur,
    Concur,
    Decide,
    MarkConcurrence,
    StopAsking,
)
from services.consultations.issues import commands as c
from services.consultations.issues.commands import IssueCommand, WorkCommand
from services.consultations.issues.issue import ABSENT, Answer, Issue, evolve
from shared.contracts.consultations import issues as e
from shared.contracts.consultations.issues import IssueEvent, Part
from shared.contracts.names import shortened
from shared.values import Refused

__all__ = ["ABSENT", "Issue", "decide", "evolve", "part_key"]


def decide(command: IssueCommand, issue: Issue) -> list[IssueEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, issue))


def part_key(key: str, number: int) -> str:
    """The key of an issue that was part of another one, from 1 on."""
    return shortened(f"{key}_part{number}")


def _decided(command: IssueCommand, issue: Issue) -> Iterator[IssueEvent]:
    match command:
        case c.OpenIssue() | c.OpenPart():
            yield from _open(issue, e.IssueOpened(**{"cause": None, "source": None, **dict(command)}))
        case c.FollowBriefing():
            yield from _follow(issue, command)
        case c.DropRaised(reason=reason, at=at):
            if issue.status != "dropped" and issue.matter:
                _untouched(issue)
                yield e.IssueDropped(reason=reason, agencies=issue.concerned, at=at)
        case c.PartIssue(reason=reason):
            if issue.merged_into:
                yield e.IssueParted(reason=reason)
        case MarkConcurrence():
            if issue.status == "concurring":
                yield from concurrence.decide(command, issue.concurrence)
        case _:
            yield from _worked(command, _standing(command, issue))


def _open(issue: Issue, opened: e.IssueOpened) -> Iterator[IssueEvent]:
    if issue.status == "absent":
        yield opened
    elif (issue.matter, issue.origin, issue.example) != (opened.matter, opened.origin, opened.example):
        raise Refused("an issue of this key is known: use another key")


def _follow(issue: Issue, command: c.FollowBriefing) -> Iterator[IssueEvent]:
    never_worked_on = issue.status == "absent" or (issue.status == "dropped" and not issue.lead)
    if not never_worked_on:
        _untouched(issue)
    if never_worked_on or issue.matter != command.matter:
        yield e.IssueOpened(
            matter=command.matter, origin=command.origin, cause=command.cause, source=None, example=False
        )


def _untouched(issue: Issue) -> None:
    if issue.cause is None:
        raise Refused("the issue was taken in hand: see for yourself what the briefing's record changes")


def _standing(command: WorkCommand, issue: Issue) -> Issue:
    match issue.status:
        case "absent":
            raise Refused("no such issue is known: raise it first")
        case "merged":
            if isinstance(command, c.MergeIssue) and command.into == issue.merged_into:
                return issue
            raise Refused("the issue is answered with {other}: go there", other=issue.merged_into)
        case "split":
            raise Refused("the issue was split: go to its parts")
        case "dropped":
            if isinstance(command, c.TakeBackIssue):
                return issue
            raise Refused("the issue was taken back: raise it again under another key")
    return issue


def _worked(command: WorkCommand, issue: Issue) -> Iterator[IssueEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case c.ReviseIssue(matter=matter):
            _unpublished(issue)
            if issue.matter and matter != issue.matter:
                yield e.IssueRevised(matter=matter, before=issue.matter)
        case c.TakeBackIssue(reason=reason, at=at):
            _unpublished(issue)
            if not issue.dropped:
                yield e.IssueDropped(reason=reason, agencies=issue.concerned, at=at)
        case c.MergeIssue(key=key, into=into, reason=reason, at=at):
            _another(key, into)
            if issue.merged_into is None:
                yield e.IssueMerged(into=into, reason=reason, agencies=issue.concerned, at=at)
        case c.SplitIssue():
            yield _split(issue, command)
        case c.LinkIssue(key=key, other=other):
            _another(key, other)
            if other not in issue.links:
                yield e.IssueLinked(other=other)
        case c.UnlinkIssue(other=other):
            if other in issue.links:
                yield e.IssueUnlinked(other=other)
        case c.AssignLead(lead=lead, reason=reason):
            if lead != issue.lead:
                if issue.lead and reason is None:
                    raise Refused("reason: {lead} leads; say why another agency shall", lead=issue.lead)
                yield e.LeadAssigned(lead=lead, before=issue.lead, reason=reason)
        case c.DraftAnswer():
            yield from _drafted(issue, command)
        case c.PublishAnswer() | c.TranslateAnswer() | c.FollowUpIssue() | c.ReopenIssue():
            yield from _answered(command, issue)
        case AskToConcur() | StopAsking() | Concur() | AskForChange() | Decide():
            yield from concurrence.decide(command, issue.concurrence)
        case _:
            assert_never(command)


def _another(key: str, other: str) -> None:
    if key == other:
        raise Refused("that is this issue itself: give the key of another one")


def _unpublished(issue: Issue) -> None:
    if issue.answers:
        raise Refused("an answer to the issue was published: its words stay")


def _split(issue: Issue, command: c.SplitIssue) -> IssueEvent:
    _unpublished(issue)
    assert issue.origin is not None  # noqa: S101 - it stands
    return e.IssueSplit(
        parts=tuple(
            Part(key=part_key(command.key, number), matter=matter)
            for number, matter in enumerate(command.parts, 1)
        ),
        origin=issue.origin,
        example=issue.example,
        reason=command.reason,
        agencies=issue.concerned,
        at=command.at,
    )


def _drafted(issue: Issue, command: c.DraftAnswer) -> Iterator[IssueEvent]:
    state, last = issue.concurrence, issue.drafts[-1] if issue.drafts else None
    if issue.lead is None:
        raise Refused("the issue has no lead agency: assign one first")
    if last and state.draft and last.text == command.text:
        return
    if state.agreed:
        raise Refused("draft {draft} is agreed already: reopen it first", draft=state.draft)
    if last and command.changes is None:
        raise Refused("changes: say what changed since draft {draft}", draft=last.number)
    drafted = e.AnswerDrafted(
        draft=len(issue.drafts) + 1, text=command.text, changes=command.changes, by=command.by, at=command.at
    )
    yield drafted
    yield from concurrence.ask_anew(state, drafted.draft, command.touched, command.due, command.at)


def _answered(  # noqa: C901  one row each
    command: c.PublishAnswer | c.TranslateAnswer | c.FollowUpIssue | c.ReopenIssue, issue: Issue
) -> Iterator[IssueEvent]:
    match command:
        case c.PublishAnswer(draft=draft, by=by, at=at):
            if not issue.concurrence.agreed or draft != issue.concurrence.draft:
                raise Refused("draft {draft} is not agreed: only an agreed draft is published", draft=draft)
            if not issue.answered:
                number = len(issue.answers) + 1
                yield e.AnswerPublished(number=number, draft=draft, by=by, agencies=issue.concerned, at=at)
        case c.TranslateAnswer(language=language, text=text, at=at):
            last = _last(issue)
            if language in last.text:
                raise Refused(
                    "language: the answer was agreed in this language; look at it anew to change it"
                )
            if last.translations.get(language) != text:
                yield e.AnswerTranslated(number=last.number, language=language, text=text, at=at)
        case c.FollowUpIssue(briefing=briefing, note=note):
            _last(issue)
            if all((one.briefing, one.note) != (briefing, note) for one in issue.follow_ups):
                yield e.IssueFollowedUp(briefing=briefing, note=note)
        case c.ReopenIssue(reason=reason, by=by, at=at):
            if not issue.concurrence.agreed:
                raise Refused("nothing is agreed yet: write a further draft instead")
            yield e.IssueReopened(reason=reason, agencies=issue.concerned, by=by, at=at)
        case _:
            assert_never(command)


def _last(issue: Issue) -> Answer:
    if not issue.answers:
        raise Refused("no answer is published yet: publish it first")
    return issue.answers[-1]
