"""Where mail is handed over and in whose name, as the settings say it. No library's name, no connection."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from shared.dates import mistake

Security = Literal["none", "starttls", "tls"]
_SCHEMES: Final[dict[str, tuple[Security, int]]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_GREETING: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+|\[[0-9a-fA-F.:IPv]+\]")
_MAILBOX: Final = re.compile(
    r'(?:"?(?P<name>[^<>"\x00-\x1f\x7f]{0,200}?)"?\s*<)?'
    rf"(?P<address>{_ATOM}(?:\.{_ATOM})*@(?P<domain>{_LABEL}(?:\.{_LABEL})*))(?(name)>)"
)


@dataclass(frozen=True)
class Sender:
    """Who mails come from: a name, which may be empty, and an address."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class MailServer:
    """The server that takes mails from us, and how to be let in."""

    host: str
    port: int
    security: Security = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None

    def tls(self) -> ssl.SSLContext | None:
        """What certificates are checked against; None where nothing is encrypted. Reads files."""
        return None if self.security == "none" else ssl.create_default_context(cafile=self.ca_file)


@dataclass(frozen=True)
class Mail:
    """Everything that sending mail takes."""

    server: MailServer
    sender: Sender
    list_host: str
    connections: int = 16
    per_domain: int = 4
    name: str | None = None
    """How we name ourselves to the mail server; None for this machine's own name."""


def mail_server(url: str) -> MailServer:
    """The server an address like ``smtp+starttls://user@host:587`` names. Raises a ``mistake``."""
    right = "smtp://host:25, smtp+starttls://user@host:587 or smtps://user@host:465 is right"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise mistake("smtp", "it is not the address of a mail server", right) from None
    if parts.password is not None:
        raise mistake(
            "smtp",
            "an address is shown in logs and must not hold a password",
            "ONEVOICE_SMTP_PASSWORD is right",
        )
    if parts.scheme not in _SCHEMES or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise mistake("smtp", "it is not the address of a mail server", right)
    security, usual = _SCHEMES[parts.scheme]
    return MailServer(host, port or usual, security, unquote(parts.username) if parts.username else None)


def sender(text: str) -> Sender:
    """Who ``One Voice <no-reply@example.org>``, or the address alone, names. Raises a ``mistake``."""
    found = _MAILBOX.fullmatch(text.strip())
    if not found:
        raise mistake(
            "mail_from", "it is not a name and one address", "One Voice <no-reply@example.org> is right"
        )
    local, _, domain = found["address"].rpartition("@")
    return Sender((found["name"] or "").strip(), f"{local}@{domain.lower()}")


def greeting(text: str) -> str:
    """The whole name of a machine, or an address in brackets (RFC 5321). Raises a ``mistake``."""
    if not _GREETING.fullmatch(text):
        wrong = "a mail server takes no other for the name of a machine"
        raise mistake(
            "smtp_name", wrong, "a whole name such as onevoice.example.org, or [192.0.2.1], is right"
        )
    return text
