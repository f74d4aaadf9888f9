"""Handing mails to the mail server, over kept connections; the only module that knows aiosmtplib."""

import asyncio
import contextlib
import socket
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.response import SMTPResponse

from services.notifications.mail.address import domain_of
from services.notifications.mail.pool import Pool
from services.notifications.mail.result import (
    Outcome,
    Result,
    of_connection,
    of_content,
    of_recipient,
    of_sender,
    redacted,
)
from shared import metrics
from shared.mail import Mail

_log = structlog.get_logger(__name__)
_TELL: Final = 60.0
_GOING: Final = 421  # the server is closing the connection; it may say so of its own accord
_GO_AHEAD: Final = 354
_TAKEN: Final = frozenset({250, 251, 252})
_BROKEN: Final = (SMTPException, OSError, UnicodeError)  # time-outs and failed handshakes are among them


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for each step.

    RFC 5321 asks for ten minutes after a mail's end: a server that is given up on while it works delivers
    the mail, and then gets it again.
    """

    connect: float = 15.0
    command: float = 60.0
    end: float = 600.0
    idle: float = 30.0
    """How long a connection is kept that nobody uses; servers hang up after five minutes or less."""


class Post:
    """Sends mails, several at once: so many in all, and so many to each receiving domain.

    A mail to a domain that has no room waits without holding a connection, so a slow domain keeps no other
    waiting. For use from one event loop.
    """

    def __init__(self, mail: Mail, timeouts: Timeouts | None = None) -> None:
        self._mail = mail
        self._timeouts = timeouts or Timeouts()
        self._tls = mail.server.tls()
        self._name = mail.name
        self._lines = asyncio.Semaphore(mail.connections)
        self._pool = Pool(self._leave, self._timeouts.idle)
        self._under_way: Counter[str] = Counter()
        self._moved: dict[str, float] = {}
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._tasks: set[asyncio.Task[Result]] = set()
        self._told = -_TELL

    def room(self, domain: str) -> bool:
        """Whether a mail to this domain would not wait for another one to it."""
        return self._under_way[domain] < self._mail.per_domain

    def is_stuck(self, domain: str, seconds: float) -> bool:
        """Whether a mail to this domain would wait, and none to it has come to an end for so long."""
        return not self.room(domain) and time.monotonic() - self._moved[domain] > seconds

    def send(self, to: str, data: bytes) -> asyncio.Task[Result]:
        """Send ``data`` to one ``Address``; counted in ``room`` from this call on.

        ``data`` is a whole mail in ASCII with its lines ended by CRLF; ValueError for any other. The result
        is a ``Result`` whatever the server or the network does. Cancelled, it closes its connection.
        """
        if not data.isascii() or not data.endswith(b"\r\n") or b"\0" in data:
            raise ValueError("a mail is ASCII without NUL and ends with CRLF")
        if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
            raise ValueError("a mail's lines end with CRLF: a bare CR or LF could end it early")
        domain = domain_of(to)
        if not self._under_way[domain]:
            self._moved[domain] = time.monotonic()
        self._under_way[domain] += 1
        slot = self._slots.setdefault(domain, asyncio.Semaphore(self._mail.per_domain))
        task = asyncio.get_running_loop().create_task(self._send(slot, to, data))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(done, domain))
        return task

    async def close(self) -> None:
        """Cancel what is under way and say goodbye to the server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pool.close()

    def _done(self, task: asyncio.Task[Result], domain: str) -> None:
        self._tasks.discard(task)
        self._under_way[domain] -= 1
        self._moved[domain] = time.monotonic()
        if not self._under_way[domain]:
            del self._under_way[domain], self._slots[domain], self._moved[domain]

    async def _send(self, slot: asyncio.Semaphore, to: str, data: bytes) -> Result:
        async with slot, self._lines:
            kept = self._pool.take()
            result = await self._over(kept, to, data, kept=True) if kept else None
            result = result or await self._anew(to, data)
        if result.ours:
            self._refused(result)
        return result

    async def _anew(self, to: str, data: bytes) -> Result:
        try:
            fresh = await self._connect()
        except _BROKEN as error:
            return _broken(Outcome.LATER, error, to)
        return await self._over(fresh, to, data) or Result(Outcome.LATER, None, "nothing was said")

    def _refused(self, result: Result) -> None:
        """Counted each time; told once a minute, for every mail meets the same."""
        metrics.MAIL_REFUSED.inc()
        if time.monotonic() - self._told > _TELL:
            self._told = time.monotonic()
            _log.error("the mail server refuses us", code=result.code, said=result.text, name=self._name)

    async def _connect(self) -> SMTP:
        server = self._mail.server
        self._name = self._name or await asyncio.to_thread(socket.getfqdn)
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password if server.user else None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self._tls,
            local_hostname=self._name,
            timeout=self._timeouts.command,
        )
        try:
            await client.connect(timeout=self._timeouts.connect)
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except BaseException:
            client.close()
            raise
        return client

    async def _over(self, client: SMTP, to: str, data: bytes, *, kept: bool = False) -> Result | None:
        """Send over this connection, and keep it if it can be kept.

        None when a kept one turns out to be closed: a server that hangs up on an idle client says so in the
        place of its first answer, or nothing at all. Nothing was handed over then.
        """
        transfer = _Transfer(client, self._mail.sender.address, to)
        result: Result | None
        try:
            result = await transfer.run(data, self._timeouts.end)
            if result.code == _GOING:
                client.close()
            elif result.outcome is not Outcome.SENT:
                await _forget(client)
        except _BROKEN as error:
            client.close()
            result = _broken(Outcome.UNKNOWN if transfer.handed_over else Outcome.LATER, error, to)
        except BaseException:
            client.close()
            raise
        self._pool.give(client)
        return None if kept and not transfer.begun else result

    async def _leave(self, client: SMTP) -> None:
        with contextlib.suppress(*_BROKEN):
            await client.quit()


class _Transfer:
    """One mail's way over one connection."""

    def __init__(self, client: SMTP, sender: str, to: str) -> None:
        self._client = client
        self._sender = sender
        self._to = to
        self.begun = False
        """Whether the server has answered at all."""
        self.handed_over = False
        """Whether the mail's end was given to the network."""

    async def run(self, data: bytes, timeouts: float) -> Result:
        """The result, from the server's answers. Raises what is in ``_BROKEN``."""
        answer = await self._say("MAIL", f"FROM:<{self._sender}>")
        self.begun = answer.code != _GOING
        if answer.code not in _TAKEN:
            return of_sender(*answer, self._to)
        answer = await self._say("RCPT", f"TO:<{self._to}>")
        if answer.code not in _TAKEN:
            return of_recipient(*answer, self._to)
        answer = await self._say("DATA")
        if answer.code != _GO_AHEAD:
            return of_content(*answer, self._to, handed_over=False)
        return of_content(*await self._hand_over(data, timeouts), self._to, handed_over=True)

    async def _say(self, *words: str) -> SMTPResponse:
        return await self._client.execute_command(*(word.encode("ascii") for word in words))

    async def _hand_over(self, data: bytes, timeouts: float) -> SMTPResponse:
        # aiosmtplib's own data() does not tell whether it broke before the mail was handed over or after.
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("the server hung up before the mail")
        stuffed = data.replace(b"\r\n.", b"\r\n..")
        protocol.write((b"." if data.startswith(b".") else b"") + stuffed + b".\r\n")
        self.handed_over = True
        return await protocol.read_response(timeout=timeouts)


async def _forget(client: SMTP) -> None:
    """Let the server forget a mail it has refused, so that the next one begins anew."""
    try:
        if client.is_connected:
            await client.execute_command(b"RSET")
    except _BROKEN:
        client.close()


def _broken(outcome: Outcome, error: Exception, to: str) -> Result:
    code = error.code if isinstance(error, SMTPResponseException) and error.code > 0 else None
    said = str(error) or type(error).__name__
    return (
        of_connection(code, said, to)
        if code and outcome is Outcome.LATER
        else Result(outcome, code, redacted(said, to))
    )
