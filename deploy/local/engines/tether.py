"""Becomes a command that the kernel ends as soon as its parent ends, even one that was killed.

    python -I -S tether.py PARENT_PID COMMAND...

A process of its own rather than a ``preexec_fn``, which may deadlock in a program with threads. Where the
kernel has no such call the command runs untethered, and the next start ends what a crash left behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Replaces this process by the command; returns only by exiting if the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the process that asked for this one has ended")
    os.execv(command[0], command)  # noqa: S606 - no shell is what is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
