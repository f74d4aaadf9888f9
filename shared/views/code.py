"""With what code a view is folded: a digest of every source file that could matter."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from shared.views.view import View

_ROOT: Final = Path(__file__).resolve().parents[2]


def code_of(view: View[Any]) -> str:
    """The digest of the view's service and of what services share.

    It changes more often than what the view holds. That costs a fill that is begun anew, and nothing else: who has
    no generation of its own code reads the active one.
    """
    return _digest(*view.evolve.__module__.split(".")[:2])


@cache
def _digest(*folder: str) -> str:
    found = hashlib.sha256()
    for path in sorted({*_ROOT.joinpath(*folder).rglob("*.py"), *_ROOT.joinpath("shared").rglob("*.py")}):
        found.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]
