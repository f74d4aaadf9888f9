"""Judging and stripping in a process of its own, with limits of its own.

The libraries that read what anybody sends hold Python's lock for seconds over a large PDF, and take memory by what
a file says of itself; here that stops one child, never the service, which has the vault's keys in its memory.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import astuple, dataclass
from typing import BinaryIO, Final

from services.consultations.attachments.verdicts import Kind, Unfit, WrongKind


@dataclass(frozen=True)
class Limits:
    """What one file may take: seconds of a core, bytes of address space, bytes of what is kept."""

    seconds: int = 60
    memory: int = 1 << 30
    kept: int = 256 << 20


_HEAVY: Final = (
    "it takes too long, or too much memory, to look through: save it in a simpler form and send that"
)
_VERDICTS: Final = {"wrong": WrongKind, "unfit": Unfit}


def prepare(received: BinaryIO, stored: BinaryIO, limits: Limits = Limits()) -> Kind:
    """The kind of what was received, which is stripped into ``stored``; both are files with a number. Blocks.

    Raises ``WrongKind`` and ``Unfit``, also where it takes more than the limits; RuntimeError for a fault of ours.
    """
    received.flush()
    numbers = (received.fileno(), stored.fileno())
    said = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", __spec__.name, *map(str, (*numbers, *astuple(limits)))],
        pass_fds=numbers,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},  # nothing else: no secrets
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may quote the file
        check=False,
    )
    if said.returncode < 0:  # the system ended it
        raise Unfit(_HEAVY)
    if said.returncode:
        raise RuntimeError(f"an attachment could not be looked through: exit {said.returncode}")
    verdict, what = json.loads(said.stdout)
    if verdict in _VERDICTS:
        raise _VERDICTS[verdict](what)
    return Kind(what)


def _verdict(received: BinaryIO, stored: BinaryIO) -> tuple[str, str]:
    from services.consultations.attachments.kinds import judge  # noqa: PLC0415 - the child alone needs them
    from services.consultations.attachments.stripping import strip  # noqa: PLC0415

    try:
        kind = judge(received)
        strip(received, kind, stored)
    except WrongKind as error:
        return "wrong", error.what
    except Unfit as error:
        return "unfit", str(error)
    except MemoryError:
        return "unfit", _HEAVY
    return "kind", kind


def _main(received: int, stored: int, *limits: int) -> None:
    for what, most in zip(
        (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE), limits, strict=True
    ):
        resource.setrlimit(what, (most, most))
    with os.fdopen(received, "rb") as came, os.fdopen(stored, "w+b") as stays:
        verdict = _verdict(came, stays)
    sys.stdout.write(json.dumps(verdict))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
