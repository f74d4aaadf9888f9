"""A mail's headers as bytes.

Written here because the standard library's own folding changes some subjects: those that look like an
encoded word, for one, are decoded on the way.
"""

import datetime as dt
from email.header import Header
from email.utils import format_datetime
from typing import Final

from services.notifications.mail.letter import Letter
from shared.mail import Sender

_LINE: Final = 76
_SPECIAL: Final = frozenset('()<>[]:;@\\,."')


def common(letter: Letter, sender: Sender, list_host: str, help_url: str | None, at: dt.datetime) -> bytes:
    """The headers that are the same in every copy of a letter."""
    found = [
        ("From", _mailbox(sender)),
        ("Subject", _unstructured("Subject", letter.subject)),
        ("Date", format_datetime(at)),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        ("X-Correlation-ID", letter.correlation_id),
    ]
    if letter.topic:
        found.append(("List-Id", f"<{letter.topic}.{list_host}>"))
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        if help_url:
            found.append(("List-Help", f"<{help_url}>"))
    return "".join(f"{name}: {value}\r\n" for name, value in found).encode("ascii")


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and "=?" not in value


def _unstructured(name: str, value: str) -> str:
    if _is_plain(value) and len(name) + len(": ") + len(value) <= _LINE:
        return value
    return _encoded(name, value)


def _encoded(name: str, value: str) -> str:
    return Header(value, charset="utf-8", header_name=name, maxlinelen=_LINE).encode(linesep="\r\n")


def _mailbox(sender: Sender) -> str:
    name = sender.name
    if not name:
        return sender.address
    if not _is_plain(name):
        name = _encoded("From", name)
    elif _SPECIAL & set(name):
        name = '"' + name.replace("\\", r"\\") + '"'
    return f"{name}\r\n <{sender.address}>"
