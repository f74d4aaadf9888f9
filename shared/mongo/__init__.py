"""MongoDB, behind one door: the only package that imports motor and pymongo.

Everybody else sees the names below. Reads are ``majority`` and writes ``majority`` and journaled, because an
acknowledged write without the journal is lost with the process (measured on the embedded server).
"""

from shared.mongo.claiming import claim
from shared.mongo.client import (
    Client,
    Collection,
    Database,
    Duplicate,
    Index,
    MisfitIndex,
    Server,
    Unavailable,
    connect,
    ensure_indexes,
)
from shared.mongo.clock import StoreClock
from shared.mongo.failures import passes as store_passes
from shared.mongo.grid import Content, Grid, in_pieces
from shared.mongo.group_commit import GroupCommit, Inserts
from shared.mongo.ops import ReplaceOne, UpdateOne, Written, bulk, chunked

__all__ = [
    "Client",
    "Collection",
    "Content",
    "Database",
    "Duplicate",
    "Grid",
    "GroupCommit",
    "Index",
    "Inserts",
    "MisfitIndex",
    "ReplaceOne",
    "Server",
    "StoreClock",
    "Unavailable",
    "UpdateOne",
    "Written",
    "bulk",
    "chunked",
    "claim",
    "connect",
    "ensure_indexes",
    "in_pieces",
    "store_passes",
]
