"""The local profile's mail server: what it takes is kept, shown, and harmless."""

import asyncio
import datetime as dt
import re
import smtplib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from deploy.local.mailbox import Mailbox, MailboxRefused, last_url
from services.notifications.mail.compiled import CompiledTemplate, Heading
from services.notifications.mail.letter import Letter, Recipient
from services.notifications.mail.result import Outcome
from services.notifications.mail.smtp import Post
from shared.settings import Profile, Settings
from shared.web.edge.middleware import Edge

FROM, TO = "no-reply@onevoice.invalid", "maria@example.org"
CONFIRM = "https://one.example/confirm?token=a=b"
PLAIN = (
    f"From: {FROM}\r\nTo: {TO}\r\nSubject: =?utf-8?q?Un_r=C3=A9sum=C3=A9?=\r\nMessage-ID: <1@one.example>\r\n\r\n"
    f"Read (https://one.example/a).\r\n{CONFIRM}\r\n"
).encode()
HOSTILE = (
    f"From: {FROM}\r\nTo: {TO}\r\nSubject: <script>alert(1)</script>\r\nContent-Type: text/html\r\n\r\n"
    "<script>alert(1)</script><img src=https://elsewhere.example/a.png onerror=alert(1)>\r\n"
).encode()


class House:
    """A mailbox that runs, and a browser for its pages."""

    def __init__(self, var: Path) -> None:
        self.settings = Settings(var=var)
        self.mailbox = Mailbox(self.settings)
        self.browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(Edge(Starlette(routes=self.mailbox.routes))), base_url="http://here"
        )

    async def send(self, mail: bytes, *to: str) -> None:
        """As any program would."""
        url = httpx.URL(last_url(self.settings) or "")

        def hand_over() -> None:
            with smtplib.SMTP(url.host, url.port or 0, timeout=20) as client:
                client.sendmail(FROM, to or (TO,), mail)

        await asyncio.to_thread(hand_over)

    async def messages(self, **query: str) -> list[dict[str, object]]:
        """What a program is told."""
        answer = await self.browser.get("/mailbox/api/messages", params=query)
        found: list[dict[str, object]] = answer.raise_for_status().json()["messages"]
        return found

    async def page(self, path: str) -> str:
        """What a person sees."""
        return (await self.browser.get(path)).raise_for_status().text


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """On a folder of its own."""
    made = House(tmp_path)
    await made.mailbox.start()
    yield made
    await made.mailbox.stop()
    await made.browser.aclose()


async def _is_shown(house: House) -> None:
    [seen] = await house.messages()
    assert dt.datetime.fromisoformat(str(seen.pop("received_at"))).tzinfo
    name = seen.pop("id")
    headers = dict(seen.pop("headers"))  # type: ignore[call-overload]  # JSON
    assert headers["Return-Path"] == f"<{FROM}>"
    assert seen == {
        "from": FROM,
        "to": [TO],
        "subject": "Un résumé",
        "message_id": "1@one.example",
        "text": f"Read (https://one.example/a).\n{CONFIRM}\n",
        "html": "",
        "links": ["https://one.example/a", CONFIRM],
    }
    assert f'<a href="/mailbox/{name}">Un résumé</a>' in await house.page("/mailbox")
    assert CONFIRM in await house.page(f"/mailbox/{name}")
    source = await house.browser.get(f"/mailbox/{name}.eml")
    assert source.content.endswith(PLAIN)
    assert source.headers["content-type"] == "message/rfc822"


async def test_a_mail_is_shown_to_people_and_programs_also_after_a_restart(
    house: House, tmp_path: Path
) -> None:
    """By the API, on the pages and as a file, byte for byte; at the same address as before."""
    await house.send(PLAIN)
    await _is_shown(house)
    before = last_url(house.settings)
    await house.mailbox.stop()

    again = House(tmp_path)
    assert await again.mailbox.start() == before
    await _is_shown(again)
    await again.mailbox.stop()
    await again.browser.aclose()


async def test_a_program_finds_the_mails_to_one_address_after_another_mail(house: House) -> None:
    """The oldest first; the address in any case."""
    for to in (TO, "jean@example.org", TO, TO):
        await house.send(PLAIN, to)
    every = await house.messages()
    assert [mail["to"] for mail in every] == [[TO], ["jean@example.org"], [TO], [TO]]
    ids = [str(mail["id"]) for mail in every]
    assert [mail["id"] for mail in await house.messages(to=TO.upper(), after=ids[0])] == ids[2:]
    assert [mail["id"] for mail in await house.messages(after=ids[0], limit="1")] == ids[1:2]
    assert await house.messages(after=ids[3]) == []
    shown = await house.page("/mailbox")
    assert [shown.index(name) for name in reversed(ids)] == sorted(shown.index(name) for name in ids)


async def test_nothing_in_a_mail_can_run_or_be_fetched(house: House) -> None:
    """Its HTML is shown in a frame, and answered, without scripts, origin or network; the page escapes it."""
    await house.send(HOSTILE)
    [mail] = await house.messages()
    page = await house.page(f"/mailbox/{mail['id']}")
    assert "<script" not in page + await house.page("/mailbox")
    [frame] = re.findall(r"<iframe [^>]*>", page)
    [sandbox] = re.findall(r'sandbox="([^"]*)"', frame)
    assert set(sandbox.split()) == {"allow-popups", "allow-popups-to-escape-sandbox"}
    alone = await house.browser.get(f"/mailbox/{mail['id']}/html")
    assert "<script>" in alone.text  # as it was sent: the policy is what holds
    policy = dict(
        part.strip().partition(" ")[::2] for part in alone.headers["content-security-policy"].split(";")
    )
    assert set(policy["sandbox"].split()) == {"allow-popups", "allow-popups-to-escape-sandbox"}
    assert policy["default-src"] == "'none'"
    assert not {"script-src", "connect-src", "script-src-elem"} & policy.keys()
    assert alone.headers["x-frame-options"] == "SAMEORIGIN"
    assert "no-store" in alone.headers["cache-control"]


async def test_rubbish_in_the_folder_breaks_nothing(house: House, tmp_path: Path) -> None:
    """Files of others, half-written ones, and mails that no parser understands."""
    folder = tmp_path / "mail"
    (folder / "notes.txt").write_text("mine")
    (folder / "20200304T101500000000Z-00000000.part").write_bytes(b"half a ma")
    (folder / "99999999T999999999999Z-00000000.eml").write_bytes(PLAIN)
    (folder / "20200304T101500000000Z-00000001.eml").mkdir()
    (folder / "20200304T101500000000Z-00000002.eml").write_bytes(bytes(range(256)) * 40)
    (folder / "20200304T101500000000Z-00000003.eml").write_bytes(
        b"To: <@,;[\r\nSubject: =?x?b?!!?=\r\nMessage-ID: <\r\nContent-Type: text/plain; charset=nowhere\r\n\r\nx"
    )
    (folder / "20200304T101500000000Z-00000004.eml").write_bytes(b"")
    await house.send(PLAIN)
    seen = await house.messages()
    assert [str(mail["id"])[-1] for mail in seen[:3]] == ["2", "3", "4"]
    assert seen[3]["subject"] == "Un résumé"
    await house.page("/mailbox")
    for mail in seen:
        await house.page(f"/mailbox/{mail['id']}")


@pytest.mark.parametrize("name", ["../port", "%2e%2e%2fport", "x", "20200304T101500000000Z-00000000"])
async def test_only_a_mail_is_handed_out(name: str, house: House) -> None:
    """Nothing else of the disk."""
    for path in (f"/mailbox/{name}", f"/mailbox/{name}.eml", f"/mailbox/{name}/html"):
        assert (await house.browser.get(path)).status_code == httpx.codes.NOT_FOUND


async def test_a_mail_that_cannot_be_kept_is_not_taken(house: House, tmp_path: Path) -> None:
    """The sender is told to come again."""
    elsewhere = (tmp_path / "mail").rename(tmp_path / "elsewhere")
    (tmp_path / "mail").write_text("in the way")

    def hand_over() -> int:
        with smtplib.SMTP("127.0.0.1", int((elsewhere / "port").read_text()), timeout=20) as client:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                client.sendmail(FROM, [TO], PLAIN)
            return refused.value.smtp_code

    assert await asyncio.to_thread(hand_over) == 452
    assert await house.messages() == []


async def test_a_letter_of_ours_arrives_with_its_links(house: House) -> None:
    """From the letter to what its reader opens, over SMTP."""
    settings = house.settings.model_copy(update={"smtp": last_url(house.settings)})
    assert settings.mail
    letter = Letter(
        language="fr", subject="Le résumé est publié", lines=("Bonjour.",), action="Lire", why="Vous l'avez demandé.",
        topic="briefings", correlation_id="0123456789abcdef",
    )  # fmt: skip
    links = [f"https://one.example/{path}?token=x=y&z" for path in ("a", "p", "u")]
    sheet = CompiledTemplate(
        letter, Heading(settings.mail.sender, settings.mail.list_host), dt.datetime.now(dt.UTC)
    )
    post = Post(settings.mail)
    for n in range(3):
        recipient = Recipient(
            to=TO, message_id=f"{n}@one.example", action_url=links[0], preferences_url=links[1],
            unsubscribe_url=links[2],
        )  # fmt: skip
        assert (await post.send(recipient.to, sheet.fill(recipient))).outcome is Outcome.SENT
    await post.close()
    seen = await house.messages(to=TO)
    assert [mail["message_id"] for mail in seen] == ["0@one.example", "1@one.example", "2@one.example"]
    assert seen[0]["links"] == links
    assert seen[0]["subject"] == "Le résumé est publié"
    html = await house.page(f"/mailbox/{seen[0]['id']}/html")
    assert '<head><base target="_blank">' in html


@pytest.mark.parametrize("profile", [Profile.CONTAINERS, Profile.CLUSTER])
def test_it_refuses_to_run_in_service(profile: Profile, tmp_path: Path) -> None:
    """A mail that nobody gets is for one's own machine."""
    with pytest.raises(MailboxRefused, match="ONEVOICE_SMTP"):
        Mailbox(Settings(var=tmp_path, profile=profile))
