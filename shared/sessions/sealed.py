"""Sealing what is kept with a secret that is kept nowhere: only who brings it back can open it."""

import hashlib
import hmac
import os
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


def fresh() -> str:
    """A secret of 256 bits, as a cookie or an address can hold it."""
    return secrets.token_urlsafe(32)


def derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose, which say nothing of the secret nor of those for another."""
    return hmac.new(secret.encode(), f"onevoice {purpose}".encode(), hashlib.sha256).digest()


def seal(secret: str, purpose: str, data: bytes) -> bytes:
    """The data, to be opened with the same secret for the same purpose alone."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(derived(secret, purpose)).encrypt(nonce, data, purpose.encode())


def unseal(secret: str, purpose: str, sealed: bytes) -> bytes | None:
    """What was sealed; None where this secret does not open it, or it was changed."""
    try:
        return AESGCM(derived(secret, purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError):
        return None
