"""Processes of the product, as an operator would start them: ``python -m onevoice ...``."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from deploy.local.engines import ports
from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.settings import Settings
from tests.support.warm import Warm

READY_SECONDS = 180.0


def environment(var: Path, kafka: str, mongo: str, **more: str) -> dict[str, str]:
    """What a process needs to find its data and its engines; many tests send from this one machine."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("ONEVOICE_")}
    places = {"ONEVOICE_VAR": str(var), "ONEVOICE_KAFKA": kafka, "ONEVOICE_MONGO": mongo}
    return {**found, **places, "ONEVOICE_INPUTS_PER_ADDRESS": "100000/minute", **more}


class OneVoice:
    """One ``onevoice`` process that serves; to be stopped, killed and started again on the same port."""

    def __init__(
        self, words: Sequence[str], env: Mapping[str, str], log: Path, module: str = "onevoice"
    ) -> None:
        self.port = ports.pick()
        self.url = f"http://127.0.0.1:{self.port}"
        self.metrics_port = ports.pick()
        self.log = log
        self._command = [module, *words]
        self.env = {**env, "ONEVOICE_PORT": str(self.port), "ONEVOICE_METRICS_PORT": str(self.metrics_port)}
        self._process: Warm | subprocess.Popen[bytes] | None = None

    def token(self, role: Role, organisation: str | None = None) -> str:
        """A token of its local issuer's."""
        return LocalIssuer(Settings(var=Path(self.env["ONEVOICE_VAR"]))).token(role, organisation)

    def start(self, **more: str) -> None:
        """Start it; ``more`` environment for this time only. Does not wait."""
        with self.log.open("ab") as log:
            self._process = Warm(self._command, {**self.env, **more}, (0, log.fileno(), log.fileno()))

    def wait_ready(self) -> None:
        """Return when ``/health/ready`` says so; fails with the end of its log."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.code() is None, f"it ended with {self.code()}: {self.tail()}"
            if self.status("/health/ready") == httpx.codes.OK:
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready after {READY_SECONDS} s: {self.tail()}")

    def status(self, path: str) -> int | None:
        """The status of a GET; None when nothing answers."""
        try:
            return httpx.get(self.url + path, timeout=10, trust_env=False).status_code
        except httpx.TransportError:
            return None

    def code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.poll() if self._process else None

    def wait(self, seconds: float = 60.0) -> int:
        """The exit code, once it has ended by itself."""
        assert self._process
        return self._process.wait(seconds)

    def stop(self) -> int:
        """Ask it to end, and wait; its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Stop it where it is, if it runs."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, as if nothing had been."""
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(what)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._signal(how)
        return self._process.wait(60)

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2_000:]


def onevoice(env: Mapping[str, str], *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with what it is given on its standard input."""
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3)]
        files[0].write(given)
        files[0].seek(0)
        process = Warm(["onevoice", *words], env, (files[0].fileno(), files[1].fileno(), files[2].fileno()))
        stack.callback(process.kill)
        code = process.wait(150)
        for file in files[1:]:
            file.seek(0)
        return subprocess.CompletedProcess(words, code, files[1].read(), files[2].read())
