"""The vault: personal data under a key for each person, the keys in a database of their own.

A person is found by HMAC of what they are known by (an address) and has a random id, which is all that events
ever hold. Destroying a person's key makes their data unreadable wherever it was copied or backed up to.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.clock import Clock, now
from shared.mongo import Database, Duplicate, Index, chunked, ensure_indexes

_NONCE = 12


class Erased(Exception):
    """The person's key is gone: nothing can be kept of them or read."""


class Vault:
    """One service's vault. Every method waits for the store and raises ``Unavailable``; all may be repeated."""

    def __init__(self, database: Database, keys: Database, secret: bytes, clock: Clock = now) -> None:
        self._entries = database["vault"]
        self._lookup = database["vault_lookup"]
        self._keys = keys["keys"]
        pepper = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onevoice lookup")  # RFC 5869
        self._pepper = pepper.derive(secret)
        self._clock = clock

    async def prepare(self) -> None:
        """Make and check the indexes."""
        await ensure_indexes(self._entries, [Index(("person",))])
        await ensure_indexes(self._lookup, [Index(("person",))])
        await ensure_indexes(self._keys, [Index(("at",))])

    async def find(self, known_by: str) -> str | None:
        """The id of the person known by this, if there is one."""
        found = await self._lookup.find_one({"_id": self._known(known_by)})
        return str(found["person"]) if found else None

    async def settle(self, known_by: str) -> str:
        """The id of the person known by this; a new person where nobody is."""
        while True:
            person = await self.find(known_by)
            if person and await self._keys.find_one({"_id": person}):
                return person
            if person:  # an erasure was cut off between key and lookup
                await self._lookup.delete_one({"_id": self._known(known_by), "person": person})
            fresh = uuid.uuid4().hex
            await self._keys.insert_one({"_id": fresh, "key": os.urandom(32), "at": self._clock()})
            try:
                await self._lookup.insert_one({"_id": self._known(known_by), "person": fresh})
            except Duplicate:
                await self._keys.delete_one({"_id": fresh})
            else:
                return fresh

    async def put(self, person: str, field: str, text: str) -> None:
        """Keep a text of the person under this field, instead of what was there. Raises ``Erased``."""
        key = (await self._keys_of([person])).get(person)
        if key is None:
            raise Erased(person)
        nonce = os.urandom(_NONCE)
        place = f"{person}/{field}"
        data = nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())
        entry = {"person": person, "field": field, "data": data}
        await self._entries.replace_one({"_id": place}, entry, upsert=True)

    async def read(self, persons: Iterable[str], field: str) -> dict[str, str]:
        """The text of each person who has one; those erased are simply not there."""
        wanted = list(dict.fromkeys(persons))
        keys = await self._keys_of(wanted)
        texts: dict[str, str] = {}
        for chunk in chunked(f"{person}/{field}" for person in wanted):
            async for entry in self._entries.find({"_id": {"$in": chunk}}):
                key = keys.get(entry["person"])
                if key is not None:
                    texts[entry["person"]] = _decrypt(key, entry["_id"], entry["data"])
        return texts

    async def destroy(self, person: str) -> None:
        """Destroy the person's key, then what it opened. Doing it again finishes what was cut off."""
        await self._keys.delete_one({"_id": person})
        await self._lookup.delete_many({"person": person})
        await self._entries.delete_many({"person": person})

    async def _keys_of(self, persons: Iterable[str]) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for chunk in chunked(persons):
            async for found in self._keys.find({"_id": {"$in": chunk}}):
                keys[found["_id"]] = found["key"]
        return keys

    def _known(self, known_by: str) -> str:
        return hmac.new(self._pepper, known_by.encode(), hashlib.sha256).hexdigest()


def _decrypt(key: bytes, place: str, data: bytes) -> str:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], place.encode()).decode()
    except InvalidTag as error:
        raise ValueError(f"the vault's entry {place} does not open with its key") from error
