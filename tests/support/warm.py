"""Processes of the product that do not import it anew: each is forked from one that has done so and waits.

To import everything takes a process seconds of CPU, and the tests start hundreds. ``python -m onevoice`` itself
is run where the documents are followed by a shell: ``tests/docs/test_tour.py``.
"""

import functools
import gc
import importlib
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = ("onevoice.cli", "onevoice.run", "shared.crash")
_END = "\0"
_one_at_a_time = threading.Lock()


class Warm:
    """``python -m MODULE WORD...``, for its caller as a ``subprocess.Popen`` is."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], files: tuple[int, int, int]) -> None:
        """``files`` are what it reads from and writes to; the caller closes its own."""
        self._command = list(command)
        self._keeper, theirs = socket.socketpair()
        with theirs, _one_at_a_time:
            socket.send_fds(_source(), [b"!"], [*files, theirs.fileno()])
        told = [str(len(command)), *command, *(f"{name}={value}" for name, value in env.items())]
        self._keeper.sendall(_END.join(told).encode(errors="surrogateescape"))
        self._keeper.shutdown(socket.SHUT_WR)
        self.pid = int(self._told())
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
                self.returncode = os.waitstatus_to_exitcode(int(self._told()))
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

    def _told(self) -> bytes:
        """A number of 16 places, as the keeper tells it."""
        return self._keeper.recv(16, socket.MSG_WAITALL)


@functools.cache
def _source() -> socket.socket:
    """The process that all are forked from; it ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    return ours


def _asked(asking: socket.socket) -> str:
    """Returns in a process for each that is asked for; never in the one that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        word, files, _, _ = socket.recv_fds(asking, 1, 4)
        if not word:
            os._exit(0)
        if not os.fork():
            asking.close()
            return _kept(files[:3], files[3])
        for file in files:
            os.close(file)


def _kept(files: list[int], told: int) -> str:
    """Returns in the process that was asked for; the one before it stays as its keeper and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=told) as caller:
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
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    runpy.run_module(
        _become(_asked(socket.socket(fileno=int(sys.argv[1])))), run_name="__main__", alter_sys=True
    )
