"""What calendars show of the thing that a notice tells of: pure, from the notice's own facts."""

import datetime as dt
from typing import Final

from services.notifications.seen import page_of
from shared.calendars import Entry, starting
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import calls as k
from shared.contracts.consultations.facts import When
from shared.contracts.names import key_of
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.sentences import event_of
from shared.values import RECORDED

_SCHEDULE: Final = {b.BriefingScheduled, b.BriefingMoved, b.BriefingCancelled}
"""Not one that is called otherwise: its notice does not know the place, and an entry without would take it away."""
_CLOSING: Final = {k.CallMarked, k.CallExtended, k.CallClosedEarly, k.CallReopened, k.CallWithdrawn}
_OFF: Final = {b.BriefingCancelled, k.CallWithdrawn}


def entry(notice: NoticeIssued) -> Entry | None:
    """The entry that goes with it; None for what changes nobody's calendar, and where the day is not known."""
    it, starts = notice.tells.it, _starts(notice)
    if starts is None or "title" not in it:
        return None
    return Entry(
        kind="call" if notice.tells.kind == "call" else "briefing",
        key=key_of(notice.cause.stream),
        page=page_of(notice.cause.stream),
        version=notice.cause.version,
        at=notice.at,
        tells=notice.tells,
        title=it["title"],
        starts=starts,
        place=notice.tells.facts.get("place"),
        off=event_of(notice.tells.type) in _OFF,
    )


def _starts(notice: NoticeIssued) -> dt.date | dt.datetime | None:
    told, it = event_of(notice.tells.type), notice.tells.it
    if told in _SCHEDULE and "when" in it:
        return starting(When.model_validate(it["when"], context=RECORDED))
    if told in _CLOSING and notice.tells.facts.get("mark", "opened") == "opened" and "closes" in it:
        return k.Deadline.model_validate(it["closes"], context=RECORDED).instant
    return None
