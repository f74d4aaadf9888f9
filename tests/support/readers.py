"""Subscribers as people are: they ask over HTTP, read their mails at a real mail server, and follow links."""

import html
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import httpx

from services.notifications.subscriptions.addresses import CONFIRM, MANAGE
from shared.contracts.catalogue import decode
from shared.contracts.envelope import Event
from shared.contracts.notifications.subscriptions import Interest
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.runtime.secrets import read_secret
from shared.settings import Settings
from shared.web.links import Links
from tests.support.eventually import eventually
from tests.support.mailserver import Office

ASK = "/notifications/api/subscriptions"


@dataclass(frozen=True)
class Mailed:
    """One mail, as its reader's program takes it apart."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["Subject"])

    def body(self, kind: str = "plain") -> str:
        """Its text, or its HTML."""
        part = self.message.get_body((kind,))
        assert part, f"it has no text/{kind}"
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def links(self) -> list[str]:
        """Every address in it: in its text, its HTML and its headers."""
        text = re.findall(r"^https?://\S+$", self.body(), re.MULTILINE)
        page = [html.unescape(found) for found in re.findall(r'href=\s*"([^"]+)"', self.body("html"))]
        head = [
            found
            for name in ("List-Unsubscribe", "List-Help")
            for found in re.findall(r"<(https?://[^>]+)>", str(self.message[name] or ""))
        ]
        return [*text, *page, *head]

    def link(self, word: str) -> str:
        """The one address in it with this word in its path, wherever it stands."""
        [found] = {link for link in self.links if f"/{word}/" in link}
        return found


class Reader:
    """Somebody with a mailbox and a browser that keeps no cookies and is not signed in."""

    def __init__(self, installation: "Installation", address: str) -> None:
        self._in = installation
        self.address = address
        self.browser = installation.browser

    async def asks(self, *follow: str, language: str = "en") -> httpx.Response:
        """The answer to: tell me of these, by name."""
        interests = [Interest.named(name).model_dump(exclude_none=True) for name in follow]
        body = {"address": self.address, "interests": interests, "language": language}
        return await self.browser.post(ASK, json=body)

    async def is_asked(self, *follow: str, language: str = "en") -> str:
        """Ask, and wait for the mail: the link that confirms."""
        before = len(self.mails)
        assert (await self.asks(*follow, language=language)).is_success
        return (await self.mailed(before + 1))[before].link("confirm")

    async def subscribes(self, *follow: str, language: str = "en") -> str:
        """Ask and confirm; the address of the preferences."""
        link = await self.is_asked(*follow, language=language)
        done = await self.browser.post(link)
        assert done.status_code == httpx.codes.SEE_OTHER, done.text
        return str(httpx.URL(link).join(done.headers["Location"]).copy_with(query=None))

    @property
    def mails(self) -> list[Mailed]:
        """What it was sent so far, the oldest first."""
        taken = (one for one in self._in.office.taken if one.rcpt_tos == [self.address])
        return [Mailed(message_from_bytes(one.original_content or b"", policy=default)) for one in taken]

    async def mailed(self, count: int) -> list[Mailed]:
        """Its mails, once there are so many."""

        async def look() -> list[Mailed] | None:
            return self.mails if len(self.mails) >= count else None

        found = await eventually(look)
        assert found
        return found

    def contact(self, link: str) -> str:
        """The contact that a link is for."""
        purpose = CONFIRM if "/confirm/" in link else MANAGE
        return self._in.links.open(purpose, link.rpartition("/")[2])[0]

    async def history(self, link: str) -> list[Event]:
        """Every event of the subscription that a link is for, from the store."""
        appends = await self._in.store.load(f"subscription-{self.contact(link)}")
        return [decode(one.type, one.data, "subscription") for append in appends for one in append.events]

    async def version(self, link: str) -> int:
        """How many they are."""
        return len(await self.history(link))


class Installation:
    """A process that serves and sends, as its readers meet it, and what only its operator sees."""

    def __init__(
        self, settings: Settings, server: Server, office: Office, browser: httpx.AsyncClient
    ) -> None:
        self.settings = settings
        self.office = office
        self.browser = browser
        self.store = MongoEventStore(server.database(settings.database("notifications")))
        self.links = Links(read_secret(settings, "notifications"))

    def reader(self, address: str | None = None) -> Reader:
        """Somebody; somebody new where no address is given."""
        return Reader(self, address or f"{uuid.uuid4().hex}@mission.example")


def form(page: str) -> list[tuple[str, str]]:
    """The fields of a page's one form, as a browser would send them unchanged."""
    [inside] = re.findall(r"<form.*?</form>", page, re.DOTALL)
    return [*_ticked(inside), *_selected(inside)]


def _ticked(inside: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r'<input type="\w+" name="(\w+)" value="([^"]*)"[^>]* checked', inside):
        yield found[1], found[2]


def _selected(inside: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r'<select[^>]* name="(\w+)"[^>]*>\s*<option value="([^"]*)"', inside):
        yield found[1], found[2]
