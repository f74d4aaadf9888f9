"""Entries of calendars (RFC 5545, RFC 7986), their form and their lasting ids; the only module that knows icalendar.

Nothing in them depends on when they are made, and what services say of one event is the same in each of them.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from icalendar import Calendar, Component, Event, vText

from shared.contracts.telling import Telling
from shared.i18n.speaker import paragraphs
from shared.i18n.speech import N_, Own, Speech
from shared.mail import Sender
from shared.values import OfficialLanguage

Kind = Literal["briefing", "call"]
Method = Literal["PUBLISH", "CANCEL"]
MEDIA_TYPE: Final = "text/calendar"
CATEGORIES: Final[Mapping[Kind, str]] = {"briefing": N_("Briefings"), "call": N_("Calls for input")}
_SUMMARIES: Final = {
    ("briefing", True): N_("Cancelled: {title}"),
    ("call", False): N_("Call for input closes: {title}"),
    ("call", True): N_("Call for input withdrawn: {title}"),
}
"""By kind and whether it is off, which not every calendar shows; else the title alone."""
_REFRESHED: Final = "PT1H"
_BREAK: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE: Final = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Entry:
    """A briefing, or the end of a call, on its day or at its moment.

    ``key`` and ``page`` are the thing's; ``tells`` is the event that last said when or what it is, ``version`` and
    ``at`` are that event's. ``title`` is in the record's words, perhaps in several languages. One that is ``off`` was
    cancelled or withdrawn.
    """

    kind: Kind
    key: str
    page: str
    version: int
    at: dt.datetime
    tells: Telling
    title: str | Mapping[OfficialLanguage, str]
    starts: dt.date | dt.datetime
    ends: dt.datetime | None = None
    place: str | None = None
    off: bool = False


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to: what it is called and holds, its address, and the page that shows the same."""

    name: str
    description: str
    url: str
    page: str


def uid(kind: Kind, key: str, origin: str) -> str:
    """Lasts as long as the installation's host; as RFC 7986 has it, nobody reads that host from it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"onevoice:entry:{urlsplit(origin).hostname}:{kind}-{key}"))


def file(entry: Entry, t: Speech, origin: str) -> bytes:
    """A calendar of one entry."""
    return _written(_head(), [_event(entry, t, origin)])


def feed(entries: Iterable[Entry], t: Speech, origin: str, about: Feed) -> bytes:
    """The calendar to subscribe to; what RFC 7986 names stands there also as Google and Outlook look for it."""
    found, head = list(entries), _head()
    for name, text in (("name", about.name), ("description", about.description)):
        head.add(name, _text(text), parameters={"LANGUAGE": t.tag})
    head.add("x-wr-calname", _text(about.name))
    head.add("x-wr-caldesc", _text(about.description))
    head.add("refresh-interval", vText(_REFRESHED), parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", vText(_REFRESHED))
    head.add("source", about.url, parameters={"VALUE": "URI"})
    head.add("url", about.page)
    if found:
        head.add("last-modified", max(one.at for one in found).astimezone(dt.UTC))
    return _written(head, [_event(one, t, origin) for one in found])


def message(entry: Entry, t: Speech, origin: str, sender: Sender) -> tuple[Method, bytes]:
    """The same to be sent by mail, which takes a method and who sends it (RFC 5546)."""
    head, event = _head(), _event(entry, t, origin)
    method: Method = "CANCEL" if entry.off else "PUBLISH"
    head.add("method", method)
    name = {"CN": sender.name} if sender.name else {}
    event.add("organizer", f"mailto:{sender.address}", parameters=name)
    return method, _written(head, [event])


def _head() -> Calendar:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//United Nations Network on Migration//One Voice//EN")
    return made


def _written(head: Calendar, events: Iterable[Component]) -> bytes:
    for one in events:
        head.add_component(one)
    data: bytes = head.to_ical()
    return data


def _event(entry: Entry, t: Speech, origin: str) -> Event:
    made, url = Event(), origin + entry.page
    made.add("uid", uid(entry.kind, entry.key, origin))
    made.add("sequence", entry.version)
    for name in ("dtstamp", "last-modified"):
        made.add(name, entry.at.astimezone(dt.UTC))
    made.add("dtstart", entry.starts)
    if entry.ends and isinstance(entry.starts, dt.datetime):  # where it is stated (docs/calendar.md)
        made.add("dtend", entry.ends)
    made.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    if entry.kind == "call" or not isinstance(entry.starts, dt.datetime):
        made.add("transp", "TRANSPARENT")  # nobody is busy for it the whole day
    made.add("url", url)
    told = "\n\n".join((*paragraphs(entry.tells, t), url))
    _add(made, "summary", _line(_summary(entry, t)))
    _add(made, "description", Own(told, t.tag))
    _add(made, "categories", Own(t.say(CATEGORIES[entry.kind]), t.tag))
    if entry.place:
        _add(made, "location", _line(Own(entry.place)))
    return made


def _summary(entry: Entry, t: Speech) -> Own:
    title = Own(entry.title) if isinstance(entry.title, str) else Own.version(entry.title, t)
    text = _SUMMARIES.get((entry.kind, entry.off))
    return Own(t.say(text, title=title), t.tag) if text else title


def _add(made: Event, name: str, words: Own) -> None:
    made.add(name, _text(words), parameters={"LANGUAGE": words.language})


def _line(words: Own) -> Own:
    return Own(_SPACE.sub(" ", _text(words)).strip(), words.language)


def _text(words: str) -> vText:
    """Made here: of names that are not RFC 5545's own the library escapes nothing by itself."""
    return vText(_CONTROL.sub("", _BREAK.sub("\n", words)))
