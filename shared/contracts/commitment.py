"""Committing to content: an event says what was received without saying it, and without letting it be guessed."""

import hashlib
from typing import Final

NONCE: Final = 32
"""Bytes of a nonce."""


def commit(nonce: bytes, content: bytes) -> str:
    """sha256(nonce ‖ content) in hexadecimal letters. Raises ValueError for a nonce of another length.

    The nonce stays in the vault: with the event alone nobody can try out what the content might have been.
    """
    if len(nonce) != NONCE:
        raise ValueError(f"a nonce has {NONCE} bytes, not {len(nonce)}")
    return hashlib.sha256(nonce + content).hexdigest()
