"""Whether an address is known cannot be told from the time that an answer takes, however slow the store."""

import asyncio
import time
import uuid
from bisect import bisect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.mongo import chunked
from shared.settings import Settings
from tests.support.between import Between
from tests.support.engines import Server
from tests.support.processes import OneVoice, environment

EACH = 30
ONE_IN_A_MILLION = 0.7
"""How far two samples of thirty lie apart, of one distribution, once in a million times: sqrt(ln(2e6) / 30)."""
SLOW = 0.02
"""Seconds that a write of a key takes here: only for an address that nobody knows one is made."""


def late(name: str, command: Mapping[str, Any]) -> float:
    """Keys are written slowly."""
    return SLOW if name in {"insert", "update"} and command["$db"].endswith("_keys") else 0.0


@pytest.mark.law(14)
async def test_the_times_of_known_and_of_new_addresses_are_alike(
    cluster: Cluster, mongo: Server, tmp_path: Path
) -> None:
    """Registered in turn, their times are of one distribution, by the test of Kolmogorov and Smirnov."""
    async with Between(mongo.url, late=late).listening() as between:
        more = {"ONEVOICE_DATABASE_PREFIX": f"time_{uuid.uuid4().hex[:8]}"}
        process = OneVoice(
            ["serve", "notifications"],
            environment(tmp_path, cluster.servers, between.url, **more),
            tmp_path / "log",
        )
        process.start()
        try:
            await asyncio.to_thread(process.wait_ready)
            issuer = LocalIssuer(Settings(var=tmp_path))
            prt, fra = (
                {"Authorization": f"Bearer {issuer.token(Role.MISSION, of)}"} for of in ("PRT", "FRA")
            )
            known, new = ([f"{uuid.uuid4().hex}@mission.example" for _ in range(EACH)] for _ in range(2))
            async with httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=60) as api:

                async def taken(address: str, who: Mapping[str, str]) -> float:
                    began = time.monotonic()
                    body = {"kind": "person", "address": address, "name": "Ours"}
                    answer = await api.post("/notifications/api/contacts", json=body, headers=who)
                    assert answer.is_success, answer.text
                    return time.monotonic() - began

                await asyncio.gather(*(taken(address, prt) for address in known))
                pairs: list[list[float]] = []
                for some in chunked(zip(known, new, strict=True), 5):
                    times = await asyncio.gather(*(taken(one, fra) for pair in some for one in pair))
                    pairs += chunked(times, 2)
        finally:
            process.kill()
    of_known, of_new = (sorted(times) for times in zip(*pairs, strict=True))
    apart = max(abs(bisect(of_known, at) - bisect(of_new, at)) / EACH for at in (*of_known, *of_new))
    assert apart < ONE_IN_A_MILLION, (of_known[EACH // 2], of_new[EACH // 2])
