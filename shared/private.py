"""Files that are of whoever runs this, and of nobody else who has an account on the machine."""

import contextlib
import os
from pathlib import Path
from typing import Final

_OURS_ALONE: Final = 0o700


def private(folder: Path) -> Path:
    """The folder, made where it is not there, with those that it lies in; others may not look into it.

    Raises OSError.
    """
    if not folder.parent.exists():
        private(folder.parent)
    folder.mkdir(exist_ok=True, mode=_OURS_ALONE)
    folder.chmod(_OURS_ALONE)
    return folder


def keep(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all: of two who make it at once, the first counts."""
    if path.exists():
        return
    private(path.parent)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
