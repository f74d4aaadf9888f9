"""What the embedded engines have in common: one child process that works on one folder."""

import os
import shutil
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from concurrent.futures import Future
from pathlib import Path
from typing import IO, ClassVar

from deploy.local.engines import leftovers, ports

ROOT = Path(__file__).resolve().parents[3]
TETHER = Path(__file__).with_name("tether.py")
NEEDED_BYTES = 500_000_000
LOG_BYTES = 10_000_000
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class EngineError(Exception):
    """An engine cannot run: one sentence with the remedy, and the end of its log where that helps."""


class Engine(ABC):
    """A server in a child process, in a process group of its own, that ends when this process ends.

    Its folder holds its data, ``log``, ``port``, ``pid`` and ``lock``. ``port`` None takes the port of the
    last run if it is free, else another. Not for use from several threads at once; all calls block.
    """

    name: ClassVar[str]
    variable: ClassVar[str]
    """The environment variable that points at a server that runs elsewhere."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder.resolve()
        self.port = port or 0
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._reaper: threading.Thread | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients connect, once started."""

    def last_url(self) -> str | None:
        """Where a server on this folder was last reached, by another process perhaps; None if never."""
        try:
            self.port = self.port or int((self.folder / "port").read_text())
        except (OSError, ValueError):
            return None
        return self.url

    @property
    def pid(self) -> int | None:
        """The server's process, None when it does not run."""
        return self._process.pid if self._process and self._reaper and self._reaper.is_alive() else None

    def start(self) -> None:
        """Starts the server and returns when it answers in its own protocol; nothing if it runs.

        Raises ``EngineError``: the folder or the port is in use, no disk space, not installed, or it does
        not come up within a minute.
        """
        if self.pid:
            return
        self._claim()
        try:
            self._check_space()
            self._choose_port()
            self._spawn(self._command())
            self._await_answer()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Asks the server to end and waits; kills it when it takes longer than ten seconds."""
        if self._process and self._reaper:
            self._process.terminate()
            self._reaper.join(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Ends the server at once, as a crash would, and lets go of the folder."""
        if self._process and self._reaper:
            self._process.kill()
            self._reaper.join()
            self._process = self._reaper = None
            (self.folder / "pid").unlink(missing_ok=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    @abstractmethod
    def _command(self) -> list[str]:
        """The command that serves this folder on this port, after any preparation; its first word a path."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether a request in the server's own protocol is answered now; waits a few seconds at most."""

    def _claim(self) -> None:
        self.kill()
        self._lock = leftovers.claim(self.folder)
        if not self._lock:
            raise EngineError(
                f"{self.folder} is in use by another run of One Voice; stop that one,"
                " or start this one elsewhere"
            )
        leftovers.end(self.folder)

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED_BYTES:
            raise EngineError(
                f"{self.name} needs 500 MB of free disk space and {self.folder} has {free // 1_000_000} MB;"
                " free some and start again"
            )

    def _choose_port(self) -> None:
        if not self.port:
            self.port = ports.remembered(self.folder / "port")
        elif not ports.is_free(self.port):
            raise EngineError(
                f"port {self.port} is used by another program; free it, or set {self.variable}"
                " to a server that runs elsewhere"
            )

    def _spawn(self, command: list[str]) -> None:
        """Starts the process in a thread of its own: the tether is tied to the thread that forks."""
        child: Future[subprocess.Popen[bytes]] = Future()
        self._reaper = threading.Thread(target=self._run, args=(command, child), daemon=True)
        self._reaper.start()
        self._process = child.result()
        leftovers.note(self.folder, self._process.pid)

    def _run(self, command: list[str], child: "Future[subprocess.Popen[bytes]]") -> None:
        log = self.folder / "log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(self.folder / "log.old")
        tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())]
        try:
            with log.open("ab") as output:
                process = subprocess.Popen(  # noqa: S603 - the engine's own command
                    tether + command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                    process_group=0,  # Ctrl-C reaches us, and we stop the engines in order
                )
        except OSError as error:
            child.set_exception(EngineError(f"{self.name} cannot be started: {error}"))
            return
        child.set_result(process)
        process.wait()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self.pid:
                raise EngineError(self._with_log("ended while starting"))
            if time.monotonic() > deadline:
                raise EngineError(self._with_log(f"did not answer within {START_SECONDS:.0f} s"))
            time.sleep(0.02)

    def _with_log(self, what: str) -> str:
        """The failure with the end of the log, without the stack traces in it."""
        log = self.folder / "log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        told = [line for line in lines if line[:1].strip() and not line.startswith("Traceback")]
        return f"{self.name} {what}; {log} ends with:\n" + "\n".join(told[-3:])
