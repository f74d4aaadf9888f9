"""The relay: from the store to the topic, each stream in its order, many streams at once.

Append n of a stream is sent in one batch with n-1, or after Kafka has acknowledged that, and marked only when it is
acknowledged itself: after a crash the topic may hold a repeat, never a gap. A failing stream backs off alone; the
producer is rebuilt, because after an error its idempotent sequence cannot be trusted.
"""

import asyncio
import contextlib
import random
import time
from typing import Protocol

import structlog

from shared import crash, metrics
from shared.eventstore.port import Append, Outbox, Run, StoreUnavailable
from shared.kafka.producer import NotSent

_log = structlog.get_logger(__name__)

IN_FLIGHT = 64
POLL = 0.1
_ROUND = 0.25
_LONGEST_PAUSE = 30.0
_RETRY_STORE = 0.5


class Publisher(Protocol):
    """Where appends go. ``publish`` raises ``NotSent``; ``rebuild`` begins anew after that."""

    async def publish(self, run: Run) -> None: ...  # noqa: D102
    async def rebuild(self) -> None: ...  # noqa: D102


class Turn(Protocol):
    """Whose turn it is; see ``Lease``."""

    async def take(self) -> bool: ...  # noqa: D102
    async def give_back(self) -> None: ...  # noqa: D102


class Relay:
    """One service's relay. Run one ``run`` for each process that has the role; ``wake`` from any task.

    ``poll``: seconds after which it looks for what other processes have appended.
    """

    def __init__(
        self, service: str, outbox: Outbox, publisher: Publisher, turn: Turn, *, poll: float = POLL
    ) -> None:
        self._service = service
        self._outbox = outbox
        self._publisher = publisher
        self._turn = turn
        self._poll = poll
        self._awake = asyncio.Event()
        self._sending: dict[asyncio.Task[None], Run] = {}
        self._pauses: dict[str, tuple[float, float]] = {}  # stream: (until, length)

    def wake(self) -> None:
        """Something was appended: look at once."""
        self._awake.set()

    async def run(self) -> None:
        """Relay until cancelled; what is in flight is then left to the next relay."""
        try:
            while True:
                try:
                    idle = not await self._turn.take() or await self._round()
                except StoreUnavailable as error:
                    _log.warning("store away", service=self._service, error=str(error))
                    await asyncio.sleep(_RETRY_STORE)
                    continue
                if idle:
                    await self._sleep()
        finally:
            for task in self._sending:
                task.cancel()
            await self._publisher.rebuild()
            with contextlib.suppress(StoreUnavailable):
                await self._turn.give_back()

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._poll):
                await self._awake.wait()
        self._awake.clear()

    async def _round(self) -> bool:
        """Send what may go, mark what has arrived; True when there was nothing to do."""
        self._awake.clear()
        room = IN_FLIGHT - len(self._sending)
        for run in await self._outbox.pending(room, self._busy()) if room else ():
            self._sending[asyncio.create_task(self._publisher.publish(run))] = run
        if not self._sending:
            return True
        done, _ = await asyncio.wait(self._sending, timeout=_ROUND, return_when=asyncio.FIRST_COMPLETED)
        done |= {task for task in self._sending if task.done()}
        await self._settle(done)
        return False

    def _busy(self) -> set[str]:
        moment = time.monotonic()
        backing_off = {stream for stream, (until, _) in self._pauses.items() if until > moment}
        return backing_off | {run[0].stream for run in self._sending.values()}

    async def _settle(self, done: set[asyncio.Task[None]]) -> None:
        arrived: list[Append] = []
        failed = False
        for task in done:
            run = self._sending.pop(task)
            error = task.exception()
            if error is None:
                arrived += run
                self._pauses.pop(run[0].stream, None)
            else:
                failed = True
                self._back_off(run[0], error)
        if arrived:
            crash.point("relay.after_send")
            await self._outbox.mark(arrived)
            crash.point("relay.after_mark")
            metrics.RELAYED.labels(self._service).inc(len(arrived))
        if failed:
            await self._publisher.rebuild()
            self._recall()

    def _recall(self) -> None:
        """What the old producer still had in hand is sent anew: it may never hear of it again."""
        for task in [task for task in self._sending if not task.done()]:
            task.cancel()
            del self._sending[task]

    def _back_off(self, append: Append, error: BaseException) -> None:
        if not isinstance(error, NotSent):  # a fault of ours or of the client's: no reason to stop the others
            _log.error("not sent, and not known why", stream=append.stream, exc_info=error)
        length = min(_LONGEST_PAUSE, 2 * self._pauses.get(append.stream, (0.0, 0.05))[1])
        pause = length * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        self._pauses[append.stream] = (time.monotonic() + pause, length)
        metrics.RELAY_ERRORS.labels(self._service).inc()
        _log.warning(
            "not sent", stream=append.stream, seq=append.seq, retry_in=round(pause, 2), error=str(error)
        )
