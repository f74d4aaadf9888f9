"""What an operator sees of what runs, and tries again: over HTTP, from a shell, and on the page."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.kafka.topics import topic_of_service
from shared.settings import ALL_ROLES, RoleOfProcess
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.processes import OneVoice, environment, onevoice
from tests.support.topic import sending


@pytest.fixture
def running(own_kafka: Server, mongo: Server, tmp_path: Path) -> Iterator[OneVoice]:
    """Everything but the role that relays, in one process, on a Kafka of its own: what is parked is this test's."""
    env = environment(tmp_path, own_kafka.url, mongo.url, ONEVOICE_DATABASE_PREFIX=tmp_path.name)
    assert onevoice(env, "topics", "apply").returncode == 0
    roles = [word for role in sorted(ALL_ROLES - {RoleOfProcess.RELAY}) for word in ("--role", role)]
    process = OneVoice(["serve", *roles], env, tmp_path / "log")
    process.start()
    try:
        process.wait_ready()
        yield process
    finally:
        process.kill()


async def test_an_operator_sees_what_runs_and_tries_again_what_is_parked(
    running: OneVoice, own_kafka: Server, tmp_path: Path
) -> None:
    """A role that nobody has is missing, a record that is none of ours is parked, and so it stays."""
    async with (
        httpx.AsyncClient(
            base_url=running.url,
            headers={"Authorization": f"Bearer {running.token(Role.OPERATOR)}"},
            trust_env=False,
        ) as client,
        sending(Cluster(own_kafka.url)) as producer,
    ):

        async def seen() -> dict[str, Any]:
            answer = await client.get("/registry/api/operations")
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

        async def groups() -> bool:
            return bool((await seen())["groups"])

        await eventually(groups, 60)
        found = await seen()
        assert found["missing"] == [RoleOfProcess.RELAY]
        [process] = found["processes"]
        assert process["roles"] == sorted(ALL_ROLES - {RoleOfProcess.RELAY})
        assert {(one["processes"], one["unread"]) for one in found["groups"]} == {(1, 0)}
        assert found["hour"]

        await producer.send_and_wait(topic_of_service("registry"), b"rubbish", b"champion-PRT")

        async def parked() -> bool:
            return bool((await seen())["parked_records"])

        await eventually(parked, 60)
        found = await seen()
        assert {one["stream"] for one in found["parked"]} == {"champion-PRT"}
        assert {one["reason"] for one in found["parked"]} == {"malformed"}
        assert sum(one["records"] for one in found["parked"]) == found["parked_records"]
        answer = await client.post("/registry/api/operations/replay", json={"stream": "champion-PRT"})
        assert answer.json() == {"applied": 0, "parked": found["parked_records"]}

        env = environment(tmp_path, own_kafka.url, "", ONEVOICE_PUBLIC_URL=running.url)
        said = await asyncio.to_thread(onevoice, env, "status", "--json")
        assert said.returncode == 1
        assert json.loads(said.stdout)["registry"]["missing"] == ["relay"]
        table = await asyncio.to_thread(onevoice, env, "status")
        assert (
            f"registry: Records are parked: {found['parked_records']}. See: onevoice parked list"
            in table.stdout
        )
        running.kill()
        gone = await asyncio.to_thread(onevoice, env, "status")
        assert gone.returncode == 1
        assert "registry: It does not answer." in gone.stdout
