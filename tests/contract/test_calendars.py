"""Calendars as ical.js reads them, the parser of Thunderbird and of many others: what was put in comes out."""

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.calendars import Entry, Feed, feed, message
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event
from shared.dates import time_zones
from shared.i18n.speaker import paragraphs, said
from shared.i18n.speech import Speech, Tag, speech
from shared.mail import Sender
from shared.values import OfficialLanguage, Text
from tests.contract.test_clients import made
from tests.support.generators import Generators, run
from tests.support.streams import recorded

__all__ = ["made"]
pytestmark = pytest.mark.timeout(600)  # the first time it fetches the parser
ORIGIN = "https://onevoice.example"
ABOUT = Feed(
    "Séances, appels; tout\\", "Two lines,\nor more", f"{ORIGIN}/c.ics?topic=a&b=c,d;e", f"{ORIGIN}/"
)


def _is_text(value: str) -> bool:
    try:
        return bool(TypeAdapter(Text).validate_python(value))
    except ValueError:
        return False


TEXTS = (
    st.sampled_from(["a, b; c: \\n\\", "two\nlines", "two\r\nlines\rthree", '"BEGIN:VEVENT"', "a\u2028b"])
    | st.sampled_from(["الهجرة الدولية، جلسة إحاطة " * 9, "移民" * 60, "é" * 200, "👩‍👩‍👧" * 30, "x" * 2_000])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=200).filter(_is_text)
)
WHENS = st.builds(
    When,
    date=st.dates(),
    start=st.none() | st.times().map(lambda time: time.replace(microsecond=0)),
    time_zone=st.none() | st.sampled_from(sorted(time_zones())),
) | st.builds(
    When,
    date=st.dates(),
    start=st.times(max_value=dt.time(12)).map(lambda time: time.replace(microsecond=0)),
    end=st.times(min_value=dt.time(12, 1)).map(lambda time: time.replace(microsecond=0)),
    time_zone=st.sampled_from(sorted(time_zones())),
)
LANGUAGES: st.SearchStrategy[OfficialLanguage] = st.sampled_from(get_args(OfficialLanguage))
TITLES = TEXTS | st.dictionaries(LANGUAGES, TEXTS, min_size=1)
MOMENTS = st.datetimes(timezones=st.just(dt.UTC)).map(lambda at: at.replace(microsecond=0))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any, told by a briefing that is scheduled."""
    when, place = draw(WHENS), draw(st.none() | TEXTS)
    scheduled: Event = b.BriefingScheduled(title=draw(TEXTS), when=when, place=place)
    [record] = recorded("briefing-a", [scheduled])
    return Entry(
        kind=draw(st.sampled_from(["briefing", "call"])),
        key=draw(st.text("abc-_9", min_size=1, max_size=80)),
        page="/consultations/briefings/a",
        version=draw(st.integers(1, 2**31 - 1)),
        at=draw(MOMENTS),
        tells=said(record),
        title=draw(TITLES),
        starts=when.begins,
        ends=when.ends,
        place=place,
        off=draw(st.booleans()),
    )


def letters(text: str) -> str:
    """What of a text is more than space: breaks of lines may be others."""
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cc")


def text(found: tuple[dict[str, str], str, str]) -> str:
    """A text, also of a name that the parser does not know, whose signs it leaves escaped."""
    _, kind, value = found
    if kind == "text":
        return value
    assert kind == "unknown"
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], value)


def taken_for_a_text(parameter: str) -> str:
    """A parameter as ical.js has it, which sees escapes where RFC 5545 (3.1) knows of none."""
    signs = r"\\([\\;,nN])"
    return re.sub(signs, lambda sign: "\n" if sign[1] in "nN" else sign[1], parameter)


def named(properties: list[Any]) -> dict[str, tuple[dict[str, str], str, Any]]:
    """Each with its parameters, type and value; none stands there twice."""
    found = {name: (params, kind, value) for name, params, kind, value in properties}
    assert len(found) == len(properties)
    return found


def read(generators: Generators, workplace: Path, data: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The calendar and its events, as ical.js has them."""
    file = workplace / "calendar.ics"
    file.write_bytes(data)
    name, properties, components = json.loads(run(workplace, generators.node, "calendar.mjs", file))
    assert (name, {kind for kind, _, _ in components}) == ("vcalendar", {"vevent"})
    return named(properties), [named(inside) for _, inside, _ in components]


@pytest.fixture(scope="module")
def workplace(made: Generators, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the parser is."""
    return made.workplace(tmp_path_factory.mktemp("calendars"))


def check_lines(data: bytes) -> None:
    """Ended by CRLF, of at most 75 octets, and no letter is cut in two (RFC 5545, 3.1)."""
    assert data.endswith(b"\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode().splitlines() in ([line.decode()], [])


def check_day(found: tuple[dict[str, str], str, str], starts: dt.date | dt.datetime) -> None:
    """The same, in UTC where it is a moment."""
    _, kind, value = found
    if isinstance(starts, dt.datetime):
        assert (kind, dt.datetime.fromisoformat(value)) == ("date-time", starts)
        assert value.endswith("Z")
    else:
        assert (kind, dt.date.fromisoformat(value)) == ("date", starts)


def check(found: dict[str, Any], entry: Entry, t: Speech) -> None:
    """Every word of the entry."""
    check_day(found["dtstart"], entry.starts)
    assert ("dtend" in found) == bool(entry.ends and isinstance(entry.starts, dt.datetime))
    if "dtend" in found and entry.ends:
        check_day(found["dtend"], entry.ends)
    check_day(found["dtstamp"], entry.at)
    title = found["summary"][2]
    assert letters(_title(entry, t)) in letters(title)
    assert letters(found["description"][2]) == letters(
        " ".join((*paragraphs(entry.tells, t), ORIGIN + entry.page))
    )
    assert "location" in found if entry.place else "location" not in found
    if entry.place:
        assert letters(found["location"][2]) == letters(entry.place)
        assert "\n" not in title + found["location"][2]
    assert found["sequence"][1:] == ("integer", entry.version)
    assert found["status"][2] == ("CANCELLED" if entry.off else "CONFIRMED")
    assert found["url"][1:] == ("uri", ORIGIN + entry.page)


def _title(entry: Entry, t: Speech) -> str:
    if isinstance(entry.title, str):
        return entry.title
    versions = {str(language): text for language, text in entry.title.items()}
    return next(versions[one] for one in (t.tag, "en", min(versions)) if one in versions)


@given(found=st.lists(entries(), min_size=1, max_size=30), tag=st.sampled_from(["en", "fr"]))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_the_record_is_read_from_a_calendar(
    made: Generators, workplace: Path, found: list[Entry], tag: Tag
) -> None:
    """Any letters, days, zones and versions; the feed has its names both ways."""
    t = speech(tag)
    data = feed(found, t, ORIGIN, ABOUT)
    check_lines(data)
    head, events = read(made, workplace, data)
    assert head["version"][2] == "2.0"
    assert len({event["uid"][2] for event in events}) == len({(one.kind, one.key) for one in found})
    assert text(head["name"]) == text(head["x-wr-calname"]) == ABOUT.name
    assert text(head["description"]) == text(head["x-wr-caldesc"]) == ABOUT.description
    assert head["source"][1:] == ("uri", ABOUT.url)
    assert head["refresh-interval"][1:] == ("duration", "PT1H")
    assert text(head["x-published-ttl"]) == "PT1H"
    check_day(head["last-modified"], max(one.at for one in found))
    for event, entry in zip(events, found, strict=True):
        check(event, entry, t)


@given(entry=entries(), name=st.just("") | TEXTS.map(lambda name: " ".join(name.split())))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_with_a_mail_is_read_too(
    made: Generators, workplace: Path, entry: Entry, name: str
) -> None:
    """With what to do, and who says so, whatever they are called."""
    method, data = message(entry, speech("en"), ORIGIN, Sender(name, "no-reply@onevoice.example"))
    check_lines(data)
    head, [event] = read(made, workplace, data)
    assert head["method"][2] == method == ("CANCEL" if entry.off else "PUBLISH")
    assert event["organizer"][1:] == ("cal-address", "mailto:no-reply@onevoice.example")
    assert event["organizer"][0].get("cn", "") == taken_for_a_text(name)
    check(event, entry, speech("en"))


@given(when=WHENS)
def test_a_moment_is_the_one_that_clocks_show_there(when: When) -> None:
    """And a day is all that is said where they show it never, twice, or nobody knows where."""
    starts = when.begins
    if isinstance(starts, dt.datetime):
        assert when.time_zone
        assert starts.astimezone(ZoneInfo(when.time_zone)).replace(tzinfo=None) == dt.datetime.combine(
            when.date, when.start or dt.time()
        )
    else:
        assert starts == when.date
