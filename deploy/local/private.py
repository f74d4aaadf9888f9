"""The local profile's data is of whoever runs it, and of nobody else who has an account on the machine."""

from pathlib import Path
from typing import Final

_OURS_ALONE: Final = 0o700


def private(folder: Path) -> Path:
    """The folder, made where it is not there; others may not look into it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=_OURS_ALONE)
    folder.chmod(_OURS_ALONE)
    return folder
