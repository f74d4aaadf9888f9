"""Which events of a call for input are worth a notice, and what it says."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.concerned import concerned, followed
from services.notifications.notices.policy import Known, notify, recall
from services.notifications.notices.words import days_left, words
from services.notifications.seen import page_of, resource_of
from shared.contracts.consultations import calls as c
from shared.contracts.consultations.calls import Deadline, Mark, WallClock
from shared.contracts.envelope import Context, Event
from shared.contracts.notifications.notices import NoticeIssued
from shared.i18n.speech import MARKS, TAGGED, Tag, speech
from shared.web.pages.page import bare, labelled
from tests.support.examples_of_calls import CLOSES, LATER, OPENS, TERMS
from tests.support.streams import recorded

OPEN, CLOSE, NEXT = (Deadline.of(wall) for wall in (OPENS, CLOSES, LATER))
DRAFTED = c.CallDrafted(terms=TERMS, cause=None, example=False)
ANNOUNCED = c.CallAnnounced(opens=OPEN, closes=CLOSE, by="secretariat")
_MOVED: dict[str, Any] = {"reason": "asked for by many", "by": "secretariat", "at": OPEN.instant}
EXTENDED = c.CallExtended(closes=NEXT, before=CLOSE, **_MOVED)
EARLY = c.CallClosedEarly(closes=CLOSE, before=NEXT, **_MOVED)
REOPENED = c.CallReopened(closes=NEXT, before=CLOSE, **_MOVED)
WITHDRAWN = c.CallWithdrawn(reason="superseded", by="secretariat", at=OPEN.instant)
WEEK = dt.timedelta(days=7)


def mark(name: Mark, due: dt.datetime, closes: Deadline = CLOSE, *, missed: bool = False) -> c.CallMarked:
    """Time has brought the call there."""
    return c.CallMarked(mark=name, due=due, closes=closes, missed=missed)


OPENED = mark("opened", OPEN.instant)
SOON = mark("closing_in_7_days", CLOSE.instant - WEEK)
CLOSED = mark("closed", CLOSE.instant)


def told(
    *events: Event, at: dt.datetime | None = None, silent: Sequence[int] = ()
) -> list[NoticeIssued | None]:
    """The notice of each event of a call; those at the ``silent`` places happened in silence."""
    known: Known | None = None
    notices: list[NoticeIssued | None] = []
    for place, record in enumerate(recorded("call-2020-spring", events)):
        context = Context("test", silent=place in silent)
        said = replace(record, id=f"{place}", context=context, at=at or record.at)
        commands = [IssueNotice.model_validate(one.model_dump()) for _, one in notify(said, known)]
        known = Known.model_validate_json(recall(known, said).model_dump_json())
        notices.append(NoticeIssued(**dict(commands[0])) if commands else None)
    return notices


def seen(notices: Sequence[NoticeIssued | None]) -> list[tuple[str, str | None] | None]:
    """What each tells, and which one it replaces."""
    return [(what(one), one.replaces) if one else None for one in notices]


def what(one: NoticeIssued) -> str:
    """The mark that time has brought, or the event's name."""
    return str(one.tells.facts.get("mark") or one.tells.type.split(".")[-2])


def test_the_life_of_a_call_is_told() -> None:
    """Drafts and announcements are no news; each deadline replaces the last notice that gave the one before."""
    life = (DRAFTED, ANNOUNCED, OPENED, SOON, EXTENDED, EARLY, CLOSED, REOPENED, WITHDRAWN)
    assert seen(told(*life)) == [
        None,
        None,
        ("opened", None),
        ("closing_in_7_days", None),
        ("call-extended", "3"),
        ("call-closed-early", "4"),
        ("closed", None),
        ("call-reopened", "6"),
        ("call-withdrawn", "7"),
    ]


def test_a_notice_of_a_call_concerns_its_region() -> None:
    """Under the topic of calls, there and everywhere, with the page of the call."""
    [*_, one] = told(DRAFTED, ANNOUNCED, OPENED)
    assert one
    assert (one.topic, one.region, one.country) == ("calls", "africa", None)
    for place in (None, "africa", "KEN"):
        assert set(concerned(one)) & set(followed("calls", place))
    assert not set(concerned(one)) & set(followed("calls", "PRT"))
    assert page_of(one.cause.stream) == "/consultations/calls/2020-spring"
    assert resource_of(one.cause.stream) == "/consultations/api/calls/2020-spring"


def test_examples_silence_and_what_came_too_late_are_told_to_nobody() -> None:
    """What was said in silence is known all the same, and never replaced."""
    example = DRAFTED.model_copy(update={"example": True})
    assert seen(told(example, ANNOUNCED, OPENED, EXTENDED, CLOSED, WITHDRAWN)) == [None] * 6
    quiet = told(DRAFTED, ANNOUNCED, OPENED, EXTENDED, EARLY, silent=(2, 3))
    assert seen(quiet)[2:] == [None, None, ("call-closed-early", None)]
    kept = told(DRAFTED, ANNOUNCED, OPENED, EXTENDED, EARLY, silent=(3,))
    assert seen(kept)[-1] == ("call-closed-early", "2"), "who read the first notice has an old deadline"
    missed = mark("closing_in_7_days", SOON.due, missed=True)
    late = told(DRAFTED, ANNOUNCED, OPENED, missed, CLOSED, at=CLOSE.instant + WEEK)
    assert seen(late) == [None, None, None, None, ("closed", None)]


def test_a_draft_that_is_dropped_is_no_news() -> None:
    """Nobody knew of it."""
    revised = c.CallRevised(terms=TERMS.model_copy(update={"title": {"en": "Another"}}))
    assert seen(told(DRAFTED, revised, WITHDRAWN)) == [None, None, None]
    [*_, one] = told(DRAFTED, revised, ANNOUNCED, OPENED)
    assert one
    assert words(one, speech("en")).subject.startswith("The call for input “Another” is open until 30 April")


def test_a_deadline_is_said_in_its_zone_and_in_utc() -> None:
    """The new one, the old one, and why."""
    *_, one = told(DRAFTED, ANNOUNCED, OPENED, EXTENDED)
    assert one
    assert words(one, speech("en")).lines == (
        "The call for input “Informal consultations” is extended until 15 May 2020, 18:00 (Europe/Zurich).",
        "Deadline now: 15 May 2020, 18:00 (Europe/Zurich), which is 15 May 2020, 16:00 UTC",
        "Deadline before: 30 April 2020, 18:00 (Europe/Zurich), which is 30 April 2020, 16:00 UTC",
        "Reason: asked for by many",
    )
    french = words(one, speech("fr"))
    assert french.subject.startswith(
        "L'appel à contributions «\u00a0Consultations informelles\u00a0» est prolongé"
    )
    assert "15 mai 2020, 18:00 (Europe/Zurich), soit 15 mai 2020, 16:00 UTC" in french.lines[1]


def test_a_reminder_that_is_recorded_late_says_how_many_days_are_left_then() -> None:
    """Three days before, it is three; on the day itself, none; at its time, seven."""
    for days, said in ((7, "7 days after the day"), (3, "3 days"), (1, "1 day after"), (0, "is the day of")):
        at = CLOSE.instant - dt.timedelta(days=days, hours=-1)
        *_, one = told(DRAFTED, ANNOUNCED, SOON, at=at)
        assert one
        assert said in words(one, speech("en")).lines[-1]


@given(
    st.timedeltas(dt.timedelta(), WEEK),
    st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Zurich", "UTC", "Asia/Kathmandu"]),
)
def test_no_reminder_is_off_by_a_day(left: dt.timedelta, zone: str) -> None:
    """Whatever the zone and however late: the days that it counts are within one of the time that is left."""
    closes = Deadline.of(WallClock(date=CLOSE.date, time=CLOSE.time, time_zone=zone))
    *_, one = told(DRAFTED, ANNOUNCED, mark("closing_in_7_days", closes.instant - WEEK, closes),
                   at=closes.instant - left)  # fmt: skip
    assert one
    assert abs(dt.timedelta(days=days_left(one)) - left) < dt.timedelta(days=1)


def subject(title: dict[Any, str], tag: Tag) -> str:
    """The subject of a call with this title, its foreign words marked."""
    drafted = c.CallDrafted(terms=TERMS.model_copy(update={"title": title}), cause=None, example=False)
    *_, one = told(drafted, ANNOUNCED, OPENED)
    assert one
    return words(one, speech(tag).marked()).subject


def test_a_title_is_in_its_readers_language_or_labelled_as_what_it_is() -> None:
    """Else in English, else in the first language that it exists in."""
    begin, end = MARKS
    every = {"es": "Consultas", "en": "Consultations", "fr": "Concertations"}
    assert "“Consultations” is open" in subject(every, "en")
    assert "«\u00a0Concertations\u00a0»" in subject(every, "fr")
    assert f"{begin}Consultations{end}" in subject({"es": "Consultas", "en": "Consultations"}, "fr")
    spanish = subject({"ru": "Консультации", "es": "Consultas"}, "en")
    assert f"“{begin}es{TAGGED}Consultas{end}”" in spanish
    assert '“<span lang="es">Consultas</span>”' in labelled(spanish)
    assert "“Consultas” is open" in bare(spanish)
