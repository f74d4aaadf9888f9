"""A child process with limits of its own and no secrets, for libraries that read what anybody sends.

They hold Python's lock for seconds over a large file, and take memory by what it says of itself; here that stops one
child, never the service, which has the vault's keys in its memory.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import BinaryIO, Final


@dataclass(frozen=True)
class Limits:
    """What one file may take: seconds of a core, bytes of address space, bytes of what is kept."""

    seconds: int = 60
    memory: int = 1 << 30
    kept: int = 256 << 20


LIMITS: Final = Limits()


def confined(
    module: str, received: BinaryIO, stored: BinaryIO, limits: Limits
) -> "subprocess.CompletedProcess[bytes]":
    """Run the module with the numbers of both files and then the limits, which it sets by ``confine``. Blocks."""
    numbers = (received.fileno(), stored.fileno())
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", module, *map(str, (*numbers, *astuple(limits)))],
        pass_fds=numbers,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},  # nothing else: no secrets
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may quote the file
        check=False,
    )


def confine(limits: Sequence[int]) -> None:
    """Set the limits of this process, as the child was given them."""
    kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
    for what, most in zip(kinds, limits, strict=True):
        resource.setrlimit(what, (most, most))
