"""Atom feeds of notices (RFC 4287), in pages (RFC 5005): pure, from notices to bytes."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from services.notifications.languages import interest_words
from services.notifications.notices.projection import NoticeState
from services.notifications.notices.words import words
from services.notifications.seen import page_of
from shared.clock import iso
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Written, speech

_ATOM = "http://www.w3.org/2005/Atom"
_NOTHING_YET = "2020-01-01T00:00:00.000Z"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
register_namespace("", _ATOM)


@dataclass(frozen=True)
class Feed:
    """Which feed (of everything without an interest), in which language, and where it and its pages are."""

    name: str
    interest: Interest | None
    language: Written
    url: str
    origin: str
    next_url: str | None
    is_first: bool


def atom(feed: Feed, notices: Sequence[NoticeState], replaced: dict[str, NoticeIssued]) -> bytes:
    """The page of the feed, newest first; an entry's id stays for ever, whatever the installation is called."""
    root = Element(f"{{{_ATOM}}}feed", {"xml:lang": feed.language})
    _text(root, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"onevoice:feed:{feed.name}:{feed.language}").urn)
    _text(root, "title", f"{_title(feed)} - UN Network on Migration")
    stamps = [iso(notice.issued.at) for notice in notices if notice.issued]
    _text(root, "updated", max(stamps, default=_NOTHING_YET))
    _text(SubElement(root, f"{{{_ATOM}}}author"), "name", "United Nations Network on Migration")
    _link(root, "self", feed.url, "application/atom+xml")
    if not feed.is_first:
        _link(root, "first", feed.url, "application/atom+xml")
    if feed.next_url:
        _link(root, "next", feed.next_url, "application/atom+xml")
    for notice in notices:
        if notice.issued:
            _entry(root, feed, notice.id, notice.issued, replaced)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(
    root: Element, feed: Feed, key: str, notice: NoticeIssued, replaced: dict[str, NoticeIssued]
) -> None:
    said = words(notice, speech(feed.language), replaced.get(notice.replaces or ""))
    entry = SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", uuid.UUID(key).urn)
    _text(entry, "title", said.subject)
    _text(entry, "updated", iso(notice.at))
    _text(entry, "published", iso(notice.at))
    _link(entry, "alternate", feed.origin + page_of(notice.cause.stream), "text/html")
    if notice.replaces:
        _link(entry, "related", uuid.UUID(notice.replaces).urn, None)
    SubElement(entry, f"{{{_ATOM}}}category", {"term": notice.topic})
    _text(entry, "content", "".join(_paragraph(line) for line in said.lines), type="html")


def _paragraph(text: str) -> str:
    """Readers show a plain text's line ends as spaces, so paragraphs are marked."""
    return f"<p>{'<br>'.join(escape(text, quote=False).splitlines())}</p>"


def _title(feed: Feed) -> str:
    if feed.interest is None:
        return speech(feed.language).say("Everything")
    return interest_words(feed.interest, speech(feed.language))


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = _NOT_XML.sub("\ufffd", text)


def _link(parent: Element, rel: str, href: str, kind: str | None) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href} | ({"type": kind} if kind else {}))
