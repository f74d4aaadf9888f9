"""Whom what happens to an issue is told: everybody who follows issues, or the agency that it waits for."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from pydantic import ValidationError

from services.notifications.joining.form import Entered, wanted
from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.concerned import concerned, followed
from services.notifications.notices.policy import Known, notify, recall
from services.notifications.notices.words import words
from shared.contracts.consultations import concurrence as a
from shared.contracts.consultations import issues as i
from shared.contracts.consultations import report as r
from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import Interest
from shared.contracts.registry.evidence import BriefingOutcome
from shared.i18n.speaker import sentence
from shared.i18n.speech import speech
from tests.support.examples_of_issues import AT, DUE, OPENED, WHO
from tests.support.streams import recorded

LEAD = i.LeadAssigned(lead="ILO", before=None, reason=None)
DRAFT = i.AnswerDrafted(draft=1, text={"en": "In secret."}, changes=None, by="ILO", at=AT)
ASKED = a.ConcurrenceAsked(draft=1, agencies=WHO, due=DUE, silence="recorded", at=AT)
CHANGE = a.ChangeAsked(draft=1, agency="IOM", change="In secret.", reason="In secret.")
ENDED = a.ConcurrenceEnded(agency="IOM", reason="no mandate")
PASSED = a.DatePassed(agencies=("UNHCR",), due=DUE, silence="recorded")
AGREED = a.DraftAgreed(draft=1, how="decided", concurred=(), silent=("UNHCR",), reason="urgent", at=AT)
PUBLISHED = i.AnswerPublished(number=1, draft=1, by="ILO", agencies=("UNHCR",), at=AT)
REOPENED = i.IssueReopened(reason="changed", agencies=("UNHCR",), by="secretariat", at=AT)


def issued(events: Iterable[Event], stream: str = "issue-a") -> list[NoticeIssued]:
    """The notices of a stream."""
    known: Known | None = None
    found: list[NoticeIssued] = []
    for kept in recorded(stream, events):
        record = replace(kept, id=f"n{kept.version}")
        for _, command in notify(record, known):
            assert isinstance(command, IssueNotice)
            found.append(NoticeIssued(**dict(command)))
        known = recall(known, record)
    return found


def told(notice: NoticeIssued, follows: str) -> bool:
    """Whether who follows this is told."""
    interest = Interest.named(follows)
    return not set(concerned(notice)).isdisjoint(followed(interest.topic, interest.place))


def what(notices: Iterable[NoticeIssued]) -> list[str]:
    """The names of what they tell."""
    return [one.tells.type.split(".")[-2] for one in notices]


def test_who_follows_issues_is_told_of_answers_and_an_agency_of_what_waits_for_it() -> None:
    """And of the undoing of what it was told; no draft, and nothing that is asked to be changed, is in a notice."""
    notices = issued([OPENED, LEAD, DRAFT, ASKED, CHANGE, ENDED, PASSED, AGREED, PUBLISHED, REOPENED])
    public = [
        "issue-opened", "concurrence-date-passed", "draft-agreed", "answer-published", "issue-reopened"
    ]  # fmt: skip
    assert what(one for one in notices if told(one, "issues")) == public
    assert what(one for one in notices if told(one, "issues/@IOM")) == [
        "concurrence-asked",
        "concurrence-ended",
    ]
    assert what(one for one in notices if told(one, "issues/@UNHCR")) == ["concurrence-asked", *public[1:]]
    assert what(one for one in notices if told(one, "issues/@ILO")) == ["issue-lead-assigned", *public[1:]]
    assert not any(told(one, "issues/@WHO") for one in notices)
    assert not any("In secret." in one.model_dump_json() for one in notices)


def test_nothing_of_a_reports_draft_is_told_beside_that_there_is_one() -> None:
    """What changed in it is for who takes part; an example is told to nobody."""
    terms = r.ReportTerms(title={"en": "Report"})
    put = r.ReportPut(draft=1, sections={"a": 1}, changes="In secret.")
    events = [r.ReportOpened(terms=terms, example=False), put, ASKED, CHANGE, AGREED]
    notices = issued(events, "report-a")
    assert "report-put" in what(notices)
    assert not any("In secret." in str(words(one, speech("en"), None)) for one in notices)
    planned = r.LaunchPlanned(
        terms=terms, month=None, occasion=None, evidence=BriefingOutcome(briefing="b", outcome="launch")
    )
    assert issued([r.ReportOpened(terms=terms, example=True), put, planned, AGREED], "report-a") == []


def test_an_answer_that_takes_anothers_place_replaces_its_notice() -> None:
    """So does its being looked at anew."""
    notices = issued([OPENED, LEAD, DRAFT, AGREED, PUBLISHED, REOPENED])
    assert [one.replaces for one in notices[-3:]] == [None, "n4", "n5"]


def test_an_example_is_told_to_nobody() -> None:
    """Whatever becomes of it."""
    example = OPENED.model_copy(update={"example": True})
    assert issued([example, LEAD, DRAFT, ASKED, PASSED, AGREED, PUBLISHED]) == []


def test_a_reminder_that_comes_too_late_is_no_notice() -> None:
    """Nobody can act on it."""
    for missed, number in ((False, 1), (True, 0)):
        near = a.ConcurrenceReminded(mark="due_in_1_day", agencies=WHO, due=DUE, missed=missed)
        assert what(issued([OPENED, LEAD, DRAFT, ASKED, near]))[3:] == ["concurrence-reminded"] * number


def test_a_notice_of_no_agency_has_the_bytes_that_it_always_had() -> None:
    """What was added is left out where it says nothing."""
    plain, own = issued([OPENED, LEAD])
    assert b"agencies" not in plain.encode()
    assert b'"agencies":["ILO"],"apart":true' in own.encode()
    assert sentence(own.tells, speech("fr")) == (
        "ILO est chef de file pour la réponse à «\u00a0The UN system speaks with one voice\u00a0»"
    )


def test_an_agency_is_followed_for_issues_alone() -> None:
    """The form names it beside the topics; another topic has none."""
    filled = Entered("a@example.org", ("briefings", "issues"), "africa", "IOM", "en")
    assert [one.name for one in wanted(filled).interests] == ["briefings/africa", "issues/@IOM"]
    for wrong in (
        {"topic": "calls", "agency": "IOM"},
        {"topic": "issues", "agency": "IOM", "region": "africa"},
    ):
        with pytest.raises(ValidationError, match="names an agency"):
            Interest.model_validate(wrong)
