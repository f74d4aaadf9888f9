"""A view's consumer in a process of its own, that stops itself between reading and writing its documents.

``python -m tests.support.projector_process``. It says ``joined``, ``asleep`` before the kernel stops it, and
``wrote`` once it was woken and has tried to write.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from shared.kafka.cluster import Cluster
from shared.mongo import connect
from shared.views.documents import Change, Documents, Unwritten
from tests.support.eventually import eventually
from tests.support.live import living
from tests.support.tally import NOTES
from tests.support.warm import ROOT

Changes = Mapping[str, Mapping[str, Change]]


class ProjectorProcess:
    """One such process; at the end of its ``with`` it is killed."""

    def __init__(self, cluster: Cluster, mongo: str, database: str) -> None:
        words = ["--kafka", cluster.servers, "--mongo", mongo, "--database", database]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.projector_process", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    async def says(self, word: str) -> None:
        """Return when it has said the word."""
        assert self._process.stdout
        while line := await asyncio.to_thread(self._process.stdout.readline):
            if line.strip() == word:
                return
        raise AssertionError(f"it ended before it said {word}")

    def wake(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)


async def _main() -> None:
    words = argparse.ArgumentParser()
    for name in ("--kafka", "--mongo", "--database"):
        words.add_argument(name, required=True)
    asked = words.parse_args()
    write = Documents.write
    slept = False

    async def sleep_first(self: Documents, changes: Changes) -> Unwritten:
        nonlocal slept
        if slept or not changes:
            return await write(self, changes)
        slept = True
        print("asleep", flush=True)  # noqa: T201 - how it speaks to the test
        os.kill(os.getpid(), signal.SIGSTOP)
        lost = await write(self, changes)
        print("wrote", flush=True)  # noqa: T201 - as above
        return lost

    Documents.write = sleep_first  # type: ignore[method-assign]  # this process is the test's own
    async with living(Cluster(asked.kafka), connect(asked.mongo).database(asked.database), NOTES) as live:

        async def joined() -> bool:
            return bool(live.running)

        await eventually(joined)
        print("joined", flush=True)  # noqa: T201 - as above
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
