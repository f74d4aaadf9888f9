"""Signing in and out at a real OIDC provider, which runs here."""

import asyncio
import datetime as dt
import html
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from onevoice.hosting import House
from shared.issuer import IssuerKeys
from shared.mongo import Database, Server
from shared.oidc.client import Client
from shared.oidc.own_token import OwnToken
from shared.sessions import sessions as keeping
from shared.sessions.store import Store
from shared.settings import Settings
from shared.web.edge.middleware import Edge
from shared.web.pages.pagecache import PageCache
from tests.support.apps import front
from tests.support.provider import CLIENT, PUBLIC, Provider, through

HOUSE = "https://house.example"
COOKIE = "__Host-onevoice_session"
pytestmark = pytest.mark.law(14)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """One with people of ours, and one who is nobody here."""
    made = Provider(HOUSE)
    made.person("salma", "/secretariat")
    made.person("marta", "/missions/prt")
    made.person("noor")
    made.start()
    yield made
    made.stop()


class Browser(httpx.AsyncClient):
    """A browser before processes of the house, and the provider on its port."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self.house = House(settings, server)
        self.store = Store(server.database(settings.database("sessions")))
        pages = front(self.house.pages(), self.house.sessions, secure=True)
        app = Edge(PageCache(pages), secure=True)
        super().__init__(
            mounts={HOUSE: httpx.ASGITransport(app)},
            base_url=HOUSE,
            trust_env=False,
            headers={"Accept": "text/html"},
        )

    async def signs_in(self, name: str, onward: str = "/account") -> httpx.Response:
        """To the provider, and back."""
        back = await through(self, f"/signin?next={onward}", name)
        return await self.get(back.headers["Location"])

    @property
    def secret(self) -> str:
        """What the session's cookie holds."""
        return self.cookies[COOKIE]


class Making:
    """Makes browsers of one house."""

    def __init__(self, provider: Provider, server: Server, database: Database, folder: Path) -> None:
        self._server = server
        self.opened: list[Browser] = []
        self.told: dict[str, Any] = {
            "profile": "cluster",
            "var": folder,
            "public_url": HOUSE,
            "database_prefix": database.name,
            "issuer": provider.url,
            "audience": CLIENT,
            "client_id": CLIENT,
            "client_secret": provider.secret,
            "scopes": "openid profile email groups",
            "role_claim": "groups",
            "role_of_group": {
                "/secretariat": "secretariat:network-secretariat",
                "/missions/prt": "mission:PRT",
            },
        }

    def __call__(self, **changes: Any) -> Browser:
        """A browser, before a process of its own with these settings."""
        self.opened.append(Browser(Settings(**{**self.told, **changes}), self._server))
        return self.opened[-1]


@pytest.fixture
async def browser(
    provider: Provider, server: Server, database: Database, tmp_path: Path
) -> AsyncIterator[Making]:
    """Browsers, closed in the end."""
    making = Making(provider, server, database, tmp_path)
    yield making
    for one in making.opened:
        await one.aclose()


@pytest.mark.parametrize("client", [CLIENT, PUBLIC])
async def test_somebody_signs_in_and_is_who_the_provider_says(browser: Making, client: str) -> None:
    """With the role of their group; the browser holds a secret and nothing else, also of a client without one."""
    secret = {} if client == CLIENT else {"client_secret": None}
    one = browser(client_id=client, audience=client, **secret)
    answer = await one.signs_in("marta")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert [kept.name for kept in one.cookies.jar if kept.domain == "house.example"] == [COOKIE]
    assert len(one.secret) == 43
    page = (await one.get("/account")).text
    for word in ("Mission", "PRT", "Name of marta", "marta@example.org", "127.0.0.1"):
        assert word in page
    assert "Desk" not in page


async def test_where_to_go_then_is_a_page_of_ours(browser: Making) -> None:
    """Whatever the address says."""
    answer = await browser().signs_in("marta", "//elsewhere.example")
    assert answer.headers["Location"] == "/"


async def test_an_answer_is_taken_in_the_browser_that_asked_alone_and_once(browser: Making) -> None:
    """Not with another state, not a second time, and not where the provider refused."""
    one, other = browser(), browser()
    back = (await through(one, "/signin", "marta")).headers["Location"]
    assert "begin again" in (await other.get(back)).text
    assert (await one.get(re.sub("state=[^&]*", "state=x", back))).status_code == 400
    kept = dict(one.cookies)
    assert (await one.get(back)).status_code == 303
    assert (await one.get(back)).status_code == 400
    for name, value in kept.items():
        other.cookies.set(name, value, domain="house.example")
    assert (await other.get(back)).status_code == 403
    went = (await one.get("/signin")).headers["Location"]
    state = httpx.URL(went).params["state"]
    refused = await one.get("/signin/back", params={"state": state, "error": "access_denied"})
    assert (refused.status_code, "did not sign you in" in refused.text) == (403, True)
    went = (await one.get("/signin")).headers["Location"]
    mixed = {"state": httpx.URL(went).params["state"], "code": "x", "iss": "https://another.example"}
    assert (await one.get("/signin/back", params=mixed)).status_code == 403
    assert COOKIE not in other.cookies


async def test_who_has_no_role_is_told_so_and_can_sign_out(browser: Making) -> None:
    """With whom to ask; nothing is open to them."""
    one = browser()
    await one.signs_in("noor")
    page = await one.get("/account")
    assert (page.status_code, "names no role here" in page.text) == (200, True)
    assert (await one.get("/desk/contacts")).status_code == 403
    assert (await one.post("/signout")).status_code == 200
    assert (await one.get("/account")).status_code == 401


async def test_tokens_for_somebody_else_are_said_to_be_so(browser: Making) -> None:
    """At sign-in, to whoever runs the house; nobody is signed in by them."""
    one = browser(audience="another")
    answer = await one.signs_in("marta")
    assert (answer.status_code, "ONEVOICE_AUDIENCE" in answer.text) == (500, True)
    assert COOKIE not in one.cookies


async def test_a_session_is_renewed_once_however_many_ask(
    browser: Making, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several processes at once, with refresh tokens that are good once; and again after that."""
    one = browser()
    await one.signs_in("salma")
    others = [one.house.sessions, *(browser().house.sessions for _ in range(2))]
    for _ in range(2):
        before, held = len(provider.tokens()), await one.store.find(one.secret)
        assert held
        soon = held.signed_in.until - dt.datetime.now(dt.UTC).timestamp() + 1
        monkeypatch.setattr(keeping, "_EARLY", soon)
        asking = [others[number % 3].seen(one.secret) for number in range(12)]
        seen = await asyncio.gather(*asking)
        assert {one.caller.role for one in seen if one.caller} == {"secretariat"}
        assert len([one for one in seen if one.caller]) == 12
        await asyncio.sleep(1.1)  # its tokens are told apart by their second
        assert len(provider.tokens()) == before + 1


async def ended(one: Browser) -> None:
    """Let the access token of its session be at its end."""
    held = await one.store.find(one.secret)
    assert held
    await one.store.renew(one.secret, held, held.signed_in.model_copy(update={"until": 0}))


async def test_a_session_that_the_provider_does_not_renew_is_over(
    browser: Making, provider: Provider
) -> None:
    """Whoever may not sign in there any more may do nothing more here."""
    provider.person("gone", "/missions/prt")
    one = browser()
    await one.signs_in("gone")
    provider.lock("gone")
    assert (await one.get("/account")).status_code == 200
    await ended(one)
    assert (await one.get("/account")).status_code == 401
    assert await one.store.find(one.secret) is None


async def test_while_the_provider_is_away_sessions_go_on_as_long_as_their_tokens(
    browser: Making, provider: Provider
) -> None:
    """Then they wait for it: 503, and nobody is signed out but who wants to be."""
    one, two = browser(), browser()
    await one.signs_in("salma")
    await two.signs_in("salma")
    provider.stop()
    try:
        assert (await one.get("/account")).status_code == 200
        await ended(one)
        assert (await one.get("/account")).status_code == 503
        assert (await two.post("/signout")).status_code == 200
        assert (await two.get("/account")).status_code == 401
    finally:
        provider.start()
    assert (await one.get("/account")).status_code == 200


async def test_signing_out_ends_the_session_here_and_at_the_provider(
    browser: Making, provider: Provider
) -> None:
    """Here at once; there by the page that follows, and its refresh token is taken back."""
    one, elsewhere = browser(), browser()
    await one.signs_in("marta")
    await elsewhere.signs_in("marta")
    secret = one.secret
    refresh = (await one.house.sessions.seen(secret)).held
    assert refresh
    out = await one.post("/signout")
    assert COOKIE not in one.cookies
    assert not (await elsewhere.house.sessions.seen(secret)).held
    [at] = re.findall('content="0;url=([^"]*)"', out.text)
    there = await one.get(html.unescape(at))
    assert there.headers["Location"].startswith(f"{HOUSE}/")
    again = await one.get((await one.get("/signin")).headers["Location"])
    assert "/login" in again.headers["Location"]
    taken = [one for one in provider.tokens() if one.refresh_token == refresh.signed_in.refresh]
    assert [bool(one.revokation_date) for one in taken] == [True]
    assert (await elsewhere.get("/account")).status_code == 200


@pytest.mark.parametrize("claim", ["sub", "sid"])
async def test_who_signs_out_at_the_provider_is_signed_out_here(
    browser: Making, provider: Provider, claim: str
) -> None:
    """By what the provider calls them, or their session; nobody else is."""
    one, other = browser(), browser()
    await one.signs_in("marta")
    await other.signs_in("salma")
    held = await one.store.find(one.secret)
    assert held
    if claim == "sid":  # this provider has none
        with_sid = held.signed_in.model_copy(update={"sid": "its-session"})
        one.cookies.set(COOKIE, (await one.house.sessions.begin(with_sid))[0], domain="house.example")
    named = {"sub": "marta"} if claim == "sub" else {"sid": "its-session"}
    told = await other.post("/signout/told", data={"logout_token": provider.logout_token(**named)})
    assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
    assert (await one.get("/account")).status_code == 401
    assert (await other.get("/account")).status_code == 200


async def test_nobody_is_signed_out_by_what_is_no_logout_token(browser: Making, provider: Provider) -> None:
    """Another audience, issuer or event, an ID token, an old one, one that names nobody, or none."""
    one = browser()
    await one.signs_in("marta")
    held = await one.store.find(one.secret)
    assert held
    changed: list[dict[str, Any]] = [
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"events": {}},
        {"events": None},
        {"nonce": "n"},
        {"iat": 1_000_000_000},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"jti": None},
        {"sub": 7},
        {"sub": None},
    ]
    wrong = [provider.logout_token(**{"sub": "marta", **changes}) for changes in changed]
    for token in (*wrong, held.signed_in.id_token or "", held.signed_in.access, "", "a.b.c"):
        assert (await one.post("/signout/told", data={"logout_token": token})).status_code == 400
    assert (await one.get("/account")).status_code == 200


async def test_the_services_get_a_token_of_their_own_once(provider: Provider) -> None:
    """However many ask; again before it ends."""
    at, moment = IssuerKeys(provider.url), 0.0
    token = OwnToken(Client(provider.url, at, CLIENT, lambda: provider.secret), lambda: moment)
    first = {*await asyncio.gather(*(token() for _ in range(5)))}
    assert len(first) == 1
    moment = 10.0**9
    assert {await token()} != first
