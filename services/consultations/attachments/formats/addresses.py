"""Addresses in documents: the few kinds that lead a reader somewhere and tell nothing of where they were written."""

import re
from typing import Final

_KNOWN: Final = re.compile(r"(https?://[^\s/\\?#]|mailto:[^\s\\])[^\s\\]*|#.*", re.IGNORECASE)
_PATH: Final = re.compile(
    r"(file:|[a-z]:[\\/]|\\\\|//|(/|^)(home|users|volumes|media|mnt)/)|\.[a-z][a-z0-9]{2,4}$", re.IGNORECASE
)
"""A path on somebody's disk or share, or a file's name: what programs write into descriptions by themselves."""


def may_stay(address: str) -> bool:
    """Whether a link's address is of the web, a mailbox's, or of the document itself.

    Everything else opens a program, a share that the reader's computer signs in to, or somebody's disk.
    """
    return _KNOWN.fullmatch(address) is not None


def names_a_file(text: str) -> bool:
    """Whether a description is, or holds, a file's name."""
    return _PATH.search(text.strip()) is not None
