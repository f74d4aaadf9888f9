"""Who would be told what, and what time will bring about after it."""

import datetime as dt

from services.notifications.notices.api import after, brought, notices
from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import NoticeIssued
from shared.web.routes.preview import Preview, preview, records
from tests.support.streams import NOW, recorded
from tests.unit.notifications.test_notices_of_calls import (
    ANNOUNCED,
    CLOSE,
    DRAFTED,
    EXTENDED,
    NEXT,
    OPEN,
    OPENED,
    WEEK,
    WITHDRAWN,
    what,
)


def asked(*events: Event, past: tuple[Event, ...] = ()) -> Preview:
    """A preview of these events of a call, after those."""
    return preview("call-2020-spring", len(past), events, past)


def to_come(of: Preview, past: tuple[Event, ...], at: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """What time would be told to bring, and when."""
    known = None
    for record in recorded("call-2020-spring", past):
        known = after(preview(record.stream, record.version - 1, [record.event], past), known, at)
    found: list[NoticeIssued] = list(notices(brought(of, at), after(of, known, at)))
    return [(what(one), one.at) for one in found]


def test_an_announcement_tells_nobody_yet_but_time_will() -> None:
    """The call opens, nears its end twice and closes: each counts in the preview, at its own time."""
    of = asked(ANNOUNCED, past=(DRAFTED,))
    assert list(notices(records(of, NOW), None)) == []
    assert to_come(of, (DRAFTED,), NOW) == [
        ("opened", OPEN.instant),
        ("closing_in_7_days", CLOSE.instant - WEEK),
        ("closing_in_1_day", CLOSE.instant - dt.timedelta(days=1)),
        ("closed", CLOSE.instant),
    ]


def test_what_is_due_already_comes_at_once() -> None:
    """A call that is announced after it opened; one that closed before is told to have closed, and no more."""
    of, late = asked(ANNOUNCED, past=(DRAFTED,)), OPEN.instant + dt.timedelta(hours=1)
    assert to_come(of, (DRAFTED,), late)[0] == ("opened", late)
    over = CLOSE.instant + WEEK
    assert to_come(of, (DRAFTED,), over) == [("closed", over)]


def test_a_deadline_that_moves_brings_its_reminders_anew() -> None:
    """By the new one; a call that is taken back brings nothing."""
    past = (DRAFTED, ANNOUNCED, OPENED)
    at = OPEN.instant + dt.timedelta(days=1)
    found = to_come(asked(EXTENDED, past=past), past, at)
    assert found[-1] == ("closed", NEXT.instant)
    assert [name for name, _ in found] == ["closing_in_7_days", "closing_in_1_day", "closed"]
    assert to_come(asked(WITHDRAWN, past=past), past, at) == []


def test_a_preview_says_its_events_by_the_name_of_their_thing() -> None:
    """Which an earlier event has given."""
    [told] = asked(ANNOUNCED, past=(DRAFTED,)).tellings()
    assert told.it["title"] == {**DRAFTED.terms.title}
