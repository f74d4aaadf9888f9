"""An issue as it is kept, folded from its stream, with what is for who answers and concurs alone."""

from dataclasses import dataclass
from typing import Any

from services.consultations.issues.issue import ABSENT, Issue, Status, evolve
from shared.clock import Moment
from shared.contracts.consultations.issues import AtBriefing
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.i18n.speaker import Said, known, said
from shared.plain import plain
from shared.values import Value
from shared.views.view import View


@plain
class IssueStep:
    """One step of an issue's history."""

    version: int
    at: Moment
    said: Said


class IssueState(Value):
    """An issue's entry. ``waiting``: time will bring something about that is not recorded yet."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    waiting: bool = False
    briefing: str | None = None
    issue: Issue = ABSENT
    history: tuple[IssueStep, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueFolded:
    """What the entry is made of."""

    issue: Issue = ABSENT
    history: tuple[IssueStep, ...] = ()


def fold(before: IssueFolded | None, record: Recorded[Any]) -> IssueFolded:
    """The same after one more event."""
    was = before or IssueFolded()
    step = IssueStep(record.version, record.at, said(record, known(was.history)))
    return IssueFolded(evolve(was.issue, record.event), (*was.history, step))


def show(stream: str, version: int, folded: IssueFolded) -> IssueState:
    """The entry."""
    issue = folded.issue
    return IssueState(
        version=version,
        key=key_of(stream),
        listed=issue.status not in {"absent", "dropped"},
        status=issue.status,
        waiting=issue.status == "concurring" and issue.concurrence.waiting,
        briefing=issue.origin.briefing if isinstance(issue.origin, AtBriefing) else None,
        issue=issue,
        history=folded.history,
    )


ISSUES = View(
    name="issues",
    kinds=frozenset({"issue"}),
    state=IssueState,
    evolve=fold,
    folded=IssueFolded,
    show=show,
    indexes=(("listed",), ("status",), ("waiting",)),
)
