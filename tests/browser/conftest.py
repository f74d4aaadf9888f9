"""A whole house with its record loaded, and a real browser to look at it with."""

import asyncio
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from onevoice.api import Api
from onevoice.record.loading import Loader
from onevoice.record.read import read, read_bytes
from shared.auth import Role
from tests.browser.calls import House as Desk
from tests.browser.calls import prepared
from tests.browser.citings import cited
from tests.browser.issues import at_every_stage
from tests.browser.registrations import registered
from tests.browser.registry import fill
from tests.browser.reports import reported
from tests.docs.markdown import ROOT
from tests.support import engines
from tests.support.attached import jpeg, pdf
from tests.support.eventually import wait_until
from tests.support.processes import OneVoice, environment
from tests.support.stated import EVERYTHING

MISSING = (
    "Chromium, in which pages are tested, is not here: apt-get install chromium, or set CHROMIUM to its path"
)
Visit = Callable[..., BrowserContext]
Look = Callable[..., Page]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneVoice]:
    """``onevoice run`` with the example loaded and every mail sent, on engines of its own.

    A house that goes on running would take other tests' topics for a fork of its own.
    """
    folder = tmp_path_factory.mktemp("browser")
    with engines.kafka(folder / "kafka") as kafka, engines.mongo(folder / "mongo") as mongo:
        running = OneVoice(["run"], environment(folder / "var", kafka.url, mongo.url), folder / "log")
        running.start()
        try:
            wait_until(lambda: b"serving at" in running.log.read_bytes(), 120)
            fill_in(running)
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def found(house: OneVoice) -> dict[str, str]:
    """The ends of links that the example's subscribers and readers have."""
    return links(house)


def links(house: OneVoice) -> dict[str, str]:
    """A notice's id, and what stands at the end of a mail's links."""
    with httpx.Client(base_url=house.url, trust_env=False) as client:
        [notice, *_] = client.get("/notifications/notices.json").json()
        mails = client.get("/mailbox/api/messages").json()["messages"]
    ends = {
        part: link.rpartition("/")[2]
        for mail in mails
        for link in mail["links"]
        for part in ("confirm", "preferences")
        if f"/{part}/" in link
    }
    state_everything(house)
    tokens = house.token(Role.SECRETARIAT), house.token(Role.MISSION)
    at_every_stage(house.url, house.token(Role.SECRETARIAT), house.token(Role.AGENCY))
    heard = prepared(house.url, *tokens) | registered(house.url, *tokens)
    reported(house.url, tokens[0], house.token(Role.AGENCY))
    heard |= cited(house.url, tokens[0], heard["input"])
    return {"notice": notice["notice"], "confirm": ends["confirm"], "manage": ends["preferences"], **heard}


def state_everything(house: OneVoice) -> None:
    """Briefings whose pages have all that there can be on one."""
    records = [read_bytes(EVERYTHING), read(ROOT / "examples" / "briefing-2020-10-19.yaml")]

    async def load() -> None:
        async with Api(house.url, house.token(Role.SECRETARIAT), silent=True) as api:
            for record in records:
                await Loader(api).load(record)

    with ThreadPoolExecutor(1) as apart:  # Playwright keeps this thread's event loop
        apart.submit(asyncio.run, load()).result()
    desk = Desk(house.url, house.token(Role.SECRETARIAT))
    for document, file in (("d", pdf()), ("d", jpeg()), ("e", pdf())):
        desk.bring(f"/briefings/everything/documents/{document}/file", file)
    gone = {"number": 1, "reason": "the wrong letter"}
    version = desk.post("/briefings/everything/documents/e/withdraw-file", gone)["version"]
    desk.wait_for(f"/briefings/everything?after=briefing-everything@{version}")


def fill_in(house: OneVoice) -> None:
    """What the example has none of, at the desk and by the API."""
    plan_a_network(house.url)
    fill(house.url, house.token(Role.SECRETARIAT))


def plan_a_network(url: str) -> None:
    """What the example has none of: a network, being set up on the secretariat's own word."""
    cookie = session(url, "secretariat")
    sent = {"step": "confirm", "key": "africa", "title": "Network for Africa", "source.text": "Its plan"}
    with httpx.Client(base_url=url, trust_env=False, cookies={cookie["name"]: cookie["value"]}) as client:
        for action in ("plan-network", "start-establishing"):
            answer = client.post(f"/desk/do/{action}", data={**sent, "command": uuid.uuid4().hex})
            assert answer.status_code == httpx.codes.SEE_OTHER, answer.text


def chromium_path() -> str | None:
    """Where the browser is; None where there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; gone with its module, because Playwright keeps the thread's event loop meanwhile."""
    path = chromium_path()
    if not path:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, house: OneVoice) -> Iterator[Visit]:
    """Opens a browser's context at the house: a persona, a language, and what Playwright takes."""
    opened: list[BrowserContext] = []

    def open_one(persona: str | None = None, language: str | None = None, **more: object) -> BrowserContext:
        context = chromium.new_context(base_url=house.url, **more)  # type: ignore[arg-type]  # Playwright's own names
        context.set_default_timeout(15_000)
        if persona:
            context.add_cookies([session(house.url, persona)])  # type: ignore[list-item]  # a dictionary of its shape
        if language:
            context.add_cookies([{"name": "language", "value": language, "url": house.url}])
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def look(chromium: Browser, house: OneVoice) -> Iterator[Look]:
    """The page of a persona, kept for all who only look: to open a browser's context costs more than to look."""
    kept: dict[str | None, Page] = {}

    def look_as(
        persona: str | None = None,
        language: str = "en",
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
    ) -> Page:
        if persona not in kept:
            context = chromium.new_context(base_url=house.url)
            context.set_default_timeout(15_000)
            context.add_cookies([session(house.url, persona)] if persona else [])  # type: ignore[list-item]  # as above
            kept[persona] = context.new_page()
            # what is counted is what a page asks for, not what another one has left in the cache
            context.new_cdp_session(kept[persona]).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page = kept[persona]
        page.unroute_all()
        page.context.add_cookies([{"name": "language", "value": language, "url": house.url}])
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 740})
        return page

    yield look_as
    for page in kept.values():
        page.context.close()


def session(url: str, persona: str) -> dict[str, str]:
    """The cookie that signing in as a persona sets."""
    with httpx.Client(base_url=url, trust_env=False) as client:
        client.post("/signin", data={"role": persona})
        return {"name": "onevoice_session", "value": client.cookies["onevoice_session"], "url": url}


def fresh(word: str) -> str:
    """A key or an address that no other walk has."""
    return f"{word}-{time.time_ns():x}"


def schedule(page: Page, key: str, title: str, day: str = "2027-03-04") -> None:
    """Fill in and confirm the form that schedules a briefing."""
    page.goto("/desk")
    page.get_by_role("link", name="Schedule a briefing").click()
    page.get_by_label("Key").fill(key)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Date").fill(day)
    page.get_by_label("Place").fill("Geneva")
    page.get_by_role("button", name="See who will be told what").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded")
