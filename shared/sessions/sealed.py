"""Sealing what is kept with a secret that is kept nowhere: only who brings it back can open it."""

import hashlib
import hmac
import secrets

from shared.vault.drawer import decrypt, encrypt


def fresh() -> str:
    """A secret of 256 bits, as a cookie or an address can hold it."""
    return secrets.token_urlsafe(32)


def derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose, which say nothing of the secret nor of those for another."""
    return hmac.new(secret.encode(), f"onevoice {purpose}".encode(), hashlib.sha256).digest()


def seal(secret: str, purpose: str, text: str) -> bytes:
    """The text, to be opened with the same secret for the same purpose alone."""
    return encrypt(derived(secret, purpose), purpose, text)


def unseal(secret: str, purpose: str, sealed: bytes) -> str | None:
    """What was sealed; None where this secret does not open it, or it was changed."""
    try:
        return decrypt(derived(secret, purpose), purpose, sealed)
    except ValueError:
        return None
