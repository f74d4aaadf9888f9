"""One leased chunk in a sender's hands: each delivery is looked at anew, sent, and its result kept.

At most ``WINDOW`` deliveries of a chunk are handed over without their results being kept, and none for longer
than ``SOON``: that is the window in which a crash may repeat a delivery, under the same Message-ID.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from services.notifications.deliveries.chunks import Chunk, Chunks
from services.notifications.deliveries.plan import Delivery, Try, after
from services.notifications.deliveries.sending.keeping import SOON, WINDOW, Keeping
from services.notifications.deliveries.sending.preparing import NotSent, Preparing, Ready
from services.notifications.mail.address import domain_of
from services.notifications.mail.result import Outcome, Result
from services.notifications.mail.smtp import Post
from shared import crash, metrics, traces
from shared.mongo import StoreClock, Unavailable
from shared.runtime.wakeup import Wakeup

_log = structlog.get_logger(__name__)
_STUCK: Final = 1.0
_LATER: Final = timedelta(seconds=3)
_NOT_YET: Final = timedelta(seconds=0.2)
_BEHIND: Final = timedelta(minutes=1)
"""At most, between two looks at whether the notice before has been sent."""
_AWAY: Final = (timedelta(seconds=30), timedelta(minutes=15))
"""For another service that is away, a delivery waits as long again as it has, but no less and no more."""
_FAULT: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Sending:
    """What every lot of a process shares.

    ``bounced`` is told of a contact whose address is refused for good, and of the delivery that showed it;
    ``moved`` rings when a mail has come to its end; ``fed`` is called when there is room for another lot.
    """

    chunks: Chunks
    preparing: Preparing
    post: Post
    clock: StoreClock
    bounced: Callable[[str, str], Awaitable[None]]
    moved: Wakeup
    fed: Callable[[], None]
    lease: timedelta


class Batch:
    """Run ``run`` once. ``feeding`` says whether mails may still wait here to be handed over."""

    def __init__(self, chunk: Chunk, sending: Sending) -> None:
        self._chunk = chunk
        self._with = sending
        self._now = dict(enumerate(chunk.to))
        self._keeping = Keeping(chunk, sending.chunks, sending.clock, sending.lease)
        self.chunk = chunk.id
        self._flying: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self.feeding = True

    def stop(self) -> None:
        """Hand over no more; what is under way is waited for and kept."""
        self._stopping = True
        self._with.moved.ring()

    async def run(self) -> None:
        """Send what is due, keep every result, give the chunk back."""
        keeping = asyncio.create_task(self._keeping.run())
        try:
            await self._feed()
            self.feeding = False
            self._with.fed()
            while self._flying:
                await asyncio.wait(self._flying)
            self._keeping.stop()
            await keeping
        finally:
            keeping.cancel()
        await self._keeping.give_back(min((d.due for d in self._now.values() if d.due), default=None))

    def _may(self) -> bool:
        return self._keeping.holds and not self._stopping

    async def _feed(self) -> None:
        try:
            await self._feed_all()
        except Unavailable as error:
            _log.warning("deliveries wait", chunk=self._chunk.id, error=str(error))
            self._put_off(_LATER)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other chunks go on and this one comes again
            _log.error("deliveries put off", chunk=self._chunk.id, exc_info=error)
            self._put_off(_FAULT)

    async def _feed_all(self) -> None:
        moment = await self._with.clock.now()
        todo = [place for place, one in self._now.items() if one.due and one.due <= moment]
        for start in range(0, len(todo), WINDOW):
            if not self._may():
                return
            found = await self._with.preparing.ready(self._chunk, todo[start : start + WINDOW])
            for place, one in found.items():
                if not isinstance(one, Ready):
                    self._settle(place, one, moment)
            await self._hand_over(deque((p, one) for p, one in found.items() if isinstance(one, Ready)))

    def _settle(self, place: int, why: NotSent, moment: datetime) -> None:
        if why == "not yet":
            self._wait(place, moment + _NOT_YET)
        elif why == "away":
            least, most = _AWAY
            self._wait(place, moment + min(most, max(least, moment - self._chunk.at)))
        elif why == "behind":
            self._wait(place, moment + min(_BEHIND, max(_NOT_YET, (moment - self._chunk.at) / 2)))
        else:
            self._tried(place, Try(at=moment, outcome="suppressed", text=why))

    async def _hand_over(self, mails: deque[tuple[int, Ready]]) -> None:
        """Those first whose domain has room; what waits for a domain that does not move is left for later."""
        while mails and self._may():
            heard = self._with.moved.rung
            if not self._next_has_room(mails):
                if all(self._with.post.is_stuck(domain_of(mail.to), _STUCK) for _, mail in mails):
                    break
                await self._with.moved.wait(heard, SOON)
                continue
            await self._keeping.room()
            if not self._may():
                self._keeping.unused()
                break
            place, mail = mails.popleft()
            crash.point("deliver.before_send")
            try:
                sent = self._with.post.send(mail.to, mail.data)
            except ValueError as error:
                self._faulty(place, error)
                continue
            self._flying.add(sent)
            sent.add_done_callback(partial(self._landed, place, traces.moment()))
        if mails and self._may():
            moment = await self._with.clock.now()
            for place, _ in mails:
                self._wait(place, moment + _LATER)

    def _next_has_room(self, mails: deque[tuple[int, Ready]]) -> bool:
        for _ in range(len(mails)):
            if self._with.post.room(domain_of(mails[0][1].to)):
                return True
            mails.rotate(-1)
        return False

    def _landed(self, place: int, began: int, sent: asyncio.Task[Result]) -> None:
        self._flying.discard(sent)
        if sent.cancelled():
            return
        crash.point("deliver.after_send")
        if error := sent.exception():
            self._faulty(place, error)
            return
        result = sent.result()
        told: dict[str, str | int] = {"onevoice.outcome": result.outcome.value}
        if result.code:
            told["onevoice.smtp.code"] = result.code
        traces.happened("send mail", "client", self._chunk.head.traceparent, began, told)
        if result.outcome is Outcome.BOUNCED:
            self._flying.add(bounced := asyncio.create_task(self._bounced(place, result)))
            bounced.add_done_callback(self._flying.discard)
        else:
            self._known(place, result)

    def _faulty(self, place: int, error: BaseException) -> None:
        """A fault of ours, which another try may meet again: not at once."""
        _log.error("a mail was not handed over", delivery=self._chunk.name(place), exc_info=error)
        self._wait(place, self._with.clock.carried() + _FAULT)
        self._keeping.landed()

    async def _bounced(self, place: int, result: Result) -> None:
        """The subscription ends before the result is kept: a crash in between does both again."""
        name = self._chunk.name(place)
        try:
            await self._with.bounced(self._now[place].contact, name)
        except Exception as error:  # noqa: BLE001 - a frozen stream, say: the address is refused all the same
            _log.error("a subscription was not ended", delivery=name, exc_info=error)
        self._known(place, result)

    def _known(self, place: int, result: Result) -> None:
        told = {name: getattr(result, name) for name in ("outcome", "code", "text", "queue")}
        self._tried(place, Try(at=self._with.clock.carried(), **told))
        self._keeping.landed()
        self._with.moved.ring()

    def _tried(self, place: int, told: Try) -> None:
        one = after(self._now[place], told, self._chunk.at, random.random())  # noqa: S311 - jitter, not a secret
        metrics.DELIVERIES.labels(one.state).inc()
        self._change(place, one)

    def _change(self, place: int, one: Delivery) -> None:
        self._now[place] = one
        self._keeping.put(place, one)

    def _wait(self, place: int, due: datetime) -> None:
        self._change(place, self._now[place].model_copy(update={"due": due}))

    def _put_off(self, wait: timedelta) -> None:
        moment = self._with.clock.carried()
        for place, one in self._now.items():
            if one.due and one.due <= moment:
                self._wait(place, moment + wait)
