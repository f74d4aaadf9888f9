"""What a crashed run leaves behind: the lock that tells it from a living one, and its processes.

A running engine's folder is held by a lock that the kernel drops with the process that took it. Whoever
gets the lock therefore knows that no living run uses the folder, and that a process noted there is a
leftover, to be ended if it is provably the one that was noted: same pid, same start, this folder among its
words.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.private import private

PATIENCE = 10.0
"""Seconds a leftover gets to end by itself before it is killed."""


@dataclass(frozen=True)
class Seen:
    """A living process: when it began, in the system's own words, and its command line."""

    born: str
    words: str


def look(pid: int) -> Seen | None:
    """The process with this pid, or None if there is none (one that only waits to be reaped is none)."""
    if Path("/proc/self/stat").exists():
        try:
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError):
            return None
        return None if state == "Z" else Seen(born=rest[18], words=words)
    told = subprocess.run(  # noqa: S603 - a fixed command
        ["/bin/ps", "-ww", "-o", "lstart=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    lstart = 24  # "Wed Mar  4 10:00:00 2020"
    return Seen(born=told[:lstart], words=told[lstart:]) if told.strip() else None


def claim(folder: Path) -> IO[str] | None:
    """Takes the folder's lock, held until the returned file is closed; None if a living run holds it."""
    private(folder)
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def note(folder: Path, pid: int) -> None:
    """Notes that this process works on the folder."""
    seen = look(pid)
    if seen:
        (folder / "pid").write_text(f"{pid} {seen.born}\n")


def end(folder: Path) -> None:
    """Ends the process noted in the folder if it still lives; the caller holds the folder's lock."""
    try:
        pid, born = (folder / "pid").read_text().strip().split(" ", 1)
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + PATIENCE
    while (seen := look(int(pid))) and seen.born == born and str(folder) in seen.words:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.1)
    (folder / "pid").unlink()
