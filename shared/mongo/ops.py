"""Bulk writes, and which of their operations lost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from shared.mongo.client import Collection
from shared.mongo.failures import UNTAKEN, refused

__all__ = ["ReplaceOne", "UpdateOne", "Written", "bulk", "chunked"]

T = TypeVar("T")
DUPLICATE_KEY = 11000
CHUNK = 100
"""How many values one ``$in`` holds: the embedded server answers longer ones in quadratic time."""


def chunked(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a bulk's operations, by position: who lost a race, and what no store takes, with why."""

    lost: frozenset[int] = frozenset()
    refused: Mapping[int, str] = field(default_factory=dict)


async def bulk(collection: Collection, operations: Sequence[Any]) -> Written:
    """Write unordered. Raises ``Unavailable`` for what is of the store's state, and then some may be written.

    At most one operation for each document: unordered writes may be reordered.
    """
    if not operations:
        return Written()
    try:
        await collection.bulk_write(list(operations), ordered=False)
    except BulkWriteError as error:
        return _judged(error)
    except UNTAKEN as error:  # of one of them, and it does not say of which; nothing or some was sent
        if len(operations) == 1:
            return Written(refused={0: f"{type(error).__name__}: {error}"[:300]})
        return await _one_by_one(collection, operations)
    return Written()


async def _one_by_one(collection: Collection, operations: Sequence[Any]) -> Written:
    each = [await bulk(collection, [operation]) for operation in operations]
    refused = {place: why for place, one in enumerate(each) for why in one.refused.values()}
    return Written(frozenset(place for place, one in enumerate(each) if one.lost), refused)


def _judged(error: BulkWriteError) -> Written:
    details = error.details or {}
    failures = details.get("writeErrors", [])
    wrong = {one["index"]: str(one.get("errmsg"))[:300] for one in failures if refused(one.get("code"))}
    lost = frozenset(one["index"] for one in failures if one.get("code") == DUPLICATE_KEY)
    if details.get("writeConcernErrors") or len(wrong) + len(lost) < len(failures):
        raise error
    return Written(lost, wrong)
