"""What an entry of a calendar says, the same in each service, and how it goes with the thing that it is of."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from icalendar import Calendar

from services.consultations.briefings.projection import BRIEFINGS
from services.consultations.calendar.entries import of_briefing, of_call
from services.consultations.calls.projection import CALLS
from services.notifications.notices.calendar import entry
from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.policy import Known, notify, recall
from shared.calendars import Entry, file, message, uid
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import calls as c
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event, Recorded
from shared.contracts.notifications.notices import NoticeIssued
from shared.i18n.speech import speech
from shared.mail import Sender
from shared.values import RECORDED
from tests.support.examples_of_calls import CLOSES, LATER, OPENS, TERMS
from tests.support.streams import fold, recorded

ORIGIN = "https://onevoice.example"
SENDER = Sender("One Voice, UN", "no-reply@onevoice.example")
DAYS = [When.model_validate({"date": f"2026-12-0{day}"}) for day in range(1, 6)]
MOMENT = When.model_validate({"date": "2026-07-01", "start": "15:00", "time_zone": "Europe/Zurich"})
SCHEDULED = b.BriefingScheduled(title="Briefing", when=DAYS[0], place="Geneva")
OPEN, CLOSE, NEXT = (Deadline.of(wall) for wall in (OPENS, CLOSES, LATER))
ANNOUNCED = (
    c.CallDrafted(terms=TERMS, cause=None, example=False),
    c.CallAnnounced(opens=OPEN, closes=CLOSE, by="secretariat"),
)
_BY: dict[str, Any] = {"reason": "asked for by many", "by": "secretariat", "at": OPEN.instant}
OPENED = c.CallMarked(mark="opened", due=OPEN.instant, closes=CLOSE, missed=False)


def moved(to: int) -> b.BriefingMoved:
    """To this one of the days, from the one before."""
    return b.BriefingMoved(when=DAYS[to], place=None, reason="no room", before=DAYS[to - 1])


LIFE = (
    SCHEDULED, moved(1), b.BriefingRetitled(title="Network briefing", before="Briefing"), moved(2), moved(3),
    b.BriefingCancelled(reason="no room at all"),
)  # fmt: skip
CALL = (
    *ANNOUNCED,
    OPENED,
    c.CallExtended(closes=NEXT, before=CLOSE, **_BY),
    c.CallClosedEarly(closes=CLOSE, before=NEXT, **_BY),
    c.CallReopened(closes=NEXT, before=CLOSE, **_BY),
    c.CallWithdrawn(**_BY),
)


def shown(records: list[Recorded[Any]]) -> Entry | None:
    """The entry of a thing after these records, by its service's view."""
    if records[0].kind == "briefing":
        briefing = fold(BRIEFINGS, records)
        return of_briefing(briefing) if briefing else None
    call = fold(CALLS, records)
    return of_call(call) if call else None


def told(records: Iterable[Recorded[Any]]) -> Iterator[Entry | None]:
    """The entry that goes with the notice of each record."""
    known: Known | None = None
    for record in (replace(one, id=str(one.version)) for one in records):
        commands = [IssueNotice.model_validate(one.model_dump()) for _, one in notify(record, known)]
        known = recall(known, record)
        yield entry(NoticeIssued(**dict(commands[0]))) if commands else None


def event(one: Entry | None, language: Any = "en") -> Any:
    """The event of its file."""
    assert one
    [found] = Calendar.from_ical(file(one, speech(language), ORIGIN)).walk("VEVENT")
    return found


@pytest.mark.parametrize(("stream", "events"), [("briefing-a", LIFE), ("call-a", CALL)])
def test_a_mail_and_a_file_say_the_same_of_an_event(stream: str, events: tuple[Event, ...]) -> None:
    """To the byte, whichever service makes it; a call that time opens has nothing new for a file.

    No entry goes with another title: its notice does not know the place, which an entry without would take away.
    """
    records = recorded(stream, events)
    for version, sent in enumerate(told(records), 1):
        if sent and records[version - 1].event != OPENED:
            for t in (speech("en"), speech("fr")):
                assert file(sent, t, ORIGIN) == file(shown(records[:version]) or sent, t, ORIGIN)
    with_entry = [one is not None for one in told(records)]
    none = (*ANNOUNCED, LIFE[2])
    assert with_entry == [event not in none for event in events]


@pytest.mark.parametrize(("stream", "events"), [("briefing-a", LIFE), ("call-a", CALL)])
def test_whatever_becomes_of_a_thing_it_keeps_its_id_and_its_sequence_grows(
    stream: str, events: tuple[Event, ...]
) -> None:
    """Moved three times and cancelled it is one entry, of which each mail replaces the one before."""
    sent = [event(one) for one in told(recorded(stream, events)) if one]
    assert len({str(one["UID"]) for one in sent}) == 1
    for before, after in pairwise(sent):
        assert before["SEQUENCE"] < after["SEQUENCE"]
        assert before["DTSTAMP"].dt < after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt
    assert [str(one["STATUS"]) for one in sent] == ["CONFIRMED"] * (len(sent) - 1) + ["CANCELLED"]


def test_what_is_recorded_later_leaves_the_entry_as_it_was() -> None:
    """No reader's calendar is touched by an agenda; being held, or that being corrected, is another matter."""
    programme = b.ProgrammeSet(chair=None, speakers=(), agenda=())
    before = shown(recorded("briefing-a", [SCHEDULED]))
    assert shown(recorded("briefing-a", [SCHEDULED, programme])) == before
    held = shown(recorded("briefing-a", [SCHEDULED, b.BriefingHeld(title="B", when=DAYS[1], place=None)]))
    assert held
    assert (held.starts, held.version, held.off) == (DAYS[1].date, 2, False)


def test_one_that_is_scheduled_again_is_on() -> None:
    """Under the same id."""
    again = shown(recorded("briefing-a", [*LIFE, SCHEDULED]))
    assert str(event(again)["STATUS"]) == "CONFIRMED"
    assert str(event(again)["UID"]) == uid("briefing", "a", ORIGIN)


def test_nobody_reads_the_host_from_an_id_and_two_installations_share_none() -> None:
    """By the name, whatever the port: an installation that goes over to TLS keeps its entries."""
    assert uid("briefing", "a", "http://onevoice.example:8080") == uid("briefing", "a", ORIGIN)
    assert uid("briefing", "a", ORIGIN) != uid("briefing", "a", "https://other.example")
    assert uid("briefing", "a", ORIGIN) != uid("call", "a", ORIGIN)
    assert "example" not in uid("briefing", "a", ORIGIN)


def test_a_moment_is_in_utc_and_a_day_is_a_day() -> None:
    """And has no end, which nobody has stated."""
    at = event(shown(recorded("briefing-a", [SCHEDULED.model_copy(update={"when": MOMENT})])))
    day = event(shown(recorded("briefing-a", [SCHEDULED])))
    assert at["DTSTART"].to_ical() == b"20260701T130000Z"
    assert (day["DTSTART"].to_ical(), day["DTSTART"].params["VALUE"]) == (b"20261201", "DATE")
    assert "TRANSP" not in at
    assert str(day["TRANSP"]) == "TRANSPARENT"
    assert {"DTEND", "DURATION"}.isdisjoint({*at, *day})


@pytest.mark.parametrize(
    "when",
    [
        {"date": "2026-03-29", "start": "02:30", "time_zone": "Europe/Zurich"},
        {"date": "2026-10-25", "start": "02:30", "time_zone": "Europe/Zurich"},
        {"date": "2026-10-25", "start": "02:30", "time_zone": "Europe/Nowhere"},
        {"date": "2026-10-25", "start": "02:30"},
        {"date": "9999-12-31", "start": "23:30", "time_zone": "America/New_York"},
    ],
)
def test_a_time_that_is_no_one_moment_is_left_to_the_words(when: dict[str, str]) -> None:
    """Clocks that skip or repeat it, a zone that is not known, a time beyond the calendar: the day alone is sure."""
    stated = When.model_validate(when, context=RECORDED)
    assert stated.begins == stated.date
    told = event(shown(recorded("briefing-a", [SCHEDULED.model_copy(update={"when": stated})])))
    assert when["start"] in told["DESCRIPTION"]


def test_each_word_says_its_language() -> None:
    """Titles and places as they are in the record, the rest in the reader's language."""
    call, briefing = (
        shown(recorded(name, one)) for name, one in (("call-a", ANNOUNCED), ("briefing-a", LIFE))
    )
    assert call
    assert event(call, "fr")["SUMMARY"] == "Clôture de l'appel à contributions : Consultations informelles"
    assert event(briefing, "fr")["SUMMARY"] == "Annulé : Network briefing"
    scheduled = event(shown(recorded("briefing-a", [SCHEDULED])), "fr")
    languages = {name: scheduled[name].params["LANGUAGE"] for name in ("SUMMARY", "LOCATION", "DESCRIPTION")}
    assert languages == {"SUMMARY": "en", "LOCATION": "en", "DESCRIPTION": "fr"}
    assert scheduled["DESCRIPTION"].endswith("\n\nhttps://onevoice.example/consultations/briefings/a")


def test_an_example_is_nobodys_appointment() -> None:
    """It has no entry, and no mail tells of it."""
    records = recorded("call-a", [ANNOUNCED[0].model_copy(update={"example": True}), *CALL[1:]])
    assert shown(records) is None
    assert not any(told(records))


def test_a_mail_says_what_to_do_and_who_sends_it() -> None:
    """RFC 5546: publish it or cancel it, and an organizer."""
    records = recorded("briefing-a", LIFE)
    for one, method in ((shown(records[:1]), "PUBLISH"), (shown(records), "CANCEL")):
        assert one
        said, data = message(one, speech("en"), ORIGIN, SENDER)
        calendar = Calendar.from_ical(data)
        assert said == str(calendar["METHOD"]) == method
        [sent] = calendar.walk("VEVENT")
        assert sent["ORGANIZER"].to_ical() == b"mailto:no-reply@onevoice.example"
        assert sent["ORGANIZER"].params["CN"] == SENDER.name
        plain = message(one, speech("en"), ORIGIN, replace(SENDER, name=""))[1]
        assert b"ORGANIZER:mailto:no-reply@onevoice.example\r\n" in plain
