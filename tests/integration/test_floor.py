"""The floor of a briefing over HTTP: ten who edit it at once, listeners who miss nothing, and its pages."""

import asyncio
import contextlib
import json
import random
import shlex
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from services.consultations.floor.live import Live
from shared.auth import Role
from shared.eventstore.handle import Handler
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.problems import Problem
from shared.runtime.service import Room
from shared.settings import Settings
from shared.vault import Vault
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door
from tests.docs.markdown import ROOT, blocks
from tests.integration.test_http import api, installed
from tests.integration.test_registration import API, CREATED, OK, PAGES, briefing, register, standings
from tests.integration.test_subscription_mails import caller, reader
from tests.integration.test_subscriptions import office, place, running
from tests.support.processes import OneVoice
from tests.support.readers import Installation, Reader

__all__ = ["api", "caller", "installed", "office", "place", "reader", "running"]
pytestmark = pytest.mark.law(14)
STATES = ("PRT", "SLV", "KEN", "EGY", "IND")


async def opened(api: httpx.AsyncClient, turns: str = "asked") -> str:
    """A briefing whose floor takes requests; its key."""
    key = await briefing(api, room=10)
    done = await api.post(f"{API}/floors/{key}/rules", json={"turns": turns, "takes": True})
    assert done.status_code == CREATED, done.text
    await shown(api, key, 1)
    return key


async def shown(client: httpx.AsyncClient, key: str, version: int) -> Any:
    """The floor, once it has come so far."""
    seen = {"after": f"floor-{key}@{version}"}
    found = await client.get(f"{API}/briefings/{key}/floor", params=seen)
    assert found.status_code == OK, found.text
    return found.json()


async def ask(api: httpx.AsyncClient, key: str, country: str, **more: Any) -> httpx.Response:
    """The secretariat enters a request."""
    return await api.post(f"{API}/floors/{key}/requests", json={"country": country, **more})


async def heard(client: httpx.AsyncClient, key: str, since: int = 0) -> AsyncGenerator[tuple[int, Any], None]:
    """What a listener is told, each with its id."""
    at, headers = f"{API}/briefings/{key}/floor/events", {"Last-Event-ID": str(since)}
    async with client.stream("GET", at, headers=headers) as answer:
        assert answer.status_code == OK
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        id_ = 0
        async for line in answer.aiter_lines():
            if line.startswith("id: "):
                id_ = int(line[4:])
            if line.startswith("data: "):
                yield id_, json.loads(line[6:])


async def test_ten_who_edit_at_once_lose_nothing_and_every_listener_hears_each_step(
    api: httpx.AsyncClient, place: Installation
) -> None:
    """Each asks, gives, passes over and takes back as it likes; then store, view and listeners agree."""
    key, chance = await opened(api, "regions"), random.Random(7)  # noqa: S311 - no secret
    told: list[dict[int, str]] = [{}, {}]

    async def listen(steps: dict[int, str]) -> None:
        last, over = 0, False
        while not over:  # let go and back, again and again
            async with contextlib.aclosing(heard(place.browser, key, last)) as hearing:
                async for id_, data in hearing:
                    last = id_
                    assert not {one["version"] for one in data["steps"]} & steps.keys(), "nothing twice"
                    steps |= {one["version"]: one["what"] for one in data["steps"]}
                    over = any(one["about"] == "the last" for one in data["floor"]["waiting"])
                    if over or chance.random() < 0.3:
                        break

    async def edit(number: int) -> None:
        for _ in range(6):
            assert (await ask(api, key, STATES[number % len(STATES)])).is_success
            floor = (await api.get(f"{API}/briefings/{key}/floor")).json()
            if floor["waiting"]:
                one = chance.choice(floor["waiting"])["id"]
                act = chance.choice(["grant", "pass-over", "take-back", "yield"])
                acted = await api.post(f"{API}/floors/{key}/requests/{one}/{act}", json={})
                assert acted.status_code in {OK, httpx.codes.CONFLICT}, acted.text

    listening = [asyncio.create_task(listen(steps)) for steps in told]
    await asyncio.gather(*(edit(number) for number in range(10)))
    final = (await ask(api, key, "PRT", about="the last")).json()["version"]
    await asyncio.gather(*listening)
    floor = await shown(place.browser, key, final)
    assert floor["version"] == final
    asked = [what for what in told[0].values() if what == "floor-asked"]
    assert len(asked) == 61, "no request is lost"
    assert told[0] == told[1]
    assert sorted(told[0]) == list(range(1, final + 1)), "every step, once"
    taken_back = sum(what == "floor-taken-back" for what in told[0].values())
    everybody = [*floor["waiting"], *floor["spoken"], *([floor["speaking"]] if floor["speaking"] else [])]
    assert len({one["id"] for one in everybody}) == len(everybody) == 61 - taken_back


async def test_who_was_away_is_told_what_they_missed(api: httpx.AsyncClient, place: Installation) -> None:
    """From the last that they heard on; at once, and then what comes."""
    key = await opened(api)
    await ask(api, key, "PRT")
    version = (await ask(api, key, "KEN")).json()["version"]
    await shown(api, key, version)
    async for id_, data in heard(place.browser, key, 2):
        assert (id_, [step["version"] for step in data["steps"]]) == (3, [3])
        assert [one["country"] for one in data["floor"]["waiting"]] == ["PRT", "KEN"]
        break


async def test_a_mission_asks_for_its_state_and_a_participant_by_their_own_page(
    api: httpx.AsyncClient, reader: Reader, caller: Any
) -> None:
    """Each takes back its own; nobody else's name or word is in the list."""
    key, mission = await opened(api), caller(Role.MISSION)
    await register(reader, key)
    await standings(api, key, "registered")
    own = (await reader.mailed(1))[0].link("registrations")
    assert "Ask for the floor" in (await reader.browser.get(own)).text
    asked = await reader.browser.post(f"{own}/floor", data={"asks": "question"})
    assert asked.status_code == httpx.codes.SEE_OTHER, asked.text
    page = await reader.browser.get(own)
    assert "You have asked to put a question." in page.text
    again = await reader.browser.post(f"{own}/floor", data={"asks": "question"})
    assert again.status_code == httpx.codes.CONFLICT
    at = f"{API}/floors/{key}/requests"
    theirs = await reader.browser.post(at, json={"about": "Reviews"}, headers=mission)
    assert theirs.status_code == OK, theirs.text
    foreign = await reader.browser.post(at, json={"country": "FRA"}, headers=mission)
    assert foreign.status_code == httpx.codes.FORBIDDEN
    floor = await shown(reader.browser, key, theirs.json()["version"])
    assert [one["organisation"] or one["country"] for one in floor["waiting"]] == ["An NGO", "PRT"]
    first, second = (one["id"] for one in floor["waiting"])
    wrong = await reader.browser.post(f"{at}/{first}/take-back", json={}, headers=mission)
    assert wrong.status_code == httpx.codes.CONFLICT
    back = await reader.browser.post(f"{own}/floor/{first}/take-back")
    assert back.status_code == httpx.codes.SEE_OTHER
    assert (await reader.browser.post(f"{at}/{second}/take-back", json={}, headers=mission)).is_success
    room = await reader.browser.get(f"{PAGES}/{key}/floor", params={"after": f"floor-{key}@5"})
    assert "Nobody waits for the floor." in room.text
    for secret in ("Amina", reader.address, own.rpartition("/")[2]):
        assert secret not in room.text
    assert "connect-src 'self'" in room.headers["Content-Security-Policy"]


async def test_a_key_makes_a_request_once(api: httpx.AsyncClient) -> None:
    """However often it is sent."""
    key, headers = await opened(api), {"Idempotency-Key": uuid.uuid4().hex}
    for _ in range(2):
        sent = await api.post(f"{API}/floors/{key}/requests", json={"country": "PRT"}, headers=headers)
        assert (sent.status_code, sent.json()["version"]) == (OK, 2)


async def test_who_names_more_than_there_is_is_told_how_it_stands(
    api: httpx.AsyncClient, place: Installation
) -> None:
    """The last that they heard is another floor's, or was before a restore."""
    key = await opened(api)
    assert (await anext(heard(place.browser, key, 500)))[0] == 1


async def test_listeners_have_a_number_and_a_time(
    api: httpx.AsyncClient, installed: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too many is told when to come again; who has listened for long is let go, and so is all at the end."""
    key = await opened(api)
    database, secret = server.database(installed.database("consultations")), b"x" * 32
    commands = Commands("consultations", Handler(MongoEventStore(database), secret), Door())
    room = Room(commands, database, Vault(database, database, secret), Links(secret), "http://localhost")
    live = Live(room, most=1)
    first = live.listen(key, 0, "here")
    assert (await anext(first)).startswith("retry:")
    assert (await anext(first)).startswith("id: 1\n")
    with pytest.raises(Problem) as refused:
        live.listen(key, 0, "there")
    assert refused.value.status == 503
    room.end()
    assert [told async for told in first] == []
    monkeypatch.setattr("services.consultations.floor.live.MOST_OF_ONE", 1)
    shared = Live(room)
    one = shared.listen(key, 0, "2001:db8::1")
    assert await anext(one)
    with pytest.raises(Problem):
        shared.listen(key, 0, "2001:db8::2")  # of the same household
    room.ending.clear()
    over = Live(room, held_for=0).listen(key, 0, "there")
    assert len([told async for told in over]) == 1


async def test_a_process_apart_tells_too_and_lets_its_listeners_go_when_it_is_stopped(
    api: httpx.AsyncClient, running: OneVoice
) -> None:
    """Its answer ends; it is not cut off by a stop that has waited long enough."""
    key = await opened(api)
    apart = OneVoice(["serve", "consultations", "--role", "api"], running.env, running.log.with_name("apart"))
    apart.start()
    try:
        await asyncio.to_thread(apart.wait_ready)
        async with httpx.AsyncClient(base_url=apart.url, trust_env=False, timeout=30) as client:
            hearing = heard(client, key)
            assert (await anext(hearing))[0] == 1
            await ask(api, key, "PRT")
            assert (await anext(hearing))[0] == 2
            stopping = asyncio.create_task(asyncio.to_thread(apart.stop))
            assert [told async for told in hearing] == []
            assert await stopping == 0
    finally:
        apart.kill()


async def test_what_the_document_tells_to_type_is_answered_as_it_says(api: httpx.AsyncClient) -> None:
    """The command of docs/floor.md, with its briefing and at this house: the steps since, and the floor."""
    [block] = [one.text for one in blocks(ROOT / "docs" / "floor.md", "console")]
    command, *told = block.strip().splitlines()
    key = await opened(api)
    for country in ("PRT", "SLV", "KEN", "IND"):
        assert (await ask(api, key, country)).is_success
    [first, *_] = (await shown(api, key, 5))["waiting"]
    await api.post(f"{API}/floors/{key}/requests/{first['id']}/grant", json={})
    await shown(api, key, 6)
    typed = command.removeprefix("$ ").replace("2026-12-01", key)
    typed = typed.replace("http://127.0.0.1:8080", str(api.base_url).rstrip("/"))
    curl = await asyncio.create_subprocess_exec(*shlex.split(typed), stdout=asyncio.subprocess.PIPE)
    assert curl.stdout
    lines = [(await curl.stdout.readline()).decode().strip() for _ in range(5)][2:]
    curl.kill()
    await curl.wait()
    said, shows = (json.loads(one[-1].removeprefix("data: ")) for one in (lines, told))
    assert lines[:2] == told[:2]
    assert [(one["version"], one["what"]) for one in said["steps"]] == [
        (one["version"], one["what"]) for one in shows["steps"]
    ]
    assert said["floor"]["speaking"]["country"] == shows["floor"]["speaking"]["country"]
