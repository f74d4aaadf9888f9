"""A letter compiled once, so that filling it in for one recipient costs next to nothing.

Everything that is the same for all is rendered, inlined and encoded once. What is a recipient's own stands
at places known beforehand, each alone on its line, where quoted-printable leaves it whole.
"""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Final

from services.notifications.mail import headers
from services.notifications.mail.letter import MESSAGE_ID_FORM, URL_FORM, Attachment, Letter, Recipient
from services.notifications.mail.rendering import Links, html, text
from shared.mail import Sender

_WIDTH: Final = 72  # with a quote and the = of a soft break, no line passes quoted-printable's 76
_POLICY: Final = SMTP.clone(max_line_length=76)
_PLACES: Final = ("action_url", "preferences_url", "unsubscribe_url")
_URL: Final = re.compile(URL_FORM)
_OWN_HEAD: Final = re.compile(
    r"To: [A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9.-]{1,253}\r\n"
    rf"Message-ID: <{MESSAGE_ID_FORM}>\r\n"
    rf"(?:List-Unsubscribe: <{URL_FORM}>\r\n)?"
)


class Incomplete(Exception):
    """A recipient lacks a link that this letter has for each of its recipients; it names the field."""


@dataclass(frozen=True)
class Heading:
    """What of a mail's head does not come from the letter."""

    sender: Sender
    list_host: str
    help_url: str | None = None
    """For List-Help: where one may read what these mails are."""


class CompiledTemplate:
    """A letter as of one moment, to be filled in for each recipient."""

    def __init__(self, letter: Letter, heading: Heading, at: dt.datetime) -> None:
        self._listed = letter.topic is not None
        # Nobody who wrote a letter's texts can know these, so none of them is found in a text.
        markers = {place: secrets.token_hex(16) for place in _PLACES}
        links = Links(**markers | ({"action_url": letter.link} if letter.link else {}))
        page = html(letter, heading.sender.name, links)
        for marker in markers.values():
            page = page.replace(f'href="{marker}"', f'href=\n"{marker}"\n')
        message = EmailMessage(policy=_POLICY)
        message.set_content(text(letter, links), cte="quoted-printable")
        message.add_alternative(page, subtype="html", cte="quoted-printable")
        if file := letter.attachment:
            kind = ("text", "calendar") if file.method else ("application", "json")
            message.add_attachment(file.data, *kind, filename=file.name, params=_params(file))
        head = headers.common(letter, heading.sender, heading.list_host, heading.help_url, at)
        named = {marker.encode(): place for place, marker in markers.items()}
        cut = re.split(b'("?(?:' + b"|".join(named) + b')"?)', head + message.as_bytes())
        self._pieces = cut
        self._places = [
            (index, named[piece.strip(b'"')], piece.startswith(b'"'))
            for index, piece in enumerate(cut)
            if index % 2
        ]
        self._needed = {place for _, place, _ in self._places}

    def fill(self, recipient: Recipient) -> bytes:
        """The whole mail for one recipient: ASCII, its lines ended by CRLF. Raises ``Incomplete``.

        ValueError for a recipient that was made past its own checks and is not header-safe.
        """
        plain: dict[str, bytes] = {}
        quoted: dict[str, bytes] = {}
        for place in self._needed:
            url = getattr(recipient, place)
            if url is None:
                raise Incomplete(f"this letter needs each recipient's {place}")
            if not _URL.fullmatch(url):
                raise ValueError(f"{place} is not a checked address")
            plain[place] = _wrapped(url)
            quoted[place] = _wrapped(f'"{escape(url)}"')
        pieces = self._pieces.copy()
        for index, place, in_html in self._places:
            pieces[index] = quoted[place] if in_html else plain[place]
        return self._own_head(recipient) + b"".join(pieces)

    def _own_head(self, recipient: Recipient) -> bytes:
        head = f"To: {recipient.to}\r\nMessage-ID: <{recipient.message_id}>\r\n"
        if self._listed:
            head += f"List-Unsubscribe: <{recipient.unsubscribe_url}>\r\n"
        if not _OWN_HEAD.fullmatch(head):
            raise ValueError("a recipient that was not checked")
        return head.encode("ascii")


def _params(file: Attachment) -> dict[str, str]:
    return {"charset": "utf-8", "method": file.method} if file.method else {}


def _wrapped(value: str) -> bytes:
    """ASCII without spaces as quoted-printable, with soft breaks."""
    left = value.replace("=", "=3D")
    rows = []
    while len(left) > _WIDTH:
        cut = _WIDTH - (2 - left[_WIDTH - 2 : _WIDTH].find("=")) % 3  # never within =3D
        rows.append(left[:cut])
        left = left[cut:]
    rows.append(left)
    return "=\r\n".join(rows).encode("ascii")
