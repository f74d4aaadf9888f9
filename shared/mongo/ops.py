"""Bulk writes, and which of their operations lost."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from shared.mongo.client import Collection

__all__ = ["ReplaceOne", "UpdateOne", "bulk", "chunked", "duplicates_of"]

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


async def bulk(collection: Collection, operations: Sequence[Any]) -> set[int]:
    """Write unordered; the positions of the operations that met a duplicate key.

    At most one operation for each document: unordered writes may be reordered. Any other failure raises.
    """
    if not operations:
        return set()
    try:
        await collection.bulk_write(list(operations), ordered=False)
    except BulkWriteError as error:
        return duplicates_of(error)
    return set()


def duplicates_of(error: BulkWriteError) -> set[int]:
    """Positions of the operations that lost; raises the error itself when any failed otherwise."""
    details = error.details or {}
    failures = details.get("writeErrors", [])
    if details.get("writeConcernErrors") or any(f.get("code") != DUPLICATE_KEY for f in failures):
        raise error
    return {int(f["index"]) for f in failures}
