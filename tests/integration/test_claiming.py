"""Work that is due, claimed by many at once."""

import asyncio
from collections import Counter

import pytest

from shared.mongo import Database, claim

pytestmark = pytest.mark.law(10)


async def test_each_piece_of_work_is_one_claimers(database: Database) -> None:
    """Of many who look at the same moment, each gets what has waited the longest, nobody what another has."""
    work = database["work"]
    await work.create_index([("lane", 1), ("due", 1)])
    pieces = [
        {"_id": number, "lane": 0, "due": number // 5, "owner": None, "to": "x" * 5_000}
        for number in range(200)
    ]
    await work.insert_many([*pieces, {"_id": "later", "lane": 0, "due": 1_000, "owner": None}])
    claimed: list[int] = []

    async def claimer(name: str) -> None:
        while found := await claim(work, {"lane": 0, "due": {"$lte": 100}}, {"due": 1_000, "owner": name}):
            assert (found["due"], found["owner"]) == (1_000, name)
            claimed.append(found["_id"])

    async with asyncio.timeout(120):
        await asyncio.gather(*(claimer(f"claimer {number}") for number in range(10)))
    assert Counter(claimed) == Counter(range(200))
    assert (await work.find_one({"_id": "later"}) or {})["owner"] is None


async def test_the_longest_due_is_claimed_first_also_where_a_field_was_not_there(database: Database) -> None:
    """One after the other."""
    await database["work"].insert_many([{"_id": number, "due": 3 - number} for number in range(3)])
    found = [await claim(database["work"], {"due": {"$lte": 3}}, {"due": 9, "owner": "me"}) for _ in range(4)]
    assert [one and one["_id"] for one in found] == [2, 1, 0, None]
