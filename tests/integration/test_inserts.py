"""Inserts that are made together."""

import asyncio

import pytest

from shared.mongo import Database, Duplicate, Inserts, Unavailable, connect

pytestmark = pytest.mark.law(1)


async def test_each_insert_is_answered_as_if_it_were_alone(database: Database) -> None:
    """Of many who insert at once, exactly the losers learn that somebody was first, each of their own document."""
    inserts = Inserts(database["race"])
    documents = [{"_id": number % 70, "by": number} for number in range(250)]
    found = await asyncio.gather(*(inserts.insert_one(one) for one in documents), return_exceptions=True)
    kept = {document["_id"]: document["by"] async for document in database["race"].find()}
    assert len(kept) == 70
    for document, answer in zip(documents, found, strict=True):
        if kept[document["_id"]] == document["by"]:
            assert answer is None
        else:
            assert isinstance(answer, Duplicate)


async def test_other_unique_indexes_are_answered_too(database: Database) -> None:
    """Not only that of ``_id``."""
    await database["race"].create_index([("name", 1)], unique=True)
    inserts = Inserts(database["race"])
    found = await asyncio.gather(
        *(inserts.insert_one({"_id": number, "name": number // 2}) for number in range(6)),
        return_exceptions=True,
    )
    assert [type(one) for one in found] == [type(None), Duplicate] * 3


async def test_nobody_is_told_that_it_is_kept_while_the_store_is_away() -> None:
    """Everybody in the group learns it."""
    away = connect("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    inserts = Inserts(away.database("nowhere")["race"])
    found = await asyncio.gather(*(inserts.insert_one({"_id": n}) for n in range(5)), return_exceptions=True)
    assert all(isinstance(one, Unavailable) and not isinstance(one, Duplicate) for one in found)
    away.close()
