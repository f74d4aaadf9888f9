"""A subscription over HTTP, on a process that serves and sends: asked for, confirmed, changed, ended, erased."""

import asyncio
import contextlib
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from services.notifications.subscriptions.addresses import Addresses
from services.notifications.subscriptions.commands import RequestSubscription
from shared.clock import now
from shared.contracts.notifications.subscriptions import (
    Interest,
    SubscriptionConfirmed,
    SubscriptionEnded,
    SubscriptionRequested,
)
from shared.kafka.cluster import Cluster
from shared.mongo import Server as Mongo
from shared.settings import Settings
from tests.integration.test_http import api, installed, problem
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.hosted import Hand
from tests.support.mailserver import Office, serving
from tests.support.processes import OneVoice, environment
from tests.support.readers import ASK, Installation, Reader, form

__all__ = ["api", "installed"]
CHANGING = {"date", "x-correlation-id"}
"""Headers that differ from answer to answer, whoever asks."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office() -> AsyncIterator[tuple[Office, int]]:
    """The mail server that the process hands its mails to, and its port."""
    made = Office()
    async with serving(made) as port:
        yield made, port


@contextlib.asynccontextmanager
async def sending(
    folder: Path, cluster: Cluster, mongo: Server, mail: int, **settings: str
) -> AsyncIterator[OneVoice]:
    """All services in one process, on databases of their own, with the mail server at that port."""
    own = {"ONEVOICE_DATABASE_PREFIX": folder.name, "ONEVOICE_SMTP": f"smtp://127.0.0.1:{mail}"}
    env = environment(folder, cluster.servers, mongo.url, **own, **settings)
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        await asyncio.to_thread(process.wait_ready)
        yield process
        assert await asyncio.to_thread(process.stop) == 0
    finally:
        await asyncio.to_thread(process.kill)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(
    office: tuple[Office, int], cluster: Cluster, mongo: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[OneVoice]:
    """All services in one process, on databases of their own, with that mail server."""
    async with sending(tmp_path_factory.mktemp("readers"), cluster, mongo, office[1]) as process:
        yield process


@pytest_asyncio.fixture
async def place(
    running: OneVoice, installed: Settings, office: tuple[Office, int], server: Mongo
) -> AsyncIterator[Installation]:
    """The installation as readers meet it."""
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=30) as browser:
        yield Installation(installed, server, office[0], browser)


@pytest.fixture
def reader(place: Installation) -> Reader:
    """Somebody new."""
    return place.reader()


def page(found: httpx.Response, status: int = 200) -> str:
    """A page's HTML; fails for an answer that is none, or that may be kept on the way."""
    assert found.status_code == status, found.text
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"
    assert found.headers["Cache-Control"] == "private, no-store"
    assert "<h1>" in found.text
    return found.text


async def erased(api: httpx.AsyncClient, contact: str) -> None:
    """Have a contact erased, once it is one."""

    async def erase() -> bool:
        body = {"reason": "asked for"}
        return (await api.post(f"/notifications/api/contacts/{contact}/erase", json=body)).is_success

    await eventually(erase)


@pytest.mark.law(14)
async def test_the_answer_tells_nobody_whether_an_address_is_known(
    place: Installation, api: httpx.AsyncClient
) -> None:
    """Status, headers and body are the same for one that is known, unknown, subscribed and erased; so is its pace."""
    known, unknown, subscribed, gone = (place.reader() for _ in range(4))
    body = {"kind": "person", "address": known.address}
    assert (await api.post("/notifications/api/contacts", json=body)).is_success
    await subscribed.subscribes("briefings")
    await erased(api, gone.contact(await gone.subscribes("briefings")))
    answers = [await one.asks("briefings") for one in (known, unknown, subscribed, gone)]
    told = {
        (a.status_code, a.content, tuple(h for h in a.headers.items() if h[0] not in CHANGING))
        for a in answers
    }
    assert len(told) == 1
    assert answers[0].status_code == httpx.codes.ACCEPTED
    assert all(answer.elapsed > dt.timedelta(seconds=0.25) for answer in answers)


@pytest.mark.law(14)
async def test_the_form_tells_nobody_whether_an_address_is_known(place: Installation) -> None:
    """Its answer and its pace are the same for one that is known and one that is not; the mail is the request's."""
    subscribed, unknown = place.reader(), place.reader()
    await subscribed.subscribes("champions/KEN")
    answers = []
    for one in (subscribed, unknown):
        fields = {"topic": "champions", "place": "KEN", "language": "fr", "address": one.address}
        answers.append(await place.browser.post("/notifications/subscribe", data=fields))
    told = {(a.status_code, a.content, a.headers["Location"]) for a in answers}
    assert told == {(httpx.codes.SEE_OTHER, b"", "/notifications/subscribed")}
    assert all(answer.elapsed > dt.timedelta(seconds=0.25) for answer in answers)
    [mail] = await unknown.mailed(1)
    assert mail.subject == "Veuillez confirmer votre abonnement"


@pytest.mark.law(13)
async def test_a_form_that_is_not_right_is_shown_again_with_what_was_sent(
    place: Installation, running: OneVoice
) -> None:
    """Each error beside its field; the address is on the page of who typed it, and nowhere else."""
    fields = {"topic": "champions", "place": "KEN", "address": "maria.almeida"}
    found = await place.browser.post("/notifications/subscribe", data=fields)
    shown = page(found, 422)
    assert 'value="maria.almeida"' in shown
    assert 'aria-describedby="address-wrong"' in shown
    assert '<option value="KEN" selected>' in shown
    assert "almeida" not in running.log.read_text().casefold()


async def test_a_form_of_another_site_is_refused(place: Installation) -> None:
    """Nobody's page has our reader's browser ask for something."""
    headers = {"Origin": "https://elsewhere.example"}
    found = await place.browser.post("/notifications/subscribe", data={}, headers=headers)
    assert (found.status_code, problem(found)) == (403, "cross-site")


@pytest.mark.law(13)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "maria.almeida"}, "address"),
        ({"address": "Maria <maria.almeida@mission.example>"}, "address"),
        ({"address": ["maria.almeida@mission.example"]}, "address"),
        ({"interests": []}, "interests"),
        ({"interests": [{"topic": "weather"}]}, "interests.0.topic"),
        ({"interests": [{"topic": "champions", "region": "africa", "country": "KEN"}]}, "interests.0"),
        ({"language": "de"}, "language"),
        ({"name": "Maria Almeida"}, "name"),
    ],
)
async def test_bad_input_names_the_field_and_never_the_address(
    change: dict[str, object], field: str, place: Installation, running: OneVoice
) -> None:
    """422 with the field; what was given in it stands neither in the answer nor in the log."""
    given = {"address": "maria.almeida@mission.example", "interests": [{"topic": "briefings"}], **change}
    found = await place.browser.post(ASK, json=given)
    assert (found.status_code, problem(found)) == (422, "invalid")
    assert found.json()["errors"][0]["field"] == field
    assert "almeida" not in (found.text + running.log.read_text()).casefold()


async def test_a_mailbox_confirms_by_the_link_that_it_is_sent(reader: Reader) -> None:
    """The mail has one link that acts; its page says what will be told, its button confirms, once and again."""
    link = await reader.is_asked("briefings", "champions/KEN")
    [mail] = reader.mails
    assert [one for one in mail.links if "/notifications/" in one] == [link, link], "as text and as HTML"
    shown = page(await reader.browser.get(link))
    assert "<li>Briefings to Member States</li>" in shown
    assert "<li>Champion countries: Kenya</li>" in shown
    for _ in range(2):
        done = await reader.browser.post(link, follow_redirects=True)
        assert 'role="status">Your subscription is confirmed.' in page(done)
    assert [type(event) for event in await reader.history(link)] == [
        SubscriptionRequested, SubscriptionConfirmed
    ]  # fmt: skip
    assert "This link has been used" in page(await reader.browser.get(link))


async def test_who_only_opens_links_changes_nothing(reader: Reader) -> None:
    """A scanner that opens every link of every mail, twice and with HEAD too, leaves the stream as it was."""
    asked = await reader.is_asked("champions/UGA")

    async def scan(links: list[str]) -> None:
        before = await reader.version(asked)
        for link in links * 2:
            opened = await reader.browser.get(link)
            assert opened.status_code == httpx.codes.OK, link
            looked = await reader.browser.head(link)
            assert (looked.status_code, looked.content) == (httpx.codes.OK, b"")
        assert await reader.version(asked) == before

    await scan([link for mail in reader.mails for link in mail.links])
    preferences = str(httpx.URL(asked).join((await reader.browser.post(asked)).headers["Location"]))
    await scan([asked, preferences, preferences.replace("/preferences/", "/unsubscribe/")])


async def test_a_link_that_is_no_longer_good_is_a_page_with_a_way_out(
    reader: Reader, place: Installation
) -> None:
    """Expired, cut off on its way, or for something else: 404, what to do, where to go, and nothing changes."""
    asked = await reader.is_asked("champions/TZA")
    contact, old = reader.contact(asked), uuid.uuid4().hex
    hand = Hand(place.settings)
    await hand.send(
        f"subscription-{contact}",
        RequestSubscription(
            request=old,
            kind="person",
            interests=(Interest(topic="networks"),),
            language="en",
            at=now() - dt.timedelta(days=2, seconds=1),
        ),
    )
    hand.server.close()
    before = await reader.version(asked)
    expired = Addresses(place.links, place.settings.origin).confirm(contact, old)
    elsewhere = asked.replace("/confirm/", "/preferences/")
    for link in (expired, asked[:-7], elsewhere, elsewhere.replace("/preferences/", "/unsubscribe/")):
        for answer in (await reader.browser.get(link), await reader.browser.post(link)):
            shown = page(answer, 404)
            assert "A link that confirms is good for two days" in shown
            assert 'href="/notifications/mails"' in shown
    french = await reader.browser.get(asked[:-7], headers={"Accept-Language": "fr-CH, en;q=0.5"})
    assert '<html lang="fr"' in page(french, 404)
    assert await reader.version(asked) == before


async def test_the_same_subscription_again_sends_no_second_mail(place: Installation, reader: Reader) -> None:
    """Neither while its mail is on its way nor once it is confirmed; more than that asks anew."""
    link = await reader.is_asked("networks", "champions/MOZ")
    await reader.asks("champions/MOZ", "networks")
    await reader.browser.post(link)
    await reader.asks("networks")
    await reader.asks("networks", "champions/MOZ")
    assert [type(event) for event in await reader.history(link)] == [
        SubscriptionRequested, SubscriptionConfirmed
    ]  # fmt: skip
    await place.reader().is_asked("networks")
    assert len(reader.mails) == 1
    await reader.is_asked("networks", "briefings")


async def test_the_pages_button_ends_it(reader: Reader) -> None:
    """Its page says what will be; the button ends the subscription as unsubscribed, once, and says so."""
    preferences = await reader.subscribes("briefings")
    link = preferences.replace("/preferences/", "/unsubscribe/")
    assert form(page(await reader.browser.get(link))) == []
    for _ in range(2):
        done = await reader.browser.post(link, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert not done.history
        assert "You are unsubscribed." in page(done)
    [_, _, ended] = await reader.history(link)
    assert ended == SubscriptionEnded(reason="unsubscribed")
    assert "You are unsubscribed." in page(await reader.browser.get(link))
    assert "This subscription has ended" in page(await reader.browser.get(preferences))
    late = await reader.browser.post(preferences, data={"follow": "briefings", "language": "en"})
    assert "This subscription has ended" in page(late, 409)


async def test_what_has_ended_is_not_confirmed_by_its_old_link(reader: Reader) -> None:
    """The link that was used says that it was; no page says that it is confirmed while it is not."""
    link = await reader.is_asked("briefings")
    await reader.browser.post(link)
    preferences = str(httpx.URL(link).join((await reader.browser.post(link)).headers["Location"]))
    await reader.browser.post(preferences.replace("/preferences/", "/unsubscribe/"))
    again = page(await reader.browser.post(link, follow_redirects=True))
    assert "This subscription has ended" in again
    assert "is confirmed" not in again
