"""Laws 2 to 5 and 7 of the whole: a process killed again and again under commands over HTTP."""

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from tests.support.fixtures import House
from tests.support.hosted import Hand
from tests.support.processes import OneVoice, environment

COUNTRIES = ("PRT", "SLV", "MEX", "KEN", "THA", "MAR")
POINTS = ("handle.after_append", "relay.after_send", "project.after_write", "react.after_command")
AGAIN = {502, 503}
PAUSE = 0.15
"""Seconds between one worker's commands: what is proved is order, not speed."""


@dataclass(frozen=True)
class Acknowledged:
    """A command that was answered with success."""

    key: str
    stream: str
    version: int
    created: bool


class Secretariat:
    """Sends commands without end, each under a key of its own, until it is acknowledged; some come twice."""

    def __init__(self, url: str, token: str, seed: int) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=10, trust_env=False
        )
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.acknowledged: list[Acknowledged] = []
        self.ending = False

    async def run(self, name: str) -> None:
        """Hold a briefing, then record outcome after outcome."""
        path = f"/consultations/api/briefings/{name}"
        held = {"title": f"Briefing {name}", "when": {"date": "2020-03-04"}}
        await self._say(f"{path}/hold", held, f"{name}-hold")
        number = 0
        while not self.ending:
            number += 1
            outcome = {"kind": "champion_accepted", "country": self._random.choice(COUNTRIES)}
            key = f"{name}-{number}"
            await self._say(f"{path}/outcomes/{key}/record", {"outcome": outcome}, key)
            await asyncio.sleep(PAUSE)

    async def _say(self, path: str, body: object, key: str) -> None:
        first = await self._insist(path, body, key)
        self.acknowledged.append(first)
        if self._random.random() < 0.2:
            assert await self._insist(path, body, key) == first

    async def _insist(self, path: str, body: object, key: str) -> Acknowledged:
        while True:
            try:
                answer = await self._client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in AGAIN:
                await asyncio.sleep(0.1)
                continue
            assert answer.is_success, answer.text
            found = answer.json()
            created = answer.status_code == httpx.codes.CREATED
            return Acknowledged(key, found["stream"], found["version"], created)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()


async def killed_again_and_again(process: OneVoice, kills: int, chance: random.Random) -> None:
    """Kill it at random moments, and at each named point in turn; it is started again each time."""
    for number in range(kills):
        if number % 5 == 4:
            process.start()
            await asyncio.to_thread(
                process.wait_ready
            )  # now and then it comes to rest, that it has something to lose
            process.kill()
        elif number % 2:
            process.start()
            await asyncio.sleep(chance.uniform(1.5, 4.0))  # what is random here is the point
            process.kill()
        else:
            point = POINTS[number // 2 % len(POINTS)]
            process.start(ONEVOICE_CRASH_AT=f"{point}#{chance.randint(1, 5)}")
            assert await asyncio.to_thread(process.wait, 90) == -signal.SIGKILL


async def prove(house: House, kills: int, folder: Path) -> None:
    """Kill, let it come to rest, and look whether everything is there once."""
    seed = int(os.environ.get("ONEVOICE_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"ONEVOICE_SEED={seed}")  # noqa: T201 - to do it again
    settings = house.settings
    process = OneVoice(["serve"], environment(settings.var, settings.kafka, settings.mongo), folder / "log")
    token = LocalIssuer(settings.model_copy(update={"port": process.port})).token(Role.SECRETARIAT)
    secretariat, hand = Secretariat(process.url, token, seed), Hand(settings)
    sending = [asyncio.create_task(secretariat.run(f"{seed}-{n}")) for n in range(3)]
    try:
        await killed_again_and_again(process, kills, random.Random(seed))  # noqa: S311 - repeatable
        process.start()
        await asyncio.to_thread(process.wait_ready)
        secretariat.ending = True
        await asyncio.gather(*sending)
        await hand.assert_good(patience=120)
        await assert_all_there(hand, secretariat.acknowledged)
    finally:
        process.kill()
        await secretariat.close()
        hand.server.close()


async def assert_all_there(hand: Hand, acknowledged: list[Acknowledged]) -> None:
    """Every acknowledged command stands in its stream at its version, once, and had its effect."""
    outcomes: Counter[str] = Counter()
    async for append in hand.store("consultations").history():
        for event in append.events:
            if b'"outcome"' in event.data:
                outcomes[event.data.decode().split('"key":"')[1].split('"')[0]] += 1
    recorded = [each for each in acknowledged if not each.key.endswith("hold")]
    assert len(recorded) > 20
    assert set(outcomes.values()) == {1}
    assert {each.key for each in recorded} <= outcomes.keys()
    assert len({(each.stream, each.version) for each in acknowledged}) == len(acknowledged)
    evidence: Counter[str] = Counter()
    async for append in hand.store("registry").history():
        for event in append.events:
            evidence[event.data.decode().split('"outcome":"')[1].split('"')[0]] += 1
    assert evidence == outcomes


@pytest.mark.law(2)
@pytest.mark.law(3)
@pytest.mark.law(4)
@pytest.mark.law(5)
@pytest.mark.law(7)
async def test_ten_kills_lose_nothing_that_was_acknowledged(own_house: House, tmp_path: Path) -> None:
    """Ten kills, at random moments and at each named point: all agree, and each command is there once."""
    await prove(own_house, 10, tmp_path)


@pytest.mark.law(2)
@pytest.mark.law(3)
@pytest.mark.law(4)
@pytest.mark.law(5)
@pytest.mark.law(7)
@pytest.mark.long
@pytest.mark.timeout(1_200)
async def test_fifty_kills_lose_nothing_that_was_acknowledged(own_house: House, tmp_path: Path) -> None:
    """Fifty kills, at random moments and at each named point: all agree, and each command is there once."""
    await prove(own_house, 50, tmp_path)
