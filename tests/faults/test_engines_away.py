"""Kafka or MongoDB goes away while everything runs, and comes back."""

import json
from collections.abc import Callable

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree
from tests.support.processes import OneVoice

EVIDENCE = {"kind": "document", "title": "Letter", "link": None, "language": None}


@pytest.fixture
def accept(running: OneVoice, own_house: House) -> Callable[[str], httpx.Response]:
    """Accept a champion country."""
    token = LocalIssuer(own_house.settings).token(Role.SECRETARIAT)

    def post(country: str) -> httpx.Response:
        return httpx.post(
            f"{running.url}/registry/api/champions/{country}/accept",
            json={"evidence": EVIDENCE, "since": "2020-03"},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"accept-{country}"},
            timeout=60,
            trust_env=False,
        )

    return post


async def shown(running: OneVoice, country: str) -> bool:
    """Whether the champion is in the registry's list and in the home page's count."""
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=20) as client:
        entry = await client.get(f"/registry/api/champions/{country}")
        home = await client.get("/notifications/api/home", params={"after": f"champion-{country}@1"})
    return entry.status_code == home.status_code == httpx.codes.OK


@pytest.mark.law(3)
async def test_without_kafka_commands_are_taken_and_published_when_it_is_back(
    running: OneVoice, own_house: House, accept: Callable[[str], httpx.Response]
) -> None:
    """A 2xx means on disk and will be published, whether Kafka is there or not."""
    assert accept("PRT").status_code == 201
    await eventually(lambda: shown(running, "PRT"))
    own_house.kafka.kill()
    assert accept("SLV").status_code == 201
    assert running.status("/health/live") == 200
    own_house.kafka.start()
    await eventually(lambda: shown(running, "SLV"), 90)
    await agree(own_house)


@pytest.mark.law(3)
async def test_without_mongodb_everything_says_503_and_goes_on_when_it_is_back(
    running: OneVoice, own_house: House, accept: Callable[[str], httpx.Response]
) -> None:
    """Nothing half done: a 503 with Retry-After as a problem, and the same request later succeeds."""
    assert accept("PRT").status_code == 201
    own_house.mongo.kill()
    refused = accept("SLV")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert json.loads(refused.text)["type"] == "urn:onevoice:problem:unavailable"
    assert running.status("/registry/api/champions") == 503
    assert running.status("/health/ready") == 503
    own_house.mongo.start()

    async def taken() -> bool:
        return accept("SLV").status_code in {200, 201}

    await eventually(taken, 60)
    await eventually(lambda: shown(running, "SLV"), 90)
    assert running.status("/health/ready") == 200
    await agree(own_house)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.law(3)
async def test_both_away_for_a_minute_again_and_again(
    running: OneVoice, own_house: House, accept: Callable[[str], httpx.Response]
) -> None:
    """However often they go: what was answered with 2xx has its effect."""
    countries = iter(("PRT", "SLV", "NPL", "ECU", "KEN", "MAR"))
    for engine in (own_house.kafka, own_house.mongo, own_house.kafka):
        await cycle(engine, running, accept, next(countries), next(countries))
    await agree(own_house)


async def cycle(
    engine: Server, running: OneVoice, accept: Callable[[str], httpx.Response], before: str, after: str
) -> None:
    """One minute without the engine."""
    assert accept(before).status_code == 201
    engine.kill()
    gone = 0

    async def minute() -> bool:
        nonlocal gone
        gone += running.status("/health/live") is not None
        return gone > 600

    await eventually(minute, 120, every=0.1)
    engine.start()

    async def taken() -> bool:
        return accept(after).status_code in {200, 201}

    await eventually(taken, 60)
    await eventually(lambda: shown(running, before), 90)
    await eventually(lambda: shown(running, after), 90)
