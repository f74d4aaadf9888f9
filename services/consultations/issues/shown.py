"""What everybody sees of an issue, and what is for who answers and concurs alone. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from services.consultations.concurrence.items import Answer as Word
from services.consultations.issues.family import Issues, linked, merged, root
from services.consultations.issues.issue import Answer, Draft, SaidLater, Status, Texts
from services.consultations.issues.projection import IssueState, IssueStep
from shared.clock import Moment
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.concurrence import How, Silence
from shared.contracts.consultations.issues import Matter, Origin, Part
from shared.i18n.speech import N_
from shared.values import OfficialLanguage, Value

Stage = Literal[
    "raised", "assigned", "drafted", "concurring", "overdue", "agreed", "published", "merged", "split", "dropped"
]  # fmt: skip
"""The status, and of those that wait for agencies, whether a date has passed."""
STAGES: Mapping[Stage, str] = {
    "overdue": N_("overdue"),
    "concurring": N_("waiting for agencies to concur"),
    "drafted": N_("an answer is drafted"),
    "assigned": N_("an agency is to draft an answer"),
    "raised": N_("no agency leads on it yet"),
    "agreed": N_("an answer is agreed"),
    "published": N_("answered"),
    "merged": N_("answered with another issue"),
    "split": N_("split into several issues"),
    "dropped": N_("taken back"),
}
"""What each is called, what is most urgent first."""
OPEN: tuple[Stage, ...] = ("overdue", "concurring", "drafted", "assigned", "raised", "agreed")
"""Those in which it waits for its answer."""
WORDS: Mapping[Word, str] = {
    "waiting": N_("is waited for"),
    "concurs": N_("concurs"),
    "change": N_("asks for a change"),
    "silent": N_("let the date pass without a word"),
}
"""What each agency said that was asked."""


class AskedShown(Value):
    """An agency that is asked to concur: in which draft, since when, until when, and how far it has answered.

    ``counts``: by the rules, which were said before, its silence counts as concurrence.
    """

    agency: str
    draft: int
    since: Moment
    due: Deadline
    silence: Silence
    answer: Word
    counts: bool
    overdue: bool


class AnswerShown(Value):
    """A published answer; ``agreed_in`` are the languages that count. A later one came at ``superseded_at``."""

    issue: str
    number: int
    texts: Texts
    agreed_in: tuple[OfficialLanguage, ...]
    at: Moment
    superseded_at: Moment | None


class Source(Value):
    """Where an issue was raised: this one, or one that is answered with it."""

    key: str
    text: str
    origin: Origin


class IssueShown(Value):
    """An issue as everybody sees it.

    ``answered_by`` is the issue whose answer counts, this one unless it was merged; ``answer`` that answer, and
    ``earlier`` what it took the place of. ``again``: it is looked at anew.
    """

    key: str
    version: int
    status: Status
    stage: Stage
    matter: Matter
    example: bool
    since: Moment
    sources: tuple[Source, ...]
    merged_into: str | None
    answered_by: str
    part_of: str | None
    parts: tuple[Part, ...]
    links: tuple[str, ...]
    lead: str | None
    draft: int
    concurrence: tuple[AskedShown, ...]
    agreed: How | None
    again: bool
    answer: AnswerShown | None
    earlier: tuple[AnswerShown, ...]
    follow_ups: tuple[SaidLater, ...]
    history: tuple[IssueStep, ...]
    href: str

    @property
    def first_answered(self) -> dt.datetime | None:
        """When it was answered at first."""
        first = self.earlier[-1] if self.earlier else self.answer
        return first.at if first else None

    @property
    def waits_for(self) -> tuple[AskedShown, ...]:
        """The agencies whose concurrence is missing."""
        return tuple(one for one in self.concurrence if one.answer != "concurs" and not one.counts)


class ChangeWanted(Value):
    """What an agency asked to be changed, of which draft."""

    agency: str
    draft: int
    change: str
    reason: str


class IssueKept(IssueShown):
    """The same with its drafts and what is asked to be changed; ``text`` is the last draft's."""

    drafts: tuple[Draft, ...]
    asked_for: tuple[ChangeWanted, ...]
    text: Texts


def shown_of(state: IssueState, issues: Issues, now: dt.datetime) -> IssueShown:
    """What everybody sees."""
    return IssueShown(**_shown(state, issues, now))


def kept_of(state: IssueState, issues: Issues, now: dt.datetime) -> IssueKept:
    """What the secretariat sees, the lead agency, and those that are asked to concur."""
    drafts = state.issue.drafts
    return IssueKept(
        **_shown(state, issues, now),
        drafts=drafts,
        asked_for=tuple(
            ChangeWanted(
                agency=one.agency, draft=one.said_of or one.draft, change=one.change, reason=one.reason or ""
            )
            for one in state.issue.concurrence.asked.values()
            if one.change
        ),
        text=drafts[-1].text if drafts else {},
    )


def _shown(state: IssueState, issues: Issues, now: dt.datetime) -> dict[str, object]:
    issue, first = state.issue, issues.get(root(state.key, issues), state)
    asked = _asked(state, now)
    answers = _answers(first)
    assert issue.matter is not None  # noqa: S101 - else it is nowhere
    return {
        "key": state.key,
        "version": state.version,
        "status": state.status,
        "stage": stage_of(state, now),
        "matter": issue.matter,
        "example": issue.example,
        "since": state.history[0].at,
        "sources": tuple(_sources(state, issues)),
        "merged_into": issue.merged_into,
        "answered_by": first.key,
        "part_of": issue.source,
        "parts": issue.parts,
        "links": tuple(one.key for one in linked(state.key, issues) if one.listed),
        "lead": issue.lead,
        "draft": issue.concurrence.draft,
        "concurrence": asked,
        "agreed": issue.concurrence.agreed,
        "again": bool(first.issue.answers) and not first.issue.answered,
        "answer": answers[-1] if answers else None,
        "earlier": tuple(reversed(answers[:-1])),
        "follow_ups": first.issue.follow_ups,
        "history": state.history,
        "href": f"/consultations/issues/{state.key}",
    }


def stage_of(state: IssueState, now: dt.datetime) -> Stage:
    """How far it has come by now."""
    if state.status == "concurring" and any(one.overdue for one in _asked(state, now)):
        return "overdue"
    return "raised" if state.status == "absent" else state.status


def _asked(state: IssueState, now: dt.datetime) -> tuple[AskedShown, ...]:
    concurrence = state.issue.concurrence
    return tuple(
        AskedShown(
            agency=one.agency,
            draft=one.draft,
            since=one.since,
            due=one.due,
            silence=one.silence,
            answer=one.answer,
            counts=one.agrees,
            overdue=not concurrence.agreed and not one.agrees and one.due.instant <= now,
        )
        for one in sorted(concurrence.asked.values(), key=lambda one: (one.due.instant, one.agency))
    )


def _answers(state: IssueState) -> list[AnswerShown]:
    answers = state.issue.answers
    later: list[Answer | None] = [*answers[1:], None]
    return [
        AnswerShown(
            issue=state.key,
            number=one.number,
            texts=one.texts,
            agreed_in=tuple(one.text),
            at=one.at,
            superseded_at=after and after.at,
        )
        for one, after in zip(answers, later, strict=False)
    ]


def _sources(state: IssueState, issues: Issues) -> list[Source]:
    return [
        Source(key=one.key, text=one.issue.matter.text, origin=one.issue.origin)
        for one in (state, *merged(state.key, issues))
        if one.issue.matter and one.issue.origin
    ]
