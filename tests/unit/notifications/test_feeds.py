"""What a feed holds, read by a parser that forgives nothing."""

import datetime as dt
import uuid
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.feeds.atom import Feed, atom
from services.notifications.notices.projection import NoticeState
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import Interest
from shared.values import PartialDate
from tests.support.examples import ISSUED

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "https://onevoice.example"


def feed(name: str = "all", **changes: object) -> Feed:
    """A feed's first and only page."""
    url = f"{ORIGIN}/notifications/feeds/{name}.atom"
    told = {"language": "en", "url": url, "origin": ORIGIN, "next_url": None, "is_first": True}
    interest = None if name == "all" else Interest.named(name)
    return Feed(name=name, interest=interest, **{**told, **changes})  # type: ignore[arg-type]


def states(*notices: NoticeIssued) -> list[NoticeState]:
    """Notices as the view has them."""
    return [
        NoticeState(id=f"{place:032x}", issued=one.model_copy(update={"replaces": None}))
        for place, one in enumerate(notices)
    ]


def titled(title: str) -> NoticeIssued:
    """A notice of the summary of a briefing with this title."""
    issued = next(one for one in ISSUED if "summarised" in one.tells.type)
    tells = replace(issued.tells, it={**issued.tells.it, "title": title})
    return issued.model_copy(update={"tells": tells, "replaces": None})


def read(data: bytes) -> Element:
    """The feed, after the rules of RFC 4287 that every reader relies on."""
    root = fromstring(data)  # noqa: S314 - our own bytes
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1, name
        assert uuid.UUID(one.findtext(f"{ATOM}id")).urn == one.findtext(f"{ATOM}id")
        assert dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "").tzinfo
        links = [(link.get("rel"), link.get("href")) for link in one.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert all(href for _, href in links)
    assert root.findall(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    for entry in root.findall(f"{ATOM}entry"):
        assert any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link"))
        assert entry.find(f"{ATOM}content") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return root


def test_a_feed_holds_each_notice_as_an_entry() -> None:
    """With its subject, its words, its topic, and where the thing itself is seen."""
    root = read(atom(feed(), states(*ISSUED), {}))
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(ISSUED)
    place = next(n for n, one in enumerate(ISSUED) if "summarised" in one.tells.type)
    assert entries[place].findtext(f"{ATOM}title") == "The summary of Network briefing is complete"
    [link] = entries[place].findall(f"{ATOM}link")
    assert link.get("href") == f"{ORIGIN}/consultations/briefings/2020-03-04"


def test_an_entrys_paragraphs_are_marked_and_its_words_are_no_markup() -> None:
    """Readers run the lines of a plain text together; what a title holds stays text."""
    issued = titled("<b>Briefing</b> & more")
    late = {"about": PartialDate("2020-03-04"), "at": dt.datetime(2026, 11, 24, tzinfo=dt.UTC)}
    issued = issued.model_copy(update=late)
    root = read(atom(feed(), [NoticeState(id="0" * 32, issued=issued)], {}))
    content = root.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    body = fromstring(f"<div>{content.text}</div>")  # noqa: S314 - our own bytes
    paragraphs = ["".join(one.itertext()) for one in body]
    assert [one.tag for one in body] == ["p"] * len(paragraphs)
    assert len(paragraphs) > 1
    assert paragraphs[0].startswith("This is about 4 March 2020.")
    assert "<b>Briefing</b> & more" in paragraphs[1]
    assert "<b>Briefing</b> & more" in root.findtext(f"{ATOM}entry/{ATOM}title", "")


def test_an_empty_feed_is_a_feed() -> None:
    """Before the first notice too."""
    assert (
        read(atom(feed("champions/PRT"), [], {}))
        .findtext(f"{ATOM}title", "")
        .startswith("Champion countries")
    )


def test_ids_do_not_depend_on_the_address() -> None:
    """An installation that moves shows nobody old notices as new ones."""
    here = read(atom(feed(), states(ISSUED[0]), {}))
    there = read(
        atom(feed(origin="https://other.example", url="https://other.example/x"), states(ISSUED[0]), {})
    )
    for path in (f"{ATOM}id", f"{ATOM}entry/{ATOM}id"):
        assert here.findtext(path) == there.findtext(path)


def test_further_pages_link_to_the_first_and_the_next() -> None:
    """RFC 5005."""
    root = read(atom(feed(next_url=f"{ORIGIN}/next", is_first=False), states(ISSUED[0]), {}))
    rels = {link.get("rel") for link in root.findall(f"{ATOM}link")}
    assert rels == {"self", "first", "next"}


def test_what_replaces_a_notice_links_to_it_and_says_so() -> None:
    """By the id of the earlier entry."""
    earlier, later = states(ISSUED[0], ISSUED[2])
    assert later.issued
    assert earlier.issued
    moved = later.model_copy(update={"issued": later.issued.model_copy(update={"replaces": earlier.id})})
    root = read(atom(feed(), [moved, earlier], {earlier.id: earlier.issued}))
    first, second = root.findall(f"{ATOM}entry")
    related = [link.get("href") for link in first.findall(f"{ATOM}link") if link.get("rel") == "related"]
    assert related == [second.findtext(f"{ATOM}id")]
    assert "replaces an earlier notice" in first.findtext(f"{ATOM}content", "")


@given(st.text(min_size=1, max_size=200).filter(lambda text: bool(text.strip())))
def test_any_title_makes_a_feed(title: str) -> None:
    """Markup, and characters that XML does not have, included."""
    issued = titled(title)
    root = read(atom(feed(), [NoticeState(id="0" * 32, issued=issued)], {}))
    assert root.findtext(f"{ATOM}entry/{ATOM}title", "").startswith("The summary of ")
