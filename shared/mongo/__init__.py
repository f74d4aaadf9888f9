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
from shared.mongo.ops import ReplaceOne, UpdateOne, Written, bulk, chunked
from shared.mongo.together import Inserts, Together

__all__ = [
    "Client",
    "Collection",
    "Database",
    "Duplicate",
    "Index",
    "Inserts",
    "MisfitIndex",
    "ReplaceOne",
    "Server",
    "StoreClock",
    "Together",
    "Unavailable",
    "UpdateOne",
    "Written",
    "bulk",
    "chunked",
    "claim",
    "connect",
    "ensure_indexes",
    "store_passes",
]
