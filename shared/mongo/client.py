"""Connections, indexes, and the errors of MongoDB that callers tell apart."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

# motor works in threads, five for each core where nobody says otherwise, and reads this at its import. While the
# store is away each call keeps a thread for seconds: with so few, requests would wait for the consumers' calls.
os.environ.setdefault("MOTOR_MAX_WORKERS", "100")

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]

Duplicate = DuplicateKeyError
"""A unique index said no: somebody else was first."""

Unavailable = PyMongoError
"""Any other failure of the store, also one that stays (``store_passes``). Catch after ``Duplicate``, a kind of it."""

_DURABLE = WriteConcern(w="majority", j=True, wtimeout=10_000)


class MisfitIndex(Exception):
    """An index that exists is not the one the code needs."""


@dataclass(frozen=True)
class Index:
    """One index: its keys in order, whether it is unique, and the filter of a partial one.

    ``ttl``: its one key is when a document is over, and the server removes it soon after.
    """

    keys: tuple[str, ...]
    unique: bool = False
    where: Mapping[str, object] | None = None
    ttl: bool = False

    @property
    def name(self) -> str:
        """Derived from what it is, so that another definition never hides under the same name."""
        unique = "unique_" if self.unique else ""
        where = "_where_" + "_".join(self.where) if self.where else ""
        ttl = "_ttl" if self.ttl else ""
        return unique + "_".join(key.replace(".", "_") for key in self.keys) + where + ttl


class Server:
    """One connection pool to a MongoDB; hands out a service's database. May be shared by a process."""

    def __init__(self, url: str) -> None:
        self.client: Client = AsyncIOMotorClient(
            url,
            serverSelectionTimeoutMS=3_000,
            connectTimeoutMS=3_000,
            socketTimeoutMS=20_000,
            tz_aware=True,
            tzinfo=UTC,
            appname="onevoice",
        )

    def database(self, name: str) -> Database:
        """The database with this project's read and write concerns."""
        options: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
        return self.client.get_database(
            name, codec_options=options, read_concern=ReadConcern("majority"), write_concern=_DURABLE
        )

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()


def connect(url: str) -> Server:
    """A server by its URL. Does not wait for it: the first use does, and may raise ``Unavailable``."""
    return Server(url)


async def ensure_indexes(collection: Collection, indexes: Sequence[Index]) -> None:
    """Make the indexes that are missing and check those that are there.

    Raises ``MisfitIndex`` when one of that name differs, or when the data breaks a unique one.
    """
    present = await collection.index_information() if indexes else {}
    for index in indexes:
        if index.name in present:
            _check(collection.name, index, present[index.name])
            continue
        options: dict[str, Any] = {"name": index.name, "unique": index.unique}
        if index.where:
            options["partialFilterExpression"] = dict(index.where)
        if index.ttl:
            options["expireAfterSeconds"] = 0
        try:
            await collection.create_index([(key, 1) for key in index.keys], **options)
        except DuplicateKeyError as error:
            raise MisfitIndex(
                f"collection {collection.name} holds documents that break the unique index {index.name}; "
                "restore it from a backup or remove the repeated documents by hand"
            ) from error
        except OperationFailure as error:
            if error.code not in {85, 86}:  # IndexOptionsConflict, IndexKeySpecsConflict
                raise
            raise MisfitIndex(_mend(collection.name, index, "has other options")) from error


def _check(collection: str, index: Index, found: Mapping[str, Any]) -> None:
    keys = tuple(key for key, _ in found["key"])
    same = (
        keys == index.keys
        and bool(found.get("unique")) == index.unique
        and dict(found.get("partialFilterExpression") or {}) == dict(index.where or {})
        and found.get("expireAfterSeconds") == (0 if index.ttl else None)
    )
    if not same:
        raise MisfitIndex(_mend(collection, index, f"is on {', '.join(keys)}"))


def _mend(collection: str, index: Index, what: str) -> str:
    return (
        f"index {index.name} of collection {collection} {what}; "
        "drop it and start again: it is made anew at start"
    )
