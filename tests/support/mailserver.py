"""Real SMTP servers in the test's own loop, that answer as they are told to."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.local.engines.ports import LOOPBACK
from shared.mail import Mail, MailServer, Security, Sender

Answer = str | Callable[["Line"], Awaitable[str]]
STAGES = ("MAIL", "RCPT", "DATA", "END")
"""END is the answer to the whole mail."""


class Line(SMTP):
    """One connection to an ``Office``."""

    def __init__(self, office: "Office", **options: Any) -> None:
        super().__init__(office, hostname="mail.example", loop=asyncio.get_running_loop(), **options)
        self._office = office

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        super().connection_made(transport)
        if self not in self._office.lines:  # a second time, after STARTTLS
            self._office.lines.append(self)

    def hang_up(self, *last: bytes) -> None:
        """Close, perhaps after some words."""
        transport = cast("asyncio.Transport", self.transport)
        for word in last:
            transport.write(word)
        transport.close()

    def break_off(self) -> None:
        """Close without ceremony, and end what still works on an answer."""
        if self.is_open:  # a TLS transport that is closed already has nothing left to abort
            cast("asyncio.Transport", self.transport).abort()
        if self._handler_coroutine:
            self._handler_coroutine.cancel()

    @property
    def is_open(self) -> bool:
        """Whether neither side has closed it."""
        return self.transport is not None and not self.transport.is_closing()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """DATA, refused if so told."""
        told = await self._office.answer("DATA", self)
        if told:
            await self.push(told)
        else:
            await super().smtp_DATA(arg)


class Office:
    """A mail server. ``answers`` says what it answers at which stage; without, it takes everything."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers
        self.lines: list[Line] = []
        self.taken: list[Envelope] = []
        self.busy: dict[str, int] = {}
        """How many mails to each domain are being taken now."""
        self.busiest: dict[str, int] = {}
        self.gates: dict[str, asyncio.Event] = {}
        """Domains whose mails are held until the event."""
        self.refused: dict[str, str] = {}
        """What RCPT is answered for some addresses."""

    async def answer(self, stage: str, line: "Line") -> str | None:
        """What it is told to answer."""
        told = self.answers.get(stage)
        return await told(line) if callable(told) else told

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Line, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The sender."""
        told = await self.answer("MAIL", server)
        if told is None:
            envelope.mail_from = address
        return told or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Line, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The recipient."""
        told = self.refused.get(address) or await self.answer("RCPT", server)
        if told is None:
            envelope.rcpt_tos.append(address)
        return told.format(address) if told else "250 OK"

    async def handle_DATA(self, server: Line, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The whole mail."""
        domain = envelope.rcpt_tos[0].rpartition("@")[2]
        self.busy[domain] = self.busy.get(domain, 0) + 1
        self.busiest[domain] = max(self.busiest.get(domain, 0), self.busy[domain])
        try:
            if domain in self.gates:
                await self.gates[domain].wait()
            told = await self.answer("END", server)
        finally:
            self.busy[domain] -= 1
        if told is None:
            self.taken.append(envelope)
        return told or f"250 2.0.0 Ok: queued as {len(self.taken):08X}"


async def hang(_line: Line) -> str:
    """An answer that never comes."""
    await asyncio.Event().wait()
    return ""


async def drop(line: Line) -> str:
    """The connection breaks instead of an answer."""
    line.break_off()
    return await hang(line)


def authenticator(*known: bytes) -> Callable[..., AuthResult]:
    """Lets in the user ``known[0]`` with the password ``known[1]``."""

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == known, handled=False)

    return check


@contextlib.asynccontextmanager
async def serving(office: Office, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[int]:
    """Serve, over TLS from the start if a context is given; the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(office, **options), LOOPBACK, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for line in office.lines:
            line.break_off()
        await server.wait_closed()


def mail_to(port: int, security: Security = "none", **server: Any) -> Mail:
    """Settings for a server on this machine."""
    numbers = {name: server.pop(name) for name in ("connections", "per_domain", "name") if name in server}
    return Mail(
        MailServer(LOOPBACK, port, security, **server),
        Sender("One Voice", "no-reply@onevoice.example"),
        "lists.example",
        **numbers,
    )
