"""The mail server itself: SMTP on the loopback address, in the loop of the process it serves."""

import asyncio
import contextlib
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.engines import EngineError, ports
from deploy.local.mailbox.folder import Folder
from deploy.local.mailbox.pages import routes
from shared.private import private
from shared.runtime.process import Routes
from shared.settings import Profile, Settings

_FOLDER: Final = "mail"


class MailboxRefused(Exception):
    """The mailbox was asked for outside the local profile."""


class Mailbox:
    """Takes mails from the loopback address and keeps them under ``var/mail``, for ever.

    A mail is on disk before the server says that it was taken. ``routes`` shows them, whether the server
    runs or not.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.profile is not Profile.LOCAL:
            raise MailboxRefused(
                f"the mailbox runs in the local profile only, not in {settings.profile}; "
                "set ONEVOICE_SMTP to your mail server"
            )
        self._folder = Folder(settings.var.resolve() / _FOLDER)
        self._sessions: set[_Session] = set()
        self._server: asyncio.Server | None = None

    @property
    def routes(self) -> Routes:
        """``/mailbox`` and what lies under it."""
        return routes(self._folder)

    async def start(self) -> str:
        """Listen, on the port of the last run if it is free; the address, for ONEVOICE_SMTP.

        Raises ``EngineError``.
        """
        loop = asyncio.get_running_loop()
        try:
            private(self._folder.path)
            port = ports.remembered(self._folder.path / "port")
            self._server = await loop.create_server(self._session, ports.LOOPBACK, port)
        except OSError as error:
            raise EngineError(
                f"the mailbox in {self._folder.path} cannot be opened ({error.strerror}); "
                "mend that, or set ONEVOICE_SMTP to a mail server"
            ) from error
        return _url(port)

    async def stop(self) -> None:
        """Stop listening and end what is under way: what has no answer yet was not taken."""
        if self._server:
            self._server.close()
            for session in list(self._sessions):
                session.break_off()
            await self._server.wait_closed()
            self._server = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail; aiosmtpd calls this by its name and answers what it returns."""
        content = envelope.original_content or b""
        try:
            name = await asyncio.to_thread(
                self._folder.keep, envelope.mail_from or "", envelope.rcpt_tos, content
            )
        except OSError as error:
            return f"452 4.3.1 not kept: {error.strerror}"
        return f"250 2.0.0 Ok: queued as {name}"

    def _session(self) -> SMTP:
        return _Session(self, self._sessions)


class _Session(SMTP):
    """One connection, known to the mailbox while it lasts."""

    def __init__(self, mailbox: Mailbox, sessions: "set[_Session]") -> None:
        loop = asyncio.get_running_loop()
        super().__init__(mailbox, hostname="localhost", ident="One Voice", loop=loop)
        self._sessions = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._sessions.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._sessions.discard(self)
        super().connection_lost(error)

    def break_off(self) -> None:
        """End it at once."""
        transport: Any = self.transport
        if transport:
            transport.abort()


def last_url(settings: Settings) -> str | None:
    """Where another process last had its mailbox; None if never."""
    with contextlib.suppress(OSError, ValueError):
        return _url(int((settings.var / _FOLDER / "port").read_text()))
    return None


def _url(port: int) -> str:
    return f"smtp://{ports.LOOPBACK}:{port}"
