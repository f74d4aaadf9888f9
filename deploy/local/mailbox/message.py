"""A kept mail as people and programs look at it."""

import datetime as dt
import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any, Final, TypeVar

from deploy.local.mailbox.folder import received_at

T = TypeVar("T")
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Message:
    """A mail; what it does not have, or nobody can make out, is empty."""

    id: str
    received_at: dt.datetime
    sender: str
    to: tuple[str, ...]
    """Whom it was delivered to, which its own headers may not tell."""
    subject: str
    message_id: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    links: tuple[str, ...]
    """Every http and https address of the text."""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        found = {name: value for name, value in vars(self).items() if name != "sender"}
        return found | {"from": self.sender, "received_at": self.received_at.isoformat()}


def message(name: str, data: bytes) -> Message:
    """The mail, whatever its bytes are."""
    parsed = email.message_from_bytes(data, policy=default)
    headers = tuple(_headers(parsed))
    text = _content(parsed, "plain")

    def all_of(wanted: str) -> Iterator[str]:
        return (value for found, value in headers if found.lower() == wanted)

    return Message(
        id=name,
        received_at=received_at(name),
        sender=next(all_of("from"), ""),
        to=tuple(all_of("delivered-to")),
        subject=next(all_of("subject"), ""),
        message_id=next(all_of("message-id"), "").strip("<> "),
        headers=headers,
        text=text,
        html=_content(parsed, "html"),
        links=tuple(_links(text)),
    )


def _headers(parsed: EmailMessage) -> Iterator[tuple[str, str]]:
    for name, raw in parsed.raw_items():
        yield name, _attempt(partial(_header, name, raw), str(raw))


def _header(name: str, raw: str) -> str:
    return str(default.header_fetch_parse(name, raw))


def _content(parsed: EmailMessage, kind: str) -> str:
    def content() -> str:
        body = parsed.get_body((kind,))
        return str(body.get_content()) if body else ""

    return _attempt(content, "").replace("\r\n", "\n")


def _attempt(work: Callable[[], T], instead: T) -> T:
    try:
        return work()
    except Exception:  # noqa: BLE001 - a mail may be anything, and the parser raises anything for some
        return instead


def _links(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for found in _LINK.finditer(line):
            alone = found[0] == line.strip()
            yield found[0] if alone else found[0].rstrip(".,;:!?)]'")
