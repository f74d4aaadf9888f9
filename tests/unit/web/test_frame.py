"""The frame around pages."""

import re
from urllib.parse import unquote

import pytest

from shared.i18n.speech import speech
from shared.web.pages.frame import feed_of
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visit


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "all"),
        ("/notifications/notices", "all"),
        ("/consultations/inputs", "all"),
        ("/consultations/receipts", "all"),
        ("/consultations/briefings", "briefings"),
        ("/consultations/briefings/2020-03-04", "briefings"),
        ("/consultations/calls/2020-spring/inputs", "calls"),
        ("/registry/champions", "champions"),
        ("/registry/champions/PRT", "champions/PRT"),
        ("/registry/networks/africa", "networks/africa"),
        ("/registry/networks/global", "networks"),
        ("/registry/secondments", "secondments"),
        ("/registry/championships", None),
        ("/desk", None),
        ("/consultations/inputs/mine", None),
    ],
)
def test_a_page_leads_a_feed_reader_to_its_feed(path: str, feed: str | None) -> None:
    """Of its topic, and its place where it has one; in the reader's language. Pages of one reader have none."""
    english, french = feed_of(path, speech("en")), feed_of(path, speech("fr"))
    assert (english and english.href) == (feed and f"/notifications/feeds/{feed}.atom")
    assert (french and french.href) == (feed and f"/notifications/feeds/{feed}.atom?language=fr")


def test_signing_in_leads_back_to_the_page_with_all_that_was_asked() -> None:
    """A form about a thing is one of nothing without it."""
    visit = Visit(speech("en"), None, "/desk/do/attach-document", "key=b&item=a%26b")
    page = Pages("/registry").html("layout.html", visit, (), {}).decode()
    [onward] = re.findall('href="/signin[?]next=([^"]*)"', page)
    assert unquote(onward) == "/desk/do/attach-document?key=b&item=a%26b"


def test_the_link_stands_in_the_head() -> None:
    """Where browsers and readers look for it."""
    visit = Visit(speech("fr"), None, "/registry/champions/PRT", "")
    head = Pages("/registry").html("layout.html", visit, (), {}).decode().partition("</head>")[0]
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Pays champions · Portugal"'
        ' href="/notifications/feeds/champions/PRT.atom?language=fr">'
    ) in head
