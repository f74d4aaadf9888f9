"""What calendars show of the thing that a notice tells of: pure, from the notice's own facts."""

import datetime as dt
from typing import Final

from services.notifications.mail.letter import Attachment
from services.notifications.seen import page_of
from shared.calendars import Entry, message
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import calls as k
from shared.contracts.consultations.facts import When
from shared.contracts.names import key_of
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.sentences import event_of
from shared.i18n.speech import Speech
from shared.mail import Sender
from shared.values import RECORDED

_OFF: Final = {b.BriefingCancelled, b.BriefingPostponed, b.BriefingReplaced, k.CallWithdrawn}
_SCHEDULE: Final = {b.BriefingScheduled, b.BriefingMoved, *_OFF - {k.CallWithdrawn}}
"""Not one that is called otherwise: its notice does not know the place, and an entry without would take it away."""
_CLOSING: Final = {k.CallMarked, k.CallExtended, k.CallClosedEarly, k.CallReopened, k.CallWithdrawn}


def entry(notice: NoticeIssued) -> Entry | None:
    """The entry that goes with it; None for what changes nobody's calendar, and where the day is not known."""
    it, (starts, ends) = notice.tells.it, _times(notice)
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
        ends=ends,
        place=notice.tells.facts.get("place"),
        off=event_of(notice.tells.type) in _OFF,
    )


def mailed(entry: Entry, t: Speech, origin: str, sender: Sender) -> Attachment:
    """The entry as it goes with a mail."""
    method, data = message(entry, t, origin, sender)
    return Attachment(name=f"{entry.kind}.ics", data=data, method=method)


def _times(notice: NoticeIssued) -> tuple[dt.date | dt.datetime | None, dt.datetime | None]:
    told, it = event_of(notice.tells.type), notice.tells.it
    if told in _SCHEDULE and "when" in it:
        when = When.model_validate(it["when"], context=RECORDED)
        return when.begins, when.ends
    if told in _CLOSING and notice.tells.facts.get("mark", "opened") == "opened" and "closes" in it:
        return k.Deadline.model_validate(it["closes"], context=RECORDED).instant, None
    return None, None
