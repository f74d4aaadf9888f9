"""The role ``deliver`` in a process of its own: ``python -m tests.support.deliver_process``."""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from types import TracebackType
from typing import Self

from services.notifications.deliveries.worker import Deliver
from shared.mongo import connect
from tests.support.crowd import room_of
from tests.support.mailserver import mail_to
from tests.support.relay_process import ROOT
from tests.support.senders import LEASE


class DeliverProcess:
    """One such process; at the end of its ``with`` it is killed."""

    def __init__(self, mongo: str, database: str, smtp: int, crash_at: str = "") -> None:
        words = ["--mongo", mongo, "--database", database, "--smtp", str(smtp)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.deliver_process", *words],
            cwd=ROOT,
            env=os.environ | {"ONEVOICE_CRASH_AT": crash_at},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """Stop it where it is."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, as if nothing had been."""
        self._process.send_signal(signal.SIGCONT)

    async def crashed(self) -> bool:
        """Whether it ended at its crash point; fails if it ended otherwise."""
        code = self._process.poll()
        assert code in {None, -signal.SIGKILL}, f"the sender ended with {code}"
        return code is not None


async def _main() -> None:
    words = argparse.ArgumentParser()
    for name in ("--mongo", "--database"):
        words.add_argument(name, required=True)
    words.add_argument("--smtp", type=int, required=True)
    asked = words.parse_args()
    room = await room_of(connect(asked.mongo), asked.database, mail_to(asked.smtp, per_domain=8))
    await Deliver(room, LEASE).run()


if __name__ == "__main__":
    asyncio.run(_main())
