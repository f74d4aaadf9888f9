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
_ABOUT_THE_SENDER: Final = frozenset({"7", "8", "9"})
# Servers without RFC 3463 codes refuse a relay or a listed sender with the same 550 as an unknown mailbox.
_ABOUT_US: Final = re.compile(r"relay|block|spam|polic|listed|denied|authenti|reputation", re.IGNORECASE)
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


def of_recipient(code: int, text: str, to: str) -> Result:
    """A refusal of RCPT TO."""
    if code < 500:  # noqa: PLR2004 - RFC 5321: 4yz is for now, 5yz for good
        outcome = Outcome.LATER
    else:
        outcome = Outcome.BOUNCED if _is_about_the_address(code, text) else Outcome.FAILED
    return Result(outcome, code, redacted(text, to))


def of_sender(code: int, text: str, to: str) -> Result:
    """A refusal of MAIL FROM: ours to mend, so that a later try may succeed, unless the mail is too large."""
    too_large = code == 552 or "5.3.4" in text  # noqa: PLR2004 - RFC 1870
    return Result(Outcome.FAILED if too_large else Outcome.LATER, code, redacted(text, to))


def of_content(code: int, text: str, to: str, *, handed_over: bool) -> Result:
    """A refusal of DATA, or the answer to the mail's end."""
    shown = redacted(text, to)
    match code // 100:
        case 2 if handed_over:
            found = _QUEUED.search(text)
            return Result(Outcome.SENT, code, shown, found[1] if found else None)
        case 4:
            return Result(Outcome.LATER, code, shown)
        case 5:
            return Result(Outcome.FAILED, code, shown)
    return Result(Outcome.UNKNOWN if handed_over else Outcome.LATER, code, shown)


def _is_about_the_address(code: int, text: str) -> bool:
    told = _ENHANCED.match(text)
    if told and (told[2], told[3]) != ("0", "0"):
        return told[2] == "1" and told[3] not in _ABOUT_THE_SENDER
    return code in _NO_SUCH_MAILBOX and not _ABOUT_US.search(text)


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
