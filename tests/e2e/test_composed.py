"""The composed installation, as anybody starts it: it loads its example, and grows and shrinks while work flows."""

import asyncio
import html
import os
import re
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from deploy.local.engines import ports

ROOT: Final = Path(__file__).resolve().parents[2]
INPUTS: Final = 240
SUBSCRIBERS: Final = 12
CALL: Final = {
    "title": {"en": "While it grows"},
    "context": {"en": "Whether anything is lost."},
    "questions": [{"kind": "text", "key": "progress", "text": {"en": "What has changed?"}, "required": True}],
    "audiences": ["member_states"],
    "opens": {"date": "2020-03-16", "time": "09:00", "time_zone": "UTC"},
    "closes": {"date": "2099-04-30", "time": "18:00", "time_zone": "UTC"},
    "pseudonymous": True,
}
BUSY: Final = {429, 502, 503, 504}
"""Answers that ask to send the same again."""

pytestmark = [pytest.mark.long, pytest.mark.timeout(1_500)]


@dataclass(frozen=True)
class Composed:
    """A composed installation of this test's own."""

    project: str
    environment: dict[str, str]
    url: str
    mail: str

    def compose(self, *words: str) -> str:
        """``docker compose``, and what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            ["docker", "compose", "-p", self.project, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stdout[-2_000:], done.stderr[-2_000:])
        return done.stdout

    def scale(self, **services: int) -> None:
        """As many processes of these."""
        wanted = [
            word for name, n in services.items() for word in ("--scale", f"{name.replace('_', '-')}={n}")
        ]
        names = [name.replace("_", "-") for name in services]
        self.compose("up", "--detach", "--no-deps", "--no-recreate", *wanted, *names)

    def containers(self, service: str) -> Sequence[str]:
        """The ids of a service's."""
        return self.compose("ps", "--quiet", service).split()


class Secretariat(httpx.Auth):
    """Signs in as the example does, and again before its token ends."""

    def __init__(self, composed: Composed) -> None:
        self._url = f"{composed.url}/auth/realms/onevoice/protocol/openid-connect/token"
        secret = (
            "run",
            "--rm",
            "--no-deps",
            "--entrypoint",
            "cat",
            "topics",
            "/var/lib/onevoice/clients/onevoice-example",
        )
        self._secret = composed.compose(*secret).strip()
        self._token, self._until = "", 0.0

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """See httpx."""
        if time.monotonic() > self._until:
            async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - the certificate is one that it made itself
                who = ("onevoice-example", self._secret)
                answer = await client.post(self._url, data={"grant_type": "client_credentials"}, auth=who)
            self._token, self._until = (
                answer.raise_for_status().json()["access_token"],
                time.monotonic() + 120,
            )
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


@pytest.fixture(scope="module")
def composed() -> Iterator[Composed]:
    """Built and started; removed with its data."""
    http, mail = ports.pick(), ports.pick()
    environment = {**os.environ, "ONEVOICE_PORT": str(http), "ONEVOICE_MAIL_PORT": str(mail)}
    project = f"onevoice-test-{uuid.uuid4().hex[:8]}"
    made = Composed(project, environment, f"https://localhost:{http}", f"http://localhost:{mail}")
    try:
        made.compose("up", "--detach", "--build")
        yield made
    finally:
        made.compose("down", "--volumes", "--timeout", "5")


def test_it_loads_its_example_and_says_where_to_look(composed: Composed) -> None:
    """Every effect is seen, at the address that people reach."""
    code = composed.compose("wait", "example")
    said = composed.compose("logs", "--no-log-prefix", "example")
    assert code.strip().endswith("0"), said
    assert "seen  home has the briefing's news" in said
    assert composed.url in said
    assert "MISSING" not in said


def test_people_sign_in_at_the_provider_and_find_the_desk(composed: Composed) -> None:
    """As a browser does, through the proxy; who signed out is out."""
    read = ("run", "--rm", "--no-deps", "--entrypoint", "cat", "prepare", "/var/lib/onevoice/realm/people")
    password = composed.compose(*read).strip()
    with httpx.Client(
        base_url=composed.url,
        verify=False,  # noqa: S501 - as above
        follow_redirects=True,
        headers={"Accept": "text/html", "Origin": composed.url},
        timeout=60,
    ) as browser:
        asked = browser.get("/signin?next=/desk")
        at = html.unescape(re.findall(r'<form[^>]*action="([^"]+)"', asked.text)[0])
        desk = browser.post(at, data={"username": "secretariat", "password": password})
        assert desk.url.path == "/desk", desk.text
        assert "Schedule a briefing" in desk.text
        assert "/desk/briefing/2020-03-04" in desk.text
        browser.post("/signout")
        assert browser.get("/desk").status_code == httpx.codes.UNAUTHORIZED


async def test_nothing_is_lost_or_repeated_while_it_grows_and_shrinks(composed: Composed) -> None:
    """Inputs come in while API processes come and go; each subscriber is sent each mail once while one is killed."""
    async with _client(composed) as client:
        await _subscribe(client, composed)
        sending = asyncio.create_task(_send_inputs(client))
        await asyncio.to_thread(composed.scale, consultations_api=3, notifications_deliver=2)
        for key in ("2098-01-01", "2098-01-02"):
            schedule = {"title": f"Briefing of {key}", "when": {"date": key}}
            await _post(client, f"/consultations/api/briefings/{key}/schedule", schedule)
        victim = composed.containers("notifications-deliver")[0]
        await asyncio.to_thread(subprocess.run, ["docker", "kill", victim], check=True, capture_output=True)
        await asyncio.to_thread(composed.scale, consultations_api=1, notifications_deliver=1)
        receipts = await sending
        assert len(set(receipts)) == INPUTS
        await _each_once(composed)
    lines = composed.compose(
        "run", "--rm", "--no-deps", "consultations-relay", "export", "consultations", "-"
    ).splitlines()
    assert sum('"type":"onevoice.consultations.input-received.' in line for line in lines) == INPUTS


def _client(composed: Composed) -> httpx.AsyncClient:
    auth = Secretariat(composed)
    return httpx.AsyncClient(base_url=composed.url, verify=False, auth=auth, timeout=30)  # noqa: S501 - as above


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Send it until it is answered: the same key is the same command."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    deadline = time.monotonic() + 300
    while True:
        try:
            answer = await client.post(path, json=body, headers=headers, **more)
        except httpx.TransportError:
            assert time.monotonic() < deadline
            continue
        if answer.status_code not in BUSY:
            assert answer.is_success, answer.text
            return dict(answer.json())
        assert time.monotonic() < deadline, answer.text
        await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))


async def _send_inputs(client: httpx.AsyncClient) -> list[str]:
    place = "/consultations/api/calls/growing"
    await _post(client, f"{place}/draft", {"terms": CALL})
    await _post(client, f"{place}/announce", {})
    gate = asyncio.Semaphore(4)

    async def one(number: int) -> str:
        async with gate:
            said = {"group": "member_states", "language": "en", "consent": "counted",
                    "answers": {"progress": f"Input {number}"}}  # fmt: skip
            return str((await _post(client, f"{place}/inputs", said))["receipt"]["receipt"]["input"])

    return list(await asyncio.gather(*map(one, range(INPUTS))))


async def _subscribe(client: httpx.AsyncClient, composed: Composed) -> None:
    """As people do: by the link in a mail."""
    for number in range(SUBSCRIBERS):
        asked = {"address": f"reader{number}@example.org", "interests": [{"topic": "briefings"}]}
        await _post(client, "/notifications/api/subscriptions", asked)
    links: set[str] = set()
    deadline = time.monotonic() + 300
    while len(links) < SUBSCRIBERS:
        assert time.monotonic() < deadline, links
        for mail in await _mails(composed):
            links.update(re.findall(r"/notifications/confirm/[\w.~-]+", mail["Text"]))
        await asyncio.sleep(1)
    for link in links:
        answer = await client.post(link, headers={"Origin": composed.url})
        assert answer.status_code in {200, 303}, answer.text


async def _mails(composed: Composed) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=composed.mail) as client:
        found = (await client.get("/api/v1/messages", params={"limit": 1000})).json()["messages"]
        return [(await client.get(f"/api/v1/message/{one['ID']}")).json() for one in found]


async def _each_once(composed: Composed) -> None:
    """Two mails for each, and no third in the time in which a dead process's lease ends."""
    deadline = time.monotonic() + 400
    while True:
        mails = [one for one in await _mails(composed) if "Briefing of 2098" in one["Subject"]]
        told = Counter((one["To"][0]["Address"], one["Subject"]) for one in mails)
        if len(told) == 2 * SUBSCRIBERS:
            break
        assert time.monotonic() < deadline, told
        await asyncio.sleep(2)
    assert set(told.values()) == {1}, told
