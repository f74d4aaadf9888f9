"""What a filled-in letter is, whatever its texts and recipients are."""

import datetime as dt
import email
import re
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.notifications.mail.compiled import CompiledTemplate, Heading, Incomplete
from services.notifications.mail.letter import Attachment, Letter, Recipient
from shared.calendars import Method
from shared.mail import Sender

AT = dt.datetime(2020, 3, 4, 10, 15, tzinfo=dt.UTC)
HEADING = Heading(
    Sender("One Voice", "no-reply@onevoice.example"), "lists.example", "https://one.example/mail"
)
ALWAYS = {
    "to", "message-id", "from", "subject", "date", "content-language", "auto-submitted", "x-correlation-id",
    "mime-version", "content-type",
}  # fmt: skip
LISTED = {"list-id", "list-help", "list-unsubscribe", "list-unsubscribe-post"}

nasty = st.sampled_from(
    [
        "Line\r\nBcc: all@example.org", "a\rb\nc", "=?utf-8?q?hi?=", "action_url", "{{ letter }}", "</style>",
        "<script>alert(1)</script>", "\u202eabc", "x" * 120, "\u2028", ".", "\n.\n", "From me", "=3D", '"><a href="x',
        "移民", "École ", "--===============", "a\u00a0b", "🕊" * 60, "é" * 45, "=" * 80,
    ]
)  # fmt: skip
texts = (
    st.lists(nasty | st.text(max_size=40), min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: any(letter.isalnum() for letter in text))
)
chars = st.sampled_from("abcXYZ019-._~!$&'()*+,;=:@/?#%[]")
urls = st.builds(
    lambda path: f"https://one.example/{path}", st.text(chars, max_size=260)
).filter(lambda url: "[" not in url.split("/")[2])  # fmt: skip
locals_ = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}(\.[A-Za-z0-9-]{1,10}){0,2}", fullmatch=True)
addresses = st.builds(lambda local, domain: f"{local}@{domain}", locals_,
                      st.sampled_from(["example.org", "bücher.example", "a-b.c.example"]))  # fmt: skip
letters = st.builds(
    Letter,
    language=st.sampled_from(["en", "fr"]),
    subject=texts,
    lines=st.lists(texts, min_size=1, max_size=3).map(tuple),
    action=st.none() | texts,
    link=st.none() | urls,
    why=texts,
    topic=st.sampled_from([None, "briefings", "network.asia_pacific"]),
    correlation_id=st.just("0123456789abcdef"),
    asked_language=st.sampled_from([None, "ar", "zh", "ru"]),
    attachment=st.none() | st.builds(Attachment, name=st.just("receipt.json"), data=st.binary(max_size=900)),
)
recipients = st.builds(
    Recipient,
    to=addresses,
    message_id=st.from_regex(r"[A-Za-z0-9._+-]{1,60}@[a-z0-9.-]{1,60}", fullmatch=True),
    action_url=urls,
    preferences_url=urls,
    unsubscribe_url=urls,
)


def parsed(data: bytes) -> EmailMessage:
    """As a mail program reads it."""
    return email.message_from_bytes(data, policy=SMTP)


def part(message: EmailMessage, kind: str) -> str:
    """The decoded text or HTML."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class _Links(HTMLParser):
    """Collects where a page leads and what could run in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: list[str | None] = []
        self.tags: set[str] = set()
        self.root: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "html":
            self.root = dict(attrs)
        self.hrefs += [value for name, value in attrs if name in {"href", "src"}]


@given(letter=letters, recipient=recipients)
def test_every_letter_is_one_mail_to_one_mailbox(letter: Letter, recipient: Recipient) -> None:
    """Exactly the expected headers, each once; one address; the subject as given, whatever the texts hold."""
    data = CompiledTemplate(letter, HEADING, AT).fill(recipient)
    message = parsed(data)
    expected = ALWAYS | (LISTED if letter.topic else set())
    assert sorted(name.lower() for name in message.keys()) == sorted(expected)  # noqa: SIM118 - each, not once
    [to] = cast("Any", message["To"]).addresses
    assert to.addr_spec == recipient.to
    assert not to.display_name
    assert str(message["Subject"]) == letter.subject
    assert message["Message-ID"] == f"<{recipient.message_id}>"
    assert message["From"].addresses[0].addr_spec == HEADING.sender.address
    assert not message.defects
    words = message
    if letter.attachment:
        [words, file] = cast("list[EmailMessage]", list(message.iter_parts()))
        assert (file.get_content_type(), file.get_content()) == ("application/json", letter.attachment.data)
        assert (file.get_filename(), file.is_attachment()) == ("receipt.json", True)
    assert [found.get_content_type() for found in words.iter_parts()] == ["text/plain", "text/html"]


@given(letter=letters, recipient=recipients)
def test_every_letter_can_be_carried_by_any_server(letter: Letter, recipient: Recipient) -> None:
    """ASCII, lines ended by CRLF and of at most 998 octets; 76 in the body."""
    data = CompiledTemplate(letter, HEADING, AT).fill(recipient)
    assert data.isascii()
    assert b"\0" not in data
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76


@given(letter=letters, recipient=recipients)
def test_the_links_of_a_letter_arrive_whole(letter: Letter, recipient: Recipient) -> None:
    """In the text each alone on its line, in the HTML each as a link, and no link beside them."""
    message = parsed(CompiledTemplate(letter, HEADING, AT).fill(recipient))
    wanted = [letter.link or recipient.action_url] if letter.action else []
    if letter.topic:
        wanted += [recipient.preferences_url, recipient.unsubscribe_url]
        assert message["List-Unsubscribe"] == f"<{recipient.unsubscribe_url}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"] == f"<{letter.topic}.lists.example>"
    rows = part(message, "plain").split("\n")
    assert all(url in rows for url in wanted)
    page = _Links(part(message, "html"))
    assert page.hrefs == wanted
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "form", "object"})
    assert page.root == {"lang": letter.language, "dir": "ltr"}


@given(letter=letters, recipient=recipients)
def test_the_text_of_a_letter_arrives_whole(letter: Letter, recipient: Recipient) -> None:
    """Every paragraph stands in the plain part, word for word."""
    plain = part(parsed(CompiledTemplate(letter, HEADING, AT).fill(recipient)), "plain")
    for paragraph in (*letter.lines, letter.why):
        assert paragraph in plain


@given(letter=letters, one=recipients, other=recipients)
def test_a_letter_holds_nothing_of_another_recipient(
    letter: Letter, one: Recipient, other: Recipient
) -> None:
    """Filling in for one leaves nothing behind."""
    assume(one.to != other.to)
    sheet = CompiledTemplate(letter, HEADING, AT)
    alone = sheet.fill(other)
    sheet.fill(one)
    assert sheet.fill(other) == alone


LETTER = Letter(
    language="en",
    subject="The briefing of 4 March is summarised",
    lines=("Its summary is published.",),
    action="Read the summary",
    why="You subscribed to briefings.",
    topic="briefings",
    correlation_id="0123456789abcdef",
)
RECIPIENT = Recipient(
    to="maria@example.org",
    message_id="1@onevoice.example",
    action_url="https://one.example/a",
    preferences_url="https://one.example/p",
    unsubscribe_url="https://one.example/u",
)


@pytest.mark.parametrize("place", ["action_url", "preferences_url", "unsubscribe_url"])
def test_a_missing_link_is_said_and_nothing_is_made(place: str) -> None:
    """Never a mail with a link to None."""
    with pytest.raises(Incomplete, match=place):
        CompiledTemplate(LETTER, HEADING, AT).fill(RECIPIENT.model_copy(update={place: None}))


@pytest.mark.parametrize(
    "past",
    [
        {"to": "a@example.org, b@example.org"},
        {"to": "a@example.org\r\nBcc: b@example.org"},
        {"message_id": "1@x>\r\nBcc: b@example.org"},
        {"unsubscribe_url": "https://one.example/u>\r\nBcc: b@example.org"},
        {"action_url": 'https://one.example/"><script>'},
    ],
)
def test_a_recipient_made_past_its_checks_is_refused(past: dict[str, str]) -> None:
    """A header or a second recipient cannot be smuggled in, whoever builds the value; nor told in the error."""
    with pytest.raises(ValueError, match=r"checked") as refused:
        CompiledTemplate(LETTER, HEADING, AT).fill(RECIPIENT.model_copy(update=past))
    assert "example.org" not in str(refused.value)


def test_a_letter_of_ones_own_doing_is_no_list() -> None:
    """A confirmation has neither List-* headers nor a way to unsubscribe."""
    letter = LETTER.model_copy(update={"topic": None})
    mail = CompiledTemplate(letter, HEADING, AT).fill(RECIPIENT)
    assert b"List-" not in mail
    assert b"nsubscribe" not in mail


def test_a_language_without_texts_is_said_first() -> None:
    """In the letter's language, naming the other by its own name."""
    letter = LETTER.model_copy(update={"asked_language": "ar"})
    message = parsed(CompiledTemplate(letter, HEADING, AT).fill(RECIPIENT))
    assert part(message, "plain").startswith(
        "العربية: no text in this language yet; this is the English one.\n\n"
    )
    assert '<bdi lang="ar">العربية</bdi>' in part(message, "html")


def test_a_letter_looks_right_without_its_style_sheet() -> None:
    """Styles stand in the elements; what stays in the head is for dark screens."""
    page = part(parsed(CompiledTemplate(LETTER, HEADING, AT).fill(RECIPIENT)), "html")
    assert "max-width: 600px" in page
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert "@media (prefers-color-scheme: dark)" in style
    assert ".text" not in style
    assert "Segoe UI" in page
    assert "&#34;" not in page
    assert "http" not in page.replace("https://one.example/", "")


@pytest.mark.parametrize(
    "name", ["../receipt.json", "receipt.json\r\nBcc: x", "receipt.html", 'a".json', ".json", "a.ics.exe"]
)
def test_an_attachment_has_a_plain_name(name: str) -> None:
    """It is JSON, and its name harms neither a header nor its reader's disk; what it holds is in no error."""
    with pytest.raises(ValidationError) as refused:
        Attachment(name=name, data=b"secret")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("method", ["PUBLISH", "CANCEL"])
def test_an_entry_of_a_calendar_says_in_the_mail_what_to_do_with_it(method: Method) -> None:
    """RFC 6047: its part names the method and the charset, and its bytes are as they were made."""
    data = "BEGIN:VCALENDAR\r\nX:é\r\nEND:VCALENDAR\r\n".encode()
    letter = LETTER.model_copy(
        update={"attachment": Attachment(name="briefing.ics", data=data, method=method)}
    )
    [file] = list(parsed(CompiledTemplate(letter, HEADING, AT).fill(RECIPIENT)).iter_attachments())
    assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", method)
    assert (file.get_content_charset(), file.get_filename()) == ("utf-8", "briefing.ics")
    assert file.get_payload(decode=True) == data


@pytest.mark.parametrize("name", ["", "One Voice", "Une seule voix — Réseau", "Voice, One (UN)", "x" * 120])
def test_the_sender_is_shown_under_its_name(name: str) -> None:
    """Names with commas, accents and great lengths too."""
    heading = Heading(Sender(name, "no-reply@onevoice.example"), "lists.example")
    [sender] = parsed(CompiledTemplate(LETTER, heading, AT).fill(RECIPIENT))["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "no-reply@onevoice.example")


def test_a_refused_recipient_is_not_named() -> None:
    """Pydantic's own words would repeat the address."""
    with pytest.raises(ValidationError) as refused:
        Recipient(to="maria@example.org, jean@example.org", message_id="1@x")
    assert "maria" not in str(refused.value)
    assert "jean" not in str(refused.value)
