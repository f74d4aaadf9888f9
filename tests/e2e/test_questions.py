"""Every question that the product asks its databases has an index, by the rules of MongoDB itself.

The embedded server explains itself otherwise than MongoDB plans, so its word is not taken: each question that a run
of everything asks is held against the indexes that this run has made.
"""

import asyncio
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from onevoice.services import SERVICES
from shared.auth import Role
from shared.mongo import connect
from shared.settings import Settings
from tests.support.fixtures import House, house_of_module
from tests.support.processes import OneVoice, environment

__all__ = ["house_of_module"]
RANGES = {"$in", "$gt", "$gte", "$lt", "$lte", "$eq"}
"""Conditions that bound a key of an index; ``$ne``, ``$nin`` and ``$exists`` do not."""
SMALL: dict[str, str] = {
    "identity": "a handful of documents for each service",
    "generations": "one document for each view",
    "briefings_g": "some decades of briefings: their list is read whole, filtered and sorted in memory",
    "champions_g": "at most one for each State",
    "networks_g": "at most one for each State and region",
    "structures_g": "one for each briefing",
    "secondments_g": "one for each agency and place",
    "calls_g": "some for each year",
}
"""Collections that may be read whole, and why."""


@dataclass(frozen=True)
class Kept:
    """An index as its server tells of it."""

    keys: tuple[str, ...]
    where: Mapping[str, Any]


def bounds(condition: Any) -> bool:
    """Whether a condition on a key says where in an index to look."""
    return bool(RANGES & condition.keys()) if isinstance(condition, dict) else True


def implies(asked: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    """Whether only documents of a partial index can answer."""
    return all(asked.get(key) == value and key in asked for key, value in where.items())


def has_index(asked: Mapping[str, Any], order: Sequence[str], bound: bool, kept: Sequence[Kept]) -> bool:  # noqa: FBT001
    """Whether MongoDB can answer by an index: it bounds the first key of one, or gives the order of a bounded few."""
    if asked.get("_id", "$") != "$" and bounds(asked["_id"]):
        return True
    if any(has_index({**asked, "$and": [], **one}, order, bound, kept) for one in asked.get("$and", [])):
        return True
    if asked.get("$or") and all(has_index(one, order, bound, kept) for one in asked["$or"]):
        return True
    for index in kept:
        first = index.keys[0]
        usable = (first in asked and bounds(asked[first])) or (bound and [*order][:1] == [first])
        if usable and implies(asked, index.where):
            return True
    return False


STREAMS = [Kept(("stream", "seq"), {}), Kept(("at", "stream"), {"published": False})]


@pytest.mark.parametrize(
    ("asked", "order", "bound", "answer"),
    [
        ({"stream": "…"}, [], False, True),
        ({"stream": {"$in": ["…"]}, "published": False}, ["stream", "seq"], True, True),
        ({"at": {"$gt": "…"}, "published": False}, ["at"], True, True),
        ({"published": False}, ["at"], True, True),
        ({"published": False}, [], False, False),
        ({"at": {"$gt": "…"}}, ["at"], True, False),
        ({"at": {"$ne": None}, "published": False}, [], False, False),
        ({"_id": "…"}, [], False, True),
        ({"_id": {"$nin": ["…"]}, "seq": "…"}, [], False, False),
        ({"$or": [{"stream": "…"}, {"_id": "…"}]}, [], False, True),
        ({"$or": [{"stream": "…"}, {"actor": "…"}]}, [], False, False),
        ({}, ["stream"], True, True),
        ({}, ["stream"], False, False),
    ],
)
def test_the_rule_is_that_of_mongodb(
    asked: dict[str, Any],
    order: list[str],
    bound: bool,  # noqa: FBT001
    answer: bool,  # noqa: FBT001
) -> None:
    """The first key of an index is bounded, and a partial one holds all that may answer."""
    assert has_index(asked, order, bound, STREAMS) == answer


def everything_public(url: str, token: str) -> None:
    """Read every list and page that needs no name."""
    with httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
    ) as client:
        for service in SERVICES:
            for path, methods in client.get(f"/{service}/openapi.json").json()["paths"].items():
                if "get" in methods and "{" not in path:
                    client.get(f"/{service}{path}")
        for path in (
            "/",
            "/consultations/briefings",
            "/consultations/calls",
            "/registry/champions",
            "/notifications",
        ):
            client.get(path, headers={"Accept": "text/html"})


@pytest.mark.law(12)
async def test_every_question_has_an_index(house_of_module: House, tmp_path: Path) -> None:
    """Of everything that the main job asks, and every list: none needs a whole collection that may grow."""
    observed, mongo = tmp_path / "observed.jsonl", house_of_module.mongo
    env = environment(
        tmp_path / "var",
        house_of_module.kafka.url,
        mongo.url,
        ONEVOICE_PORT=str(ports.pick()),
        ONEVOICE_DATABASE_PREFIX="observed",
        OBSERVED=str(observed),
    )
    process = OneVoice(["run"], env, tmp_path / "log", module="tests.support.observed")
    process.start()
    deadline = time.monotonic() + 120
    while "effects seen" not in process.tail():
        assert process.code() is None, process.tail()
        assert time.monotonic() < deadline, process.tail()
        await asyncio.sleep(0.2)
    everything_public(process.url, LocalIssuer(Settings(var=tmp_path / "var")).token(Role.SECRETARIAT))
    process.stop()
    asked = [json.loads(line) for line in observed.read_text().splitlines()]
    assert len(asked) > 100
    server, indexes, unserved = connect(mongo.url), {}, []
    for service in SERVICES:
        for name in (f"observed_{service}", f"observed_{service}_keys"):
            database = server.database(name)
            for collection in await database.list_collection_names():
                known = await database[collection].index_information()
                plain = re.sub(r"_g\d+$", "_g", collection)
                indexes[name.rpartition("_")[2], plain] = [
                    Kept(tuple(key for key, _ in one["key"]), one.get("partialFilterExpression", {}))
                    for one in known.values()
                ]
    for one in asked:
        kept = indexes.get((one["database"], one["collection"]), [])
        if one["collection"] not in SMALL and not has_index(one["filter"], one["sort"], one["limit"], kept):
            unserved.append(
                f"{one['database']}.{one['collection']} {one['asks']} {one['filter']} {one['sort']}"
            )
    server.close()
    assert unserved == []
