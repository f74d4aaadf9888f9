"""One person's part of a vault, opened with their key."""

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.contracts.commitment import commit
from shared.mongo import Collection, Duplicate, Inserts

_NONCE: Final = 12


class Erased(Exception):
    """The person's key is gone: nothing can be kept of them or read."""


class Drawer:
    """What is kept of one person. Every method that waits raises ``Unavailable``; all may be repeated."""

    def __init__(self, entries: Collection, deposits: Inserts, person: str, key: bytes) -> None:
        self._entries = entries
        self._deposits = deposits
        self.person = person
        self.key = key

    def nonce(self, field: str) -> bytes:
        """32 bytes for a commitment to this field: always the same, secret without the key, and gone with it."""
        return hmac.new(self.key, f"nonce {field}".encode(), hashlib.sha256).digest()

    async def put(self, field: str, text: str) -> None:
        """Keep a text under this field, instead of what was there."""
        entry = self._entry(field, text)
        await self._entries.replace_one({"_id": entry["_id"]}, entry, upsert=True)

    async def deposit(self, field: str, text: str) -> str:
        """Keep a text under this field unless something is there: what is there then, this or what was."""
        try:
            await self._deposits.insert_one(self._entry(field, text))
        except Duplicate:
            there = await self.read(field)
            return text if there is None else there
        return text

    async def keep(self, field: str, text: str) -> str:
        """Keep a text beside the others of this field; what commits to it, under which it is found (``under``).

        The same text has the same commitment for ever, so that whoever sends it again says nothing new.
        """
        commitment = self.commitment(field, text)
        await self.put(under(field, commitment), text)
        return commitment

    def commitment(self, field: str, text: str) -> str:
        """What commits to a text of this field, kept or not."""
        return commit(self.nonce(field), text.encode())

    async def read(self, field: str) -> str | None:
        """The text under this field, if there is one."""
        entry = await self._entries.find_one({"_id": f"{self.person}/{field}"})
        return decrypt(self.key, entry["_id"], entry["data"]) if entry else None

    async def remove(self, field: str) -> None:
        """Keep nothing under this field any more."""
        await self._entries.delete_one({"_id": f"{self.person}/{field}"})

    def _entry(self, field: str, text: str) -> dict[str, object]:
        place = f"{self.person}/{field}"
        return {
            "_id": place,
            "person": self.person,
            "field": field,
            "data": encrypt(self.key, place, text),
        }


def under(field: str, commitment: str) -> str:
    """The field of one text of several."""
    return f"{field} {commitment}"


def encrypt(key: bytes, place: str, text: str) -> bytes:
    """The text as it is kept at this place; nowhere else does it open."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def decrypt(key: bytes, place: str, data: bytes) -> str:
    """The text that was kept at this place."""
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], place.encode()).decode()
    except InvalidTag as error:
        raise ValueError(f"the vault's entry {place} does not open with its key") from error
