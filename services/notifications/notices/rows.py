"""What each event is worth: one row for each that is news, or is told to who follows its topic. Pure.

Where it is told is what is known of its thing: its region or country, else everywhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.contracts.catalogue import KINDS
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import calls as k
from shared.contracts.consultations import concurrence as a
from shared.contracts.consultations import issues as i
from shared.contracts.consultations import report as r
from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import Topic
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.contracts.registry import statements as j
from shared.contracts.telling import Facts


@dataclass(frozen=True)
class Row:
    """What an event is worth.

    ``of`` is what its notice is of, where there is one; with ``replaces`` it replaces the last notice of that.
    ``undoes``: it is told only to who was told of one of these, and replaces that. ``about`` are the fields that say
    which day it is about, ``corrects`` those that it may have changed, each told as it was before and is now.
    """

    topic: Topic
    of: str = ""
    about: tuple[str, ...] = ()
    news: bool = True
    replaces: bool = False
    undoes: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    worth: Callable[[Any, Facts], bool] = lambda _event, _it: True
    """Whether it is worth anything, by the event and what is known of its thing."""
    agencies: Callable[[Any, Facts], Iterable[str]] = lambda _event, _it: ()
    """Which agencies it concerns in particular; where it is ``apart``, those alone."""
    apart: bool = False


def _is_public(_event: Event, it: Facts) -> bool:
    """A call from its announcement on; examples are told to nobody."""
    return bool(it.get("closes")) and not it.get("example")


def _is_real(_event: Event, it: Facts) -> bool:
    """Examples are told to nobody."""
    return not it.get("example")


def _differs(event: b.OutcomeCorrected, _it: Facts) -> bool:
    return event.outcome != event.replaces


def _call(*, news: bool = True, replaces: bool = False, about: str = "closes") -> Row:
    return Row("calls", "deadline", (about,), news, replaces, worth=_is_public)


def _named(event: Any, it: Facts) -> Iterable[str]:
    """The agencies that the event names, and the lead."""
    return [*event.agencies, *([lead] if (lead := it.get("lead")) else [])]


def _asked(event: Any, _it: Facts) -> Iterable[str]:
    return tuple(event.agencies)


def _agreed(event: a.DraftAgreed, it: Facts) -> Iterable[str]:
    return [*event.concurred, *event.silent, *([lead] if (lead := it.get("lead")) else [])]


def _issue(of: str = "", *, undoes: tuple[str, ...] = (), replaces: bool = False, **more: Any) -> Row:
    return Row("issues", of, replaces=replaces, undoes=undoes, worth=_is_real, **more)


def _apart(of: str, agencies: Callable[[Any, Facts], Iterable[str]], **more: Any) -> Row:
    """Told to these agencies alone, and no news."""
    return _issue(of, agencies=agencies, apart=True, news=False, **more)


_ON: Final = ("on", "announced_on")
_SCHEDULE: Final = Row("briefings", "schedule", ("when",), replaces=True)
_MARKS: Final[Mapping[object, Row]] = {
    "opened": _call(about="due"),
    "closing_in_7_days": _call(news=False),
    "closing_in_1_day": _call(news=False),
    "closed": _call(),
}
ROWS: Final[Mapping[type[Event], Row | Mapping[object, Row]]] = {
    b.BriefingScheduled: _SCHEDULE,
    b.BriefingRetitled: Row("briefings", "schedule", ("when",), undoes=("schedule",), corrects=("title",)),
    b.BriefingForeseen: Row("briefings", "schedule", ("on",), replaces=True),
    b.BriefingMoved: _SCHEDULE,
    b.BriefingPostponed: _SCHEDULE,
    b.BriefingReplaced: _SCHEDULE,
    b.BriefingCancelled: _SCHEDULE,
    b.BriefingHeld: Row("briefings", "holding", ("when",)),
    b.HoldingCorrected: Row(
        "briefings", "holding", ("when",), undoes=("holding", "summary"), corrects=("title", "when", "place")
    ),
    b.BriefingSummarised: Row("briefings", "summary", ("when",)),
    b.OutcomeCorrected: Row(
        "briefings", "outcome {key}", ("when",), replaces=True, corrects=("outcome",), worth=_differs
    ),
    b.OutcomeWithdrawn: Row("briefings", "outcome {key}", ("when",), replaces=True),
    r.ReportOpened: Row("reports", "cycle", worth=_is_real),
    r.LaunchPlanned: Row("reports", "launch", ("month",), news=False, replaces=True, worth=_is_real),
    r.LaunchPlanRetracted: Row("reports", "launch", news=False, undoes=("launch",), worth=_is_real),
    r.ReportFrozen: Row("reports", "heard", worth=_is_real),
    r.ReportPut: Row("reports", "draft", replaces=True, worth=_is_real),
    r.ReportLaunched: Row("reports", "launch", ("on",), replaces=True, worth=_is_real),
    r.ReportWithdrawn: Row("reports", "launch", undoes=("cycle", "launch", "draft"), worth=_is_real),
    i.IssueOpened: _issue("raised", replaces=True),
    i.IssueRevised: _issue("raised", undoes=("raised",)),
    i.IssueDropped: _issue("raised", undoes=("raised", "asked", "lead"), agencies=_named),
    i.IssueMerged: _issue("raised", undoes=("raised", "asked", "lead"), agencies=_named),
    i.IssueSplit: _issue("raised", undoes=("raised", "asked", "lead"), agencies=_named),
    i.IssueParted: _issue("raised", undoes=("raised",)),
    i.LeadAssigned: _apart("lead", lambda one, _: filter(None, (one.lead, one.before)), replaces=True),
    i.AnswerPublished: _issue("answer", replaces=True, agencies=_named),
    i.IssueReopened: _issue("answer", replaces=True, agencies=_named),
    i.IssueFollowedUp: _issue(),
    k.CallMarked: _MARKS,
    k.CallExtended: _call(replaces=True),
    k.CallClosedEarly: _call(replaces=True),
    k.CallReopened: _call(replaces=True),
    k.CallWithdrawn: _call(replaces=True, about="at"),
    c.ChampionInvited: Row("champions", "invitation", ("on",)),
    c.ChampionAccepted: Row("champions", "acceptance", ("since",)),
    c.EvidenceCorrected: Row(
        "champions", "acceptance", ("since",), undoes=("acceptance",), corrects=("since",)
    ),
    c.AcceptanceUndone: Row("champions", "acceptance", undoes=("acceptance",)),
    c.ChampionActivated: Row("champions"),
    c.ChampionWithdrawn: Row("champions", "withdrawal", ("on",)),
    c.CoChairElected: Row("champions", "co-chair {year}"),
    c.CoChairRetracted: Row("champions", "co-chair {year}", replaces=True),
    j.JointStatementMade: Row("champions", "statement", ("on",)),
    j.JointStatementCorrected: Row(
        "champions", "statement", ("on",), undoes=("statement",), corrects=("title", "on", "countries")
    ),
    j.JointStatementWithdrawn: Row("champions", "statement", undoes=("statement",)),
    n.NetworkPlanned: Row("networks"),
    n.EstablishmentStarted: Row("networks"),
    n.EstablishmentRetracted: {True: Row("networks")},
    n.NetworkEstablished: Row("networks", "establishment", ("on",)),
    n.NetworkClosed: Row("networks", "establishment", ("on",), undoes=("establishment",)),
    s.SecondmentAnnounced: Row("secondments", "status", _ON),
    s.SecondmentStarted: Row("secondments", "status", _ON),
    s.SecondmentEnded: Row("secondments", "status", _ON, undoes=("status",)),
    s.SecondmentEvidenceCorrected: Row(
        "secondments", "status", _ON, undoes=("status",), corrects=("status", "on", "post")
    ),
    s.SecondmentUndone: Row("secondments", "status", undoes=("status",)),
}


def _cleared(of: str, **more: Any) -> Row:
    return Row("reports", of, worth=_is_real, news=False, **more)


OF_KIND: Final[Mapping[str, Mapping[type[Event], Row | Mapping[object, Row]]]] = {
    "issue": {
        a.ConcurrenceAsked: _apart("asked", _asked),
        a.ConcurrenceEnded: _apart("asked", lambda one, _: [one.agency], undoes=("asked",)),
        a.ConcurrenceReminded: _apart("reminder", _asked),
        a.DatePassed: {
            "recorded": _issue("overdue", agencies=_named),
            "concurs": _apart("overdue", _named),
        },
        a.DraftAgreed: _issue("answer", replaces=True, agencies=_agreed),
    },
    "report": {
        a.ConcurrenceAsked: _cleared("asked", agencies=_asked, apart=True),
        a.ConcurrenceEnded: _cleared(
            "asked", agencies=lambda one, _: [one.agency], apart=True, undoes=("asked",)
        ),
        a.ConcurrenceReminded: _cleared("reminder", agencies=_asked, apart=True),
        a.DatePassed: _cleared("overdue", agencies=_asked, apart=True),
        a.DraftAgreed: _cleared("draft", replaces=True, agencies=_agreed),
    },
}
"""What is worth otherwise in streams of each kind that hold it: how agencies concur."""
TOLD: Final = frozenset(
    kind for kind, one in KINDS.items() if kind in OF_KIND or not ROWS.keys().isdisjoint(one.events)
)
"""The kinds of things of which anything is worth telling."""


def row_of(event: Event, it: Facts, kind: str) -> Row | None:
    """The event's row; None where it is worth nothing. ``it`` is what is known by then of its thing of that kind."""
    found = OF_KIND.get(kind, {}).get(type(event)) or ROWS.get(type(event))
    row = found if found is None or isinstance(found, Row) else found.get(getattr(event, event.says_by))
    return row if row and row.worth(event, it) else None
