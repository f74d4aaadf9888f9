"""What became of a mail that was handed to the mail server, and what the server's words mean."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.notifications.mail.address import domain_of

_LONGEST: Final = 300
_ANY_ADDRESS: Final = re.compile(r"[^\s<>()\[\]{}\"',;:]+@[^\s<>()\[\]{}\"',;:]+")
_ENHANCED: Final = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})
# RFC 3463 and IANA's registry of its codes: mailbox or its domain not there, ambiguous, moved, null MX, disabled.
_GONE: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1"})
_UNTOLD: Final = frozenset({"0.0", "5.0"})
# Exchange Online: 5.4.1 with these words is its edge's answer for a mailbox that it does not have.
_EXCHANGE_GONE: Final = re.compile(r"\brecipient address(?:es)? rejected\b", re.IGNORECASE)
_TOO_MANY: Final = re.compile(r"\brate\b", re.IGNORECASE)  # Gmail says 5.2.1 of a busy mailbox too
# Servers without RFC 3463 codes refuse a relay or a listed sender with the same 550 as an unknown mailbox.
_ABOUT_US: Final = re.compile(r"relay|block|spam|polic|listed|denied|authenti|reputation", re.IGNORECASE)
# What is refused of ourselves, wherever it is said: Postfix keeps what it has against name and sender until RCPT.
_OURS_CODES: Final = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
_OURS_STATUS: Final = frozenset({"1.7", "1.8", "5.1", "5.2", "5.4"})
_OURS: Final = re.compile(
    r"\b(?:helo|ehlo|client host rejected|sender address rejected|relay(?:ing)? (?:access )?(?:not|denied))\b",
    re.IGNORECASE,
)
_QUEUED: Final = re.compile(
    r"\b(?:queued(?: mail)?(?: for delivery)? as|id=?|queue-id:?)\s*([\w.-]{4,64})", re.IGNORECASE
)


class Outcome(StrEnum):
    """What the sender knows at the end."""

    SENT = "sent"
    """The server has taken it."""
    LATER = "later"
    """Not taken, and nothing speaks against another try."""
    BOUNCED = "bounced"
    """The address itself is refused for good."""
    FAILED = "failed"
    """The mail is refused for good, which says nothing about the address."""
    UNKNOWN = "unknown"
    """The whole mail was on its way when the connection broke: taken or not, nobody here knows."""


@dataclass(frozen=True)
class Result:
    """The outcome, with the server's code (RFC 5321) and words; no address is in ``text``."""

    outcome: Outcome
    code: int | None
    text: str
    queue: str | None = None
    """The server's own name for a mail it has taken, where it tells one."""
    ours: bool = False
    """Whether the server refuses ourselves (our name, sender or sign-in): ours to mend, and then taken."""


def of_connection(code: int, text: str, to: str) -> Result:
    """A refusal before any mail: of the greeting, our name, or our sign-in."""
    return Result(Outcome.LATER, code, redacted(text, to), ours=_for_good(code))


def of_recipient(code: int, text: str, to: str) -> Result:
    """A refusal of RCPT TO."""
    return _refused(code, text, to, bare=code in _NO_SUCH_MAILBOX and not _ABOUT_US.search(text))


def of_sender(code: int, text: str, to: str) -> Result:
    """A refusal of MAIL FROM: ours to mend, so that a later try may succeed, unless the mail is too large."""
    if code == 552 or "5.3.4" in text:  # noqa: PLR2004 - RFC 1870
        return Result(Outcome.FAILED, code, redacted(text, to))
    return Result(Outcome.LATER, code, redacted(text, to), ours=_for_good(code))


def of_content(code: int, text: str, to: str, *, handed_over: bool) -> Result:
    """A refusal of DATA, or the answer to the mail's end: some servers look for the mailbox only then."""
    shown = redacted(text, to)
    match code // 100:
        case 2 if handed_over:
            found = _QUEUED.search(text)
            return Result(Outcome.SENT, code, shown, found[1] if found else None)
        case 4 | 5:
            return _refused(code, text, to, bare=False)
    return Result(Outcome.UNKNOWN if handed_over else Outcome.LATER, code, shown)


def _refused(code: int, text: str, to: str, *, bare: bool) -> Result:
    """A refusal once the sender was taken; ``bare``: whether without a status it is of the address."""
    shown = redacted(text, to)
    if not _for_good(code):
        return Result(Outcome.LATER, code, shown)
    told = _ENHANCED.match(text)
    status = f"{told[2]}.{told[3]}" if told else "0.0"
    if code in _OURS_CODES or status in _OURS_STATUS or _OURS.search(text):
        return Result(Outcome.LATER, code, shown, ours=True)
    if status in _UNTOLD:
        gone = bare
    elif status == "4.1":
        gone = bool(_EXCHANGE_GONE.search(text))
    else:
        gone = status in _GONE and not (status == "2.1" and _TOO_MANY.search(text))
    return Result(Outcome.BOUNCED if gone else Outcome.FAILED, code, shown)


def _for_good(code: int) -> bool:
    return code >= 500  # noqa: PLR2004 - RFC 5321: 4yz is for now, 5yz for good


def redacted(text: str, to: str) -> str:
    """A server's words on one line, without ``to``, its two halves, or any other address."""
    shown = _ANY_ADDRESS.sub(
        "<address>", " ".join("".join(c if c.isprintable() else " " for c in text).split())
    )
    lowered = shown.casefold()
    for part in (to.rpartition("@")[0], domain_of(to)):
        if part.casefold() not in lowered:  # as a rule; a pattern for each recipient costs more than the mail
            continue
        shown = re.sub(rf"(?<![\w-]){re.escape(part)}(?![\w-])", "<address>", shown, flags=re.IGNORECASE)
    return shown[:_LONGEST]
