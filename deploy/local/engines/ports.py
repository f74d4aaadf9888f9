"""Ports on the loopback address."""

import contextlib
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
CHOICE = range(20_000, 32_000)
"""Below every system's ephemeral range: there, while an engine is down, a client that tries to reconnect
may be given the engine's own port, connect to itself, and keep the engine from coming back."""


def is_free(port: int) -> bool:
    """Whether a server could listen here now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def pick() -> int:
    """A port that is free now."""
    while not is_free(port := random.choice(CHOICE)):  # noqa: S311 - no secret
        pass
    return port


def remembered(file: Path) -> int:
    """The port noted in the file if it is still free, else another, noted there."""
    with contextlib.suppress(OSError, ValueError):
        if is_free(port := int(file.read_text())):
            return port
    file.write_text(str(port := pick()))
    return port
