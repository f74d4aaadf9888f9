"""Committing to content: an event says what was received without saying it, and without letting it be guessed."""

import hashlib
from typing import Final

NONCE: Final = 32
"""Bytes of a nonce."""


def commit(nonce: bytes, content: bytes) -> str:
    """sha256(nonce ‖ content) in hexadecimal letters. Raises ValueError for a nonce of another length.

    The nonce stays in the vault: with the event alone nobody can try out what the content might have been.
    """
    committing = Committing(nonce)
    committing.add(content)
    return committing.said()


class Committing:
    """A commitment to content that comes in parts, in constant memory. Raises ValueError as ``commit``."""

    def __init__(self, nonce: bytes) -> None:
        if len(nonce) != NONCE:
            raise ValueError(f"a nonce has {NONCE} bytes, not {len(nonce)}")
        self._told = hashlib.sha256(nonce)
        self.size = 0
        """Bytes of the content so far."""

    def add(self, part: bytes) -> None:
        """The content goes on with this."""
        self._told.update(part)
        self.size += len(part)

    def said(self) -> str:
        """The commitment to what was added."""
        return self._told.hexdigest()
