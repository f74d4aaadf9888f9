"""A part of the product in a process of its own, to be killed or paused at will."""

import contextlib
import os
import signal
from types import TracebackType
from typing import Self

from tests.support.warm import Warm


class Child:
    """``python -m MODULE WORD...``; at the end of its ``with`` it is killed."""

    def __init__(self, module: str, *words: str, crash_at: str = "") -> None:
        self._process = Warm([module, *words], {**os.environ, "ONEVOICE_CRASH_AT": crash_at}, (0, 1, 2))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """End it at once, paused or not."""
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """Stop it where it is."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, as if nothing had been."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGCONT)

    async def crashed(self) -> bool:
        """Whether it ended at its crash point; fails if it ended otherwise."""
        code = self._process.poll()
        assert code in {None, -signal.SIGKILL}, f"it ended with {code}"
        return code is not None
