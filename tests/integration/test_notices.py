"""Notices on the real engines: from an event to a feed, once, and nothing of what happened before or in silence."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from html import unescape
from xml.etree.ElementTree import fromstring

import httpx
import pytest_asyncio

from services.notifications.notices.policy import NOTIFY
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Context
from shared.contracts.registry import champions as c
from shared.contracts.registry.evidence import EvidenceDocument
from shared.eventstore.handle import Origin
from shared.kafka.records import Incoming
from shared.reactions.reactor import reacting
from shared.values import PartialDate
from shared.views.fold import Part
from tests.integration.test_http import ACCEPT, api, champion, running
from tests.support.eventually import eventually
from tests.support.streams import recorded

__all__ = ["api", "running"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest_asyncio.fixture
async def feeds(api: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """The same address for somebody who is not signed in."""
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, timeout=30) as client:
        yield client


async def titles(feeds: httpx.AsyncClient, name: str, **params: str) -> list[str]:
    """The titles of a feed's page, newest first."""
    found = await feeds.get(f"/notifications/feeds/{name}.atom", params=params)
    assert found.status_code == httpx.codes.OK, found.text
    assert found.headers["Content-Type"].startswith("application/atom+xml")
    return [title.text or "" for title in fromstring(found.text).findall(f"{ATOM}entry/{ATOM}title")]  # noqa: S314


async def archive(feeds: httpx.AsyncClient, sort: str) -> list[str]:
    """The notices of champion countries in Africa, over all pages of the archive."""
    notices: list[str] = []
    url: str | None = f"/notifications/notices?topic=champions&place=africa&sort={sort}"
    while url:
        page = (await feeds.get(url)).text
        notices += re.findall(r'<h2 class="big"><a href="/notifications/notices/(\w+)"', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        url = unescape(further[1]) if further else None
    return notices


async def test_an_event_stands_in_the_feeds_it_concerns(
    api: httpx.AsyncClient, feeds: httpx.AsyncClient
) -> None:
    """Its country's and its region's, in both languages, and in no other."""
    assert (await api.post(champion("KEN"), json=ACCEPT)).status_code == httpx.codes.CREATED

    async def told() -> bool:
        return bool(await titles(feeds, "champions/KEN"))

    await eventually(told)
    assert await titles(feeds, "champions/KEN", language="fr") == [
        "Kenya\u00a0: pays champion depuis mars 2020"
    ]
    assert "Kenya is a champion country since March 2020" in await titles(feeds, "champions/africa")
    assert "Kenya is a champion country since March 2020" in await titles(feeds, "all")
    assert await titles(feeds, "champions/arab") == []
    assert "Kenya is a champion country since March 2020" not in await titles(feeds, "briefings")


async def test_a_feed_is_sent_once_to_who_has_it(feeds: httpx.AsyncClient) -> None:
    """The same ETag is answered with 304 and nothing else."""
    first = await feeds.get("/notifications/feeds/networks.atom")
    again = await feeds.get(
        "/notifications/feeds/networks.atom", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    wrong = await feeds.get("/notifications/feeds/gossip.atom")
    assert wrong.status_code == httpx.codes.UNPROCESSABLE_ENTITY


async def test_a_feed_goes_on_over_pages(api: httpx.AsyncClient, feeds: httpx.AsyncClient) -> None:
    """Every notice once, newest first, however many there are; the archive the other way round too."""

    async def every() -> list[str]:
        entries: list[str] = []
        url: str | None = "/notifications/feeds/champions/africa.atom"
        while url:
            root = fromstring((await feeds.get(url)).text)  # noqa: S314 - our own bytes
            entries += [e.findtext(f"{ATOM}id", "") for e in root.findall(f"{ATOM}entry")]
            links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
            url = links.get("next")
        return entries

    countries = ("AGO", "BEN", "BWA", "CMR", "GAB")
    before = len(await every())
    for country in countries:
        for year in range(2020, 2024):
            day = f"{year}-03"
            body = {**ACCEPT, "since": day, "evidence": {"kind": "document", "title": day}}
            assert (await api.post(champion(country, "invite"), json={"on": day})).is_success
            assert (await api.post(champion(country), json=body)).is_success
            assert (
                await api.post(champion(country, "withdraw"), json={"on": day, "reason": None})
            ).is_success
    expected = before + len(countries) * 4 * 3

    async def complete() -> bool:
        return len(await every()) >= expected

    await eventually(complete, 60)
    found = await every()
    assert len(found) == len(set(found))
    newest, oldest = await archive(feeds, "-at"), await archive(feeds, "at")
    assert (len(newest), newest) == (len(found), oldest[::-1])


async def test_history_recorded_in_silence_is_told_nobody(
    api: httpx.AsyncClient, feeds: httpx.AsyncClient
) -> None:
    """The mark travels from the request through every record that follows from it."""
    quiet = await api.post(champion("SEN"), json=ACCEPT, headers={"Without-Notices": "true"})
    assert quiet.status_code == httpx.codes.CREATED
    loud = await api.post(champion("SEN", "withdraw"), json={"on": "2021", "reason": None})
    assert loud.is_success

    async def told() -> bool:
        return bool(await titles(feeds, "champions/SEN"))

    await eventually(told)
    assert await titles(feeds, "champions/SEN") == ["Senegal is no longer a champion country (2021)"]


async def test_a_reaction_that_starts_at_the_end_remembers_and_does_nothing() -> None:
    """What happened before its service first ran it is known, and told nobody."""
    letter = EvidenceDocument(title="Letter")
    records = recorded(
        "champion-PRT",
        [c.ChampionAccepted(country="PRT", evidence=letter, since=PartialDate("2020"), announced_on=None)],
    )
    acts: list[str] = []

    async def act(stream: str, _command: object, _origin: Origin) -> None:
        acts.append(stream)

    raw = [
        Incoming("t", 0, 0, r.stream, r.version, r.id, r.event.type, r.at, r.digest, r.data, Context("x"))
        for r in records
    ]
    late = reacting(NOTIFY, act, CATALOGUE.decode, records[0].at + dt.timedelta(seconds=1))
    folded = await late(Part(), raw)
    assert (folded.applied, folded.part.version, acts) == (1, 1, [])
    assert folded.part.state is not None
    early = reacting(NOTIFY, act, CATALOGUE.decode, records[0].at)
    await early(Part(), raw)
    assert acts == [f"notice-{records[0].id}"]
