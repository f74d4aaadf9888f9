"""Claiming work that is due: each piece is one worker's, whoever else looks at the same moment."""

from collections.abc import Mapping
from typing import Any

from shared.mongo.client import Collection


async def claim(
    collection: Collection, query: Mapping[str, Any], change: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Make this change to the document that has been due the longest, of those that answer the query; None for none.

    It is read, and changed where it is still as it was read. A single find-and-modify would do on MongoDB; the
    embedded server's has, where many call it at once, given one document to two of them, and none for minutes.
    """
    while found := await collection.find(query).sort("due", 1).limit(1).to_list(None):
        [first] = found
        as_it_was = {name: first.get(name) for name in ("_id", *change)}
        if (await collection.update_one(as_it_was, {"$set": dict(change)})).matched_count:
            return {**first, **change}
    return None
