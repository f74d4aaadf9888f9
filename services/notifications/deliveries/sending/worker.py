"""The role ``deliver``: fans notices out, sends what is due, and sees to what nobody asks for."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from services.notifications.contacts.unregistered import sweep_unregistered
from services.notifications.deliveries.chunks import LANES, URGENT, Chunks
from services.notifications.deliveries.fanning_out.fanout import Walker
from services.notifications.deliveries.sending.batch import Batch, Sending
from services.notifications.deliveries.sending.keeping import LEASE
from services.notifications.deliveries.sending.preparing import Preparing
from services.notifications.mail.smtp import Post
from services.notifications.subscriptions.api import SUBSCRIPTION
from services.notifications.subscriptions.commands import EndSubscription
from services.notifications.subscriptions.timely import Timely
from shared import metrics
from shared.away import passes
from shared.contracts.envelope import Context
from shared.eventstore.handle import Origin
from shared.mail import Mail
from shared.mongo import StoreClock
from shared.runtime.service import Room, Worker
from shared.runtime.supervised import supervised
from shared.runtime.wakeup import Wakeup

_log = structlog.get_logger(__name__)
_POLL: Final = 0.1
_AGAIN: Final = 0.5
_SEE_TO: Final = 10.0
_FEEDING: Final = 4
"""Chunks whose mails wait to be handed over; more would only hold leases."""
_IN_HAND: Final = 64
_MOST: Final = 256
"""Chunks in hand at once, those that are urgent included."""
_GRACE: Final = 5.0
"""Seconds for what is under way when the process stops."""


class Sender:
    """Leases chunks and sends them, several at once. ``run`` until cancelled."""

    def __init__(self, room: Room, mail: Mail, clock: StoreClock, lease: timedelta) -> None:
        self._room = room
        self._clock = clock
        self._chunks = Chunks(room.database)
        self._lots: dict[asyncio.Task[None], Batch] = {}
        self._post = Post(mail)
        self._sending = Sending(
            self._chunks,
            Preparing(room, mail),
            self._post,
            clock,
            self._bounced,
            Wakeup(),
            room.wakeup.ring,
            lease,
        )

    async def run(self) -> None:
        """Send until cancelled; then finish what is under way, within ``_GRACE``."""
        try:
            await _forever("deliveries", self._room, self._step)
        finally:
            for lot in self._lots.values():
                lot.stop()
            if self._lots:
                await asyncio.wait(self._lots, timeout=_GRACE)
            for task in self._lots:
                task.cancel()
            await self._post.close()

    async def _step(self) -> bool:
        if len(self._lots) >= _MOST:
            return False
        busy = len(self._lots) >= _IN_HAND or sum(lot.feeding for lot in self._lots.values()) >= _FEEDING
        for lane in (URGENT,) if busy else LANES:
            now = await self._clock.now()
            in_hand = [lot.chunk for lot in self._lots.values()]
            chunk = await self._chunks.lease(lane, now, now + self._sending.lease, in_hand)
            if chunk:
                lot = Batch(chunk, self._sending)
                task = asyncio.create_task(lot.run())
                self._lots[task] = lot
                task.add_done_callback(self._done)
                return True
        return False

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._lots[task]
        self._room.wakeup.ring()
        if not task.cancelled() and (error := task.exception()):
            _log.error("a chunk was dropped until its lease is over", exc_info=error)

    async def _bounced(self, contact: str, delivery: str) -> None:
        """The address is refused for good: nothing is sent to it any more."""
        origin = Origin(
            actor="worker:deliver", context=Context(correlation_id=delivery), key=f"bounced {delivery}"
        )
        command = EndSubscription(reason="bounced")
        while True:
            try:
                await self._room.commands.handle(SUBSCRIPTION, f"subscription-{contact}", command, origin)
            except Exception as error:
                if not passes(error):
                    raise
                _log.warning("a bounce waits", delivery=delivery, error=str(error))
                await asyncio.sleep(_AGAIN)
            else:
                return


class Deliver:
    """Everything that the role does; without a mail server mails wait."""

    def __init__(self, room: Room, lease: timedelta = LEASE) -> None:
        self._room = room
        self._lease = lease

    async def run(self) -> None:
        """Work until cancelled."""
        room, clock = self._room, StoreClock(self._room.database)
        walker, timely = Walker(room, clock, uuid.uuid4().hex, self._lease), Timely(room, clock)
        chunks = Chunks(room.database)

        async def look() -> bool:
            await timely.step()
            await sweep_unregistered(room.vault, room.database)
            oldest, now = await chunks.oldest(), await clock.now()
            metrics.DELIVERIES_AGE.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
            await asyncio.sleep(_SEE_TO)
            return True

        parts = [_forever("fan-out", room, walker.step), _forever("what is due", room, look)]
        if room.mail:
            parts.append(Sender(room, room.mail, clock, self._lease).run())
        else:
            _log.warning("mails wait: no mail server is named (ONEVOICE_SMTP)")
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)


async def _forever(what: str, room: Room, step: Callable[[], Awaitable[bool]]) -> None:
    await supervised(what, step, room.wakeup, poll=_POLL * room.slack, again=_AGAIN)


def deliver(room: Room) -> Worker:
    """The worker of this service."""
    return Deliver(room)
