"""The vault: personal data under a key for each person, the keys in a database of their own.

A person is found by HMAC of what they are known by (an address) and has a random id, which is all that events
ever hold. Destroying a person's key makes their data unreadable wherever it was copied or backed up to.
"""

import contextlib
import hashlib
import hmac
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.clock import Clock, now
from shared.mongo import Collection, Database, Duplicate, Index, Inserts, chunked, ensure_indexes
from shared.vault.drawer import Drawer, Erased, decrypt
from shared.vault.files import Files

_WHOLE: Mapping[str, object] = {"key": {"$exists": True}}
"""A key that opens something; one whose sweep was cut off is a mark without it."""


@dataclass(frozen=True)
class Kept:
    """How much is kept of a person: keys (one or none), lookups (what they are known by), texts, and files.

    A file counts that is only half written.
    """

    keys: int = 0
    lookups: int = 0
    texts: int = 0
    files: int = 0


class Vault:
    """One service's vault. Every method waits for the store and raises ``Unavailable``; all may be repeated.

    A key says ``at``, when somebody was last settled, until something is known to refer to the person: a sweep
    looks at what has waited for long, and both change it in one step, so that only one of them gets it.
    """

    def __init__(self, database: Database, keys: Database, secret: bytes, clock: Clock = now) -> None:
        self._entries = database["vault"]
        self._deposits = Inserts(self._entries)
        self._lookup = database["vault_lookup"]
        self._keys = keys["keys"]
        self._admissions = Inserts(self._keys)
        pepper = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onevoice lookup")  # RFC 5869
        self._pepper = pepper.derive(secret)
        self._clock = clock
        self.files = Files(database, self.open)

    async def prepare(self) -> None:
        """Make and check the indexes."""
        await ensure_indexes(self._entries, [Index(("person",))])
        await ensure_indexes(self._lookup, [Index(("person",))])
        await ensure_indexes(self._keys, [Index(("at",))])
        await self.files.prepare()

    async def find(self, known_by: str) -> str | None:
        """The id of the person known by this, if there is one."""
        found = await self._lookup.find_one({"_id": self._known(known_by)})
        return str(found["person"]) if found else None

    async def find_again(self, field: str, known_by: Callable[[str], str]) -> int:
        """Find everybody under a new secret, by what a text of theirs says that they are known by; how many."""
        found = 0
        for entry in [one async for one in self._lookup.find({})]:
            text = (await self.read([entry["person"]], field)).get(entry["person"])
            known = self._known(known_by(text)) if text is not None else entry["_id"]
            if known != entry["_id"]:
                with contextlib.suppress(Duplicate):
                    await self._lookup.insert_one({"_id": known, "person": entry["person"]})
                await self._lookup.delete_one({"_id": entry["_id"]})
                found += 1
        return found

    async def settle(self, known_by: str) -> str:
        """The id of the person known by this; a new person where nobody is."""
        while True:
            person = await self.find(known_by)
            if person and await self.hold(person):
                return person
            if person:  # an erasure or a sweep was cut off between key and lookup
                await self._lookup.delete_one({"_id": self._known(known_by), "person": person})
            fresh = uuid.uuid4().hex
            await self._keys.insert_one({"_id": fresh, "key": os.urandom(32), "at": self._clock()})
            try:
                await self._lookup.insert_one({"_id": self._known(known_by), "person": fresh})
            except Duplicate:
                await self._keys.delete_one({"_id": fresh})
            else:
                return fresh

    async def hold(self, person: str) -> bool:
        """Whether the person's key is there; one that nothing refers to yet is out of a sweep's reach again."""
        found = await self._keys.find_one({"_id": person, **_WHOLE}, {"at": 1})
        if found is None or "at" not in found:
            return found is not None
        held = await self._keys.update_one({"_id": person, **_WHOLE}, {"$set": {"at": self._clock()}})
        return held.matched_count == 1

    async def put(self, person: str, field: str, text: str) -> None:
        """Keep a text of the person under this field, instead of what was there. Raises ``Erased``."""
        await (await self.open(person)).put(field, text)

    async def open(self, person: str) -> Drawer:
        """The person's drawer. Raises ``Erased``."""
        key = (await self._keys_of([person])).get(person)
        if key is None:
            raise Erased(person)
        return Drawer(self._entries, self._deposits, person, key)

    async def drawers(self, persons: Iterable[str]) -> dict[str, Drawer]:
        """The drawers of several; those erased are simply not there."""
        keys = await self._keys_of(dict.fromkeys(persons))
        return {person: Drawer(self._entries, self._deposits, person, key) for person, key in keys.items()}

    async def admit(self, person: str) -> Drawer:
        """The drawer of somebody whose id the caller derived, such as who sends an input; new at first."""
        key = os.urandom(32)
        try:
            await self._admissions.insert_one({"_id": person, "key": key, "at": self._clock()})
        except Duplicate:
            return await self.open(person)
        return Drawer(self._entries, self._deposits, person, key)

    async def read(self, persons: Iterable[str], field: str) -> dict[str, str]:
        """The text of each person who has one; those erased are simply not there."""
        return await self.texts(dict.fromkeys(persons, field))

    async def texts(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The same with a field for each person."""
        found = await self.each(fields.items())
        return {person: text for (person, _), text in found.items()}

    async def each(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The same of a person and a field each: of one person as many as are wanted."""
        places = {f"{person}/{field}": (person, field) for person, field in wanted}
        keys = await self._keys_of(dict.fromkeys(person for person, _ in places.values()))
        texts: dict[tuple[str, str], str] = {}
        for chunk in chunked(places):
            async for entry in self._entries.find({"_id": {"$in": chunk}}):
                key = keys.get(entry["person"])
                if key is not None:
                    texts[places[entry["_id"]]] = decrypt(key, entry["_id"], entry["data"])
        return texts

    async def destroy(self, person: str) -> None:
        """Destroy the person's key, then what it opened. Doing it again finishes what was cut off."""
        await self._keys.delete_one({"_id": person})
        await self._emptied(person)

    async def bar(self, person: str) -> None:
        """Destroy, and admit nobody under this id again: who derives it anew finds that it was erased."""
        barred = {"_id": person, "barred": True}
        await self._keys.replace_one({"_id": person}, barred, upsert=True)
        await self._emptied(person)

    async def kept(self, persons: Iterable[str]) -> dict[str, Kept]:
        """How much is kept of each of them; those of whom nothing is are not there."""
        found: dict[str, list[int]] = {}
        places: tuple[tuple[Collection, str, Mapping[str, object]], ...] = (
            (self._keys, "_id", _WHOLE),
            (self._lookup, "person", {}),
            (self._entries, "person", {}),
            (self.files.chunks, "person", {"n": 0}),  # a file's first piece: every one has it
        )
        for chunk in chunked(dict.fromkeys(persons)):
            for number, (collection, field, which) in enumerate(places):
                async for one in collection.find({field: {"$in": chunk}, **which}, {field: 1}):
                    found.setdefault(one[field], [0] * len(places))[number] += 1
        return {person: Kept(*counts) for person, counts in found.items()}

    async def waiting(self, before: datetime) -> AsyncIterator[tuple[str, datetime]]:
        """Whom nothing is known to refer to, settled before then: each with the moment that its key says."""
        async for found in self._keys.find({"at": {"$lt": before}}, {"at": 1}):
            yield found["_id"], found["at"]

    async def refer(self, person: str, at: datetime) -> None:
        """Something refers to the person for good: no sweep looks at it again."""
        await self._keys.update_one({"_id": person, "at": at}, {"$unset": {"at": ""}})

    async def abandon(self, person: str, at: datetime) -> bool:
        """Destroy the person, unless somebody was settled as them after ``at``: then False.

        The key goes first and its place stays until the rest is gone, so that what is cut off is found again.
        """
        gone = await self._keys.update_one({"_id": person, "at": at}, {"$unset": {"key": ""}})
        if not gone.matched_count:
            return False
        await self._emptied(person)
        await self._keys.delete_one({"_id": person, "key": {"$exists": False}})
        return True

    async def _emptied(self, person: str) -> None:
        """Remove whatever the person's key opened."""
        await self._lookup.delete_many({"person": person})
        await self._entries.delete_many({"person": person})
        await self.files.remove(person)

    async def _keys_of(self, persons: Iterable[str]) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for chunk in chunked(persons):
            async for found in self._keys.find({"_id": {"$in": chunk}, **_WHOLE}):
                keys[found["_id"]] = found["key"]
        return keys

    def _known(self, known_by: str) -> str:
        return hmac.new(self._pepper, known_by.encode(), hashlib.sha256).hexdigest()
