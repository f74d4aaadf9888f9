"""Judging and stripping in a process of its own, with limits of its own."""

import json
import os
import sys
from typing import BinaryIO, Final

from services.consultations.attachments.verdicts import Kind, Unfit, WrongKind
from services.consultations.confined import LIMITS, Limits, confine, confined

_HEAVY: Final = (
    "it takes too long, or too much memory, to look through: save it in a simpler form and send that"
)
_VERDICTS: Final = {"wrong": WrongKind, "unfit": Unfit}


def prepare(received: BinaryIO, stored: BinaryIO, limits: Limits = LIMITS) -> Kind:
    """The kind of what was received, which is stripped into ``stored``; both are files with a number. Blocks.

    Raises ``WrongKind`` and ``Unfit``, also where it takes more than the limits; RuntimeError for a fault of ours.
    """
    received.flush()
    said = confined(__spec__.name, received, stored, limits)
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
    confine(limits)
    with os.fdopen(received, "rb") as came, os.fdopen(stored, "w+b") as stays:
        verdict = _verdict(came, stays)
    sys.stdout.write(json.dumps(verdict))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
