"""Kills between a mark, what is told of it and the letter: nothing is lost, and nobody is written to twice."""

import asyncio
import contextlib
import functools
import signal
from collections import Counter
from pathlib import Path

import httpx
import pytest

from shared.auth import Role
from tests.support.citing import found, marked, tied
from tests.support.eventually import eventually
from tests.support.fixtures import House
from tests.support.inputs_api import API, OK, heard, public_of, send
from tests.support.mailserver import Office, serving
from tests.support.processes import OneVoice, environment
from tests.support.senders import taken

AUTHOR = "author@mission.example"
POINTS = ("handle.after_append#1", "relay.after_send#1", "duty.write-to-cited#1", "deliver.after_record#1")


@pytest.mark.law(10)
async def test_killed_at_every_step_from_the_mark_to_the_letter(own_house: House, tmp_path: Path) -> None:
    """A mark for each point at which the process ends; each of its letters comes once."""
    office = Office()
    async with serving(office) as port:
        env = environment(
            own_house.settings.var,
            own_house.kafka.url,
            own_house.mongo.url,
            ONEVOICE_SMTP=f"smtp://127.0.0.1:{port}",
        )
        process = OneVoice(["serve"], env, tmp_path / "log")
        try:
            await asyncio.to_thread(_start, process)
            token = {"Authorization": f"Bearer {process.token(Role.SECRETARIAT)}"}
            async with httpx.AsyncClient(
                base_url=process.url, headers=token, trust_env=False, timeout=30
            ) as api:
                call = await heard(api)
                sent = await send(api, call, address=AUTHOR)
                public = await public_of(api, sent)
                await eventually(lambda: _taken(office, 1), 60)
                findings = [await found(api, call) for _ in POINTS]
                for number, (point, finding) in enumerate(zip(POINTS, findings, strict=True)):
                    await asyncio.to_thread(process.stop)
                    await asyncio.to_thread(process.start, ONEVOICE_CRASH_AT=point)
                    await asyncio.to_thread(process.wait_ready)
                    key = {"Idempotency-Key": f"mark-{number}"}
                    body = {"question": "progress", "passage": "words", "finding": finding}
                    place = f"{API}/inputs/{public}/passages"
                    with contextlib.suppress(httpx.TransportError):  # it may die before it can answer
                        await api.post(place, json=body, headers=key)
                    assert await asyncio.to_thread(process.wait) == -signal.SIGKILL, point
                    await asyncio.to_thread(_start, process)
                    again = await api.post(place, json=body, headers=key)
                    assert again.is_success, again.text
                    await eventually(functools.partial(_taken, office, number + 2), 60)
                assert (await marked(api, public, findings[0], "words")).status_code == OK
                assert (await tied(api, findings[0])).status_code == OK
                await eventually(lambda: _taken(office, len(POINTS) + 2), 60)
        finally:
            await asyncio.to_thread(process.kill)
    assert Counter(taken(office).values()) == {1: len(POINTS) + 2}


async def _taken(office: Office, count: int) -> bool:
    return len(office.taken) >= count


def _start(process: OneVoice) -> None:
    process.start()
    process.wait_ready()
