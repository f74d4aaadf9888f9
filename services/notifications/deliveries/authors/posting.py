"""Posting a letter: a delivery of its own, made once however often what caused it is heard."""

import datetime as dt
from typing import Final

import structlog

from services.notifications.deliveries.chunks import Chunks, Head
from services.notifications.deliveries.plan import Delivery
from shared.mongo import StoreClock
from shared.runtime.service import Room

_log = structlog.get_logger(__name__)
A_DAY: Final = dt.timedelta(days=1)
A_DAYS_LETTERS: Final = 20
"""Whoever knows an address can give it, with an input or to register; so many letters a day, and no more."""


class Posting:
    """Posts letters for a room. Waits for the store and raises ``Unavailable``."""

    def __init__(self, room: Room) -> None:
        self._chunks = Chunks(room.database)
        self._clock = StoreClock(room.database)
        self._wakeup = room.wakeup

    async def post(self, head: Head, contact: str, *, limited: bool = True) -> None:
        """Post it, unless it was before; one that is ``limited`` not to who had enough of them today."""
        now = await self._clock.now()
        if await self._chunks.told(head.notice, [contact]):
            return
        if limited and await self._chunks.letters(contact, now - A_DAY) >= A_DAYS_LETTERS:
            _log.warning("no letter: its contact had enough of them today", letter=head.notice)
            return
        await self._chunks.add(head, now, [Delivery(contact=contact)])
        self._wakeup.ring()
