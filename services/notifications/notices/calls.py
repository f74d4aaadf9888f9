"""Which events of a call for input are worth telling: pure, one row for each event.

A call is public from its announcement on, and news when it opens. Examples are told to nobody.
"""

import datetime as dt
from typing import Any, Final

from services.notifications.notices.commands import IssueNotice
from shared.contracts.consultations import calls as c
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Recorded
from shared.contracts.notifications import tidings as t
from shared.values import PartialDate, Region, Value

Moved = c.CallExtended | c.CallClosedEarly | c.CallReopened
_Told = type[t.ToldExtension] | type[t.ToldEarlyClosing] | type[t.ToldReopening]
_TOLD: Final[dict[type[Moved], _Told]] = {
    c.CallExtended: t.ToldExtension,
    c.CallClosedEarly: t.ToldEarlyClosing,
    c.CallReopened: t.ToldReopening,
}


class CallKnown(Value):
    """What the notices of a call need to know of it.

    ``closes`` is the deadline that holds, None until the call is announced, and ``told`` the last notice that
    gave it.
    """

    title: Versions
    region: Region | None = None
    closes: Deadline | None = None
    told: str | None = None
    example: bool = False


def recall_call(known: CallKnown | None, record: Recorded[Any]) -> CallKnown | None:
    """What is known after one more event of a call."""
    match record.event:
        case c.CallDrafted(terms=terms, example=example):
            return CallKnown(title=terms.title, region=terms.region, example=example)
        case c.CallRevised(terms=terms):
            update: dict[str, object] = {"title": terms.title, "region": terms.region}
        case (
            c.CallAnnounced(closes=closes)
            | c.CallMarked(closes=closes)
            | c.CallExtended(closes=closes)
            | c.CallClosedEarly(closes=closes)
            | c.CallReopened(closes=closes)
        ):
            update = {"closes": closes}
        case _:
            return known
    if known and notice_of_call(record, known) and not record.context.silent:
        update["told"] = record.id
    return known and known.model_copy(update=update)


def notice_of_call(record: Recorded[Any], known: CallKnown | None) -> IssueNotice | None:
    """The command but for its cause, if the event is worth one."""
    if known is None or known.example:
        return None
    match record.event:
        case c.CallMarked():
            return _of_mark(record, record.event, known)
        case c.CallExtended() | c.CallClosedEarly() | c.CallReopened():
            return _of_move(record.event, known)
        case c.CallWithdrawn(reason=reason) if known.closes:
            said = t.ToldCallWithdrawal(title=known.title, reason=reason)
            return _notice(said, PartialDate.of(record.at.date()), known, replaces=known.told)
    return None


def _of_mark(record: Recorded[Any], event: c.CallMarked, known: CallKnown) -> IssueNotice | None:
    title, closes = known.title, event.closes
    match event.mark:
        case "opened" if record.at < closes.instant:  # later it is no news, and nobody can answer
            day = PartialDate.of(event.due.date())
            return _notice(t.ToldCall(title=title, closes=closes), day, known)
        case "closing_in_7_days" | "closing_in_1_day" if not event.missed:
            said = t.ToldClosingSoon(title=title, closes=closes, days=_days(record.at, closes))
            return _notice(said, PartialDate.of(closes.date), known)
        case "closed":
            return _notice(t.ToldClosing(title=title, closes=closes), PartialDate.of(closes.date), known)
    return None


def _days(at: dt.datetime, closes: Deadline) -> int:
    """How many days later it closes, on the calendar where it does (its zone may be one that is known no more)."""
    there = at + (dt.datetime.combine(closes.date, closes.time, dt.UTC) - closes.instant)
    return max(0, (closes.date - there.date()).days)


def _of_move(event: Moved, known: CallKnown) -> IssueNotice:
    said = _TOLD[type(event)](
        title=known.title, before=event.before, closes=event.closes, reason=event.reason
    )
    return _notice(said, PartialDate.of(event.closes.date), known, replaces=known.told)


def _notice(said: t.CallTidings, about: PartialDate, known: CallKnown, **more: Any) -> IssueNotice:
    """The command but for its cause."""
    return IssueNotice.model_construct(topic="calls", region=known.region, tidings=said, about=about, **more)
