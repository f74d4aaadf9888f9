"""Processes of the product that do not import it anew: each is forked from one that has done so and waits.

To import everything takes a process seconds of CPU, and the tests start hundreds. ``python -m onevoice`` itself
is run where a shell follows README: ``tests/docs/test_tour.py``.

    python -S -I tests/support/warm.py SOURCE MODULE WORD...    the same from a shell
"""

import functools
import gc
import importlib
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = ("onevoice.cli", "onevoice.local.run", "shared.crash")
_END = "\0"
_kept: list[object] = []
"""What the source lives by: its folder, its standard input."""


class Warm:
    """``python -m MODULE WORD...``, for its caller as a ``subprocess.Popen`` is."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], files: Sequence[int], origin: str | None = None
    ) -> None:
        """``files`` are what it reads from and writes to; the caller closes its own."""
        self._command = list(command)
        self._keeper = socket.socket(socket.AF_UNIX)
        self._keeper.connect(origin or source())
        socket.send_fds(self._keeper, [b"!"], files)
        told = [str(len(command)), *command, *(f"{name}={value}" for name, value in env.items())]
        self._keeper.sendall(_END.join(told).encode(errors="surrogateescape"))
        self._keeper.shutdown(socket.SHUT_WR)
        self.pid = self._told()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or the signal's number below zero; None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, seconds: float | None = None) -> int:
        """The same, once it has ended."""
        if self.returncode is None:
            self._keeper.settimeout(seconds)
            try:
                self.returncode = os.waitstatus_to_exitcode(self._told())
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(self._command, seconds or 0) from None
            self._keeper.close()
        return self.returncode

    def send_signal(self, what: int) -> None:
        """To a process that runs."""
        if self.poll() is None:
            os.kill(self.pid, what)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _told(self) -> int:
        """A number of 16 places, as the keeper tells it."""
        return int(self._keeper.recv(16, socket.MSG_WAITALL))


@functools.cache
def source() -> str:
    """Where the process listens that all are forked from; it ends with this one."""
    folder = tempfile.TemporaryDirectory()
    path = f"{folder.name}/source"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm", str(listening.fileno())],
            cwd=ROOT,
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
    _kept.extend((folder, process))
    return path


def _asked(listening: socket.socket) -> str:
    """Returns in a process for each that is asked for; never in the one that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
        caller, _ = listening.accept()
        with caller:
            if not os.fork():
                listening.close()
                return _begun(caller)
    os._exit(0)


def _begun(caller: socket.socket) -> str:
    """Returns in the process that was asked for; the one before it stays as its keeper and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(caller, 1, 3)
    request = b"".join(iter(lambda: caller.recv(65_536), b""))
    if pid := os.fork():
        for file in files:
            os.close(file)
        caller.sendall(b"%16d" % pid)
        caller.sendall(b"%16d" % os.waitpid(pid, 0)[1])
        os._exit(0)
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return request.decode(errors="surrogateescape")


def _become(request: str) -> str:
    """Takes the words and the environment on; the module."""
    count, *told = request.split(_END)
    module, *words = told[: int(count)]
    os.environ.clear()
    os.environ.update(one.partition("=")[::2] for one in told[int(count) :])
    sys.argv[1:] = words
    importlib.reload(sys.modules["shared.crash"])  # reads the environment when it is imported
    return module


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(Warm(sys.argv[2:], os.environ, (0, 1, 2), sys.argv[1]).wait())
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    runpy.run_module(
        _become(_asked(socket.socket(fileno=int(sys.argv[1])))), run_name="__main__", alter_sys=True
    )
