"""What was heard for a report is fixed, once, though a process is killed or MongoDB goes away."""

import asyncio
import hashlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from services.consultations.report.freezing import line_of
from shared.auth import Role
from shared.mongo import Database, connect
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree
from tests.support.inputs_api import API, heard, id_of, send
from tests.support.processes import OneVoice

pytestmark = [pytest.mark.law(3), pytest.mark.timeout(300)]
LIST = "/consultations/reports/2020/heard.txt"
BEFORE = 3


@pytest.fixture
async def api(running: OneVoice, own_house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The secretariat."""
    headers = {"Authorization": f"Bearer {LocalIssuer(own_house.settings).token(Role.SECRETARIAT)}"}
    async with httpx.AsyncClient(
        base_url=running.url, headers=headers, trust_env=False, timeout=120
    ) as client:
        yield client


@pytest.fixture
async def database(own_house: House) -> AsyncIterator[Database]:
    """What consultations keeps."""
    server = connect(own_house.mongo.url)
    yield server.database(own_house.settings.database("consultations"))
    server.close()


class Hearing:
    """A report and the call that feeds it, to which some have said something."""

    def __init__(self, api: httpx.AsyncClient, call: str) -> None:
        self._api, self.call = api, call
        self.lines: list[str] = []

    async def say(self) -> None:
        """One more input."""
        sent = await send(self._api, self.call, answers={"progress": f"word {len(self.lines)}"})
        self.lines.append(line_of(id_of(sent)))

    async def freeze(self) -> httpx.Response:
        """Fix what was heard, always under the same key."""
        return await self._api.post(
            f"{API}/reports/2020/freeze", json={}, headers={"Idempotency-Key": "fixed"}
        )

    async def nobody_saw(self) -> None:
        """That it was tried."""
        shown = await self._api.get(f"{API}/reports/2020", params={"after": "report-2020@1"})
        assert (shown.json()["version"], shown.json()["frozen"]) == (1, None)
        assert (await self._api.get(LIST)).status_code == httpx.codes.NOT_FOUND

    async def is_fixed(self) -> None:
        """The one list is there, whose hash the event has, and whoever asks again learns the same."""
        answers = [await self.freeze() for _ in range(2)]
        assert {(one.status_code, one.json()["version"]) for one in answers} == {(200, 2)}
        shown = await self._api.get(f"{API}/reports/2020", params={"after": "report-2020@2"})
        frozen, listed = shown.json()["frozen"], (await self._api.get(LIST)).content
        assert listed.decode().split() == sorted(self.lines)
        assert (frozen["count"], frozen["sha256"]) == (len(self.lines), hashlib.sha256(listed).hexdigest())


@pytest.fixture
async def hearing(api: httpx.AsyncClient) -> Hearing:
    """Of three inputs so far."""
    found = Hearing(api, await heard(api))
    terms = {"title": {"en": "Report"}, "calls": [found.call]}
    (await api.post(f"{API}/reports/2020/open", json={"terms": terms})).raise_for_status()
    for _ in range(BEFORE):
        await found.say()
    return found


async def test_killed_between_the_list_and_its_event(
    running: OneVoice, hearing: Hearing, own_house: House, database: Database
) -> None:
    """Nobody was told of the list; sent again, what came meanwhile is in it, and in the event."""
    await asyncio.to_thread(running.stop)
    await asyncio.to_thread(running.start, ONEVOICE_CRASH_AT="freezing.after_list")
    await asyncio.to_thread(running.wait_ready)
    with pytest.raises(httpx.TransportError):
        await hearing.freeze()
    assert await asyncio.to_thread(running.wait) == -signal.SIGKILL
    assert await database["document_files.files"].count_documents({}) == 1
    await asyncio.to_thread(running.start)
    await asyncio.to_thread(running.wait_ready)
    await hearing.nobody_saw()
    await hearing.say()
    await hearing.is_fixed()
    await agree(own_house, 120)


async def test_two_processes_fix_it_at_once(
    running: OneVoice, hearing: Hearing, own_house: House, tmp_path: Path
) -> None:
    """While somebody speaks: one list, and both processes answer with it."""
    other = OneVoice(["serve"], running.env, tmp_path / "other")
    await asyncio.to_thread(other.start)
    try:
        await asyncio.to_thread(other.wait_ready)
        token = LocalIssuer(own_house.settings).token(Role.SECRETARIAT)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=other.url, headers=headers, trust_env=False) as api:
            there = api.post(f"{API}/reports/2020/freeze", json={})
            here, over_there, _ = await asyncio.gather(hearing.freeze(), there, hearing.say())
            assert {(one.status_code, one.json()["version"]) for one in (here, over_there)} == {(200, 2)}
            shown = await api.get(f"{API}/reports/2020", params={"after": "report-2020@2"})
            listed = await api.get(LIST)
        assert hashlib.sha256(listed.content).hexdigest() == shown.json()["frozen"]["sha256"]
        assert len(listed.text.split()) == shown.json()["frozen"]["count"]
        assert set(listed.text.split()) <= set(hearing.lines)
    finally:
        await asyncio.to_thread(other.kill)
    await agree(own_house, 120)


async def test_fixed_once_mongodb_is_back(hearing: Hearing, own_house: House, database: Database) -> None:
    """503 while it is away; the same command sent again fixes the list once."""
    await asyncio.to_thread(own_house.mongo.kill)
    away = await hearing.freeze()
    assert (away.status_code, "Retry-After" in away.headers) == (503, True)
    await asyncio.to_thread(own_house.mongo.start)

    async def back() -> bool:
        return (await hearing.freeze()).is_success

    await eventually(back, 120)
    await hearing.is_fixed()
    assert await database["document_files.files"].count_documents({}) == 1
    await agree(own_house, 120)
