"""Fan-out: from one notice to a delivery for each who follows it.

It walks the subscribers under one key after the other. A crash walks a key again; what is there already is
left out by the store. Who confirms meanwhile may be met here or by ``CATCH_UP``: whichever comes second finds
the other's delivery there.
"""

import datetime as dt
from collections.abc import AsyncIterator

from services.notifications.deliveries.chunks import MOST, Chunks
from services.notifications.deliveries.fanning_out.fanouts import FanOut, FanOuts, head_of
from services.notifications.deliveries.plan import Delivery
from services.notifications.notices import domain as notices
from services.notifications.notices.commands import CompleteFanOut
from services.notifications.subscriptions.projection import SUBSCRIBERS
from shared import crash
from shared.contracts.envelope import Context
from shared.contracts.names import key_of
from shared.eventstore.handle import Origin, Slice
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.values import OfficialLanguage

NOTICE = Slice("notice", notices.NONE, notices.decide, notices.evolve)


class Lost(Exception):
    """Another process has taken it over."""


class Walker:
    """Fans notices out, one at a time. ``owner`` names this process."""

    def __init__(self, room: Room, clock: StoreClock, owner: str, lease: dt.timedelta) -> None:
        self._room = room
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._chunks = Chunks(room.database)
        self._fanouts = FanOuts(room.database)
        self._subscribers = room.reader(SUBSCRIBERS)

    async def step(self) -> bool:
        """Fan out the notice that waits longest; False when none waits."""
        now = await self._clock.now()
        found = await self._fanouts.lease(self._owner, now, now + self._lease)
        if found is None:
            return False
        try:
            await self._walk(found)
        except Lost:
            return True
        await self._complete(found)
        return True

    async def _walk(self, found: FanOut) -> None:
        for key in found.keys:
            pages: dict[OfficialLanguage, list[Delivery]] = {}
            async for contact, language, version in self._following(key):
                page = pages.setdefault(language, [])
                page.append(Delivery(contact=contact, by=key, version=version))
                if len(page) == MOST:
                    await self._keep(found, language, pages.pop(language))
            for language, page in pages.items():
                await self._keep(found, language, page)

    async def _following(self, key: str) -> AsyncIterator[tuple[str, OfficialLanguage, int]]:
        async for stream, language, version in self._subscribers.walk(
            {"keys": key}, "subscription.language", "version"
        ):
            yield key_of(stream), language, version

    async def _keep(self, found: FanOut, language: OfficialLanguage, page: list[Delivery]) -> None:
        now = await self._clock.now()
        if not await self._fanouts.renew(found.notice, self._owner, now + self._lease):
            raise Lost
        await self._chunks.add(head_of(found, language), now, page)
        crash.point("fanout.after_chunk")
        self._room.wakeup.ring()

    async def _complete(self, found: FanOut) -> None:
        counts: dict[str, int] = {}
        async for language, size in self._chunks.sizes(found.notice):
            counts[language] = counts.get(language, 0) + size
        origin = Origin(
            actor="worker:fan-out",
            context=Context(correlation_id=found.correlation_id, traceparent=found.traceparent),
            key=f"fan-out {found.notice}",
        )
        command = CompleteFanOut.model_validate({"deliveries": counts})
        await self._room.commands.handle(NOTICE, f"notice-{found.notice}", command, origin)
        crash.point("fanout.after_command")
        await self._fanouts.complete(found.notice, await self._clock.now())
