"""Sealed links: what they say can be neither read nor made by anybody else."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LONGEST = 400


class BadLink(Exception):
    """Not a link of ours, cut off, or made for something else."""


class Links:
    """Seals and opens tokens that stand in addresses, under a key derived from the service's secret (RFC 5869)."""

    def __init__(self, secret: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onevoice links").derive(secret)
        self._key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onevoice ids").derive(secret)
        self._seal = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, purpose: str, *words: str) -> str:
        """A token that only ``open`` with the same purpose reads; words without NUL."""
        return self._seal.encrypt("\0".join((purpose, *words)).encode()).decode().rstrip("=")

    def derive(self, purpose: str, *words: str) -> str:
        """An id of 32 hexadecimal letters: the same for the same words, and nobody else can work it out."""
        return hmac.new(self._key, "\0".join((purpose, *words)).encode(), hashlib.sha256).hexdigest()[:32]

    def open(self, purpose: str, token: str, within: int | None = None) -> list[str]:
        """The words; ``within`` so many seconds of their sealing. Raises ``BadLink``."""
        if len(token) > _LONGEST or not token.isascii():
            raise BadLink("too long, or not of our letters")
        try:
            told, *words = self._seal.decrypt(token + "=" * (-len(token) % 4), within).decode().split("\0")
        except InvalidToken as error:
            raise BadLink("not one of ours, or too old") from error
        if told != purpose:
            raise BadLink(f"it is for {told}, not for {purpose}")
        return words
