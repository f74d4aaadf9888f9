"""What a restored database hears a second time was told the first time: it is counted as told, and not sent."""

import datetime as dt

from services.notifications.deliveries.chunks import Chunks
from services.notifications.deliveries.fanning_out.fanouts import FanOuts
from services.notifications.deliveries.plan import Try
from shared.mongo import Database, StoreClock

_WHY = "told before the database was restored"


async def count_as_told(database: Database, since: dt.datetime) -> tuple[int, int]:
    """Every fan-out that is not complete, and every mail that was made since then; how many of each.

    For a time when nobody delivers. Doing it again finds nothing. Raises ``Unavailable``.
    """
    now = await StoreClock(database).now()
    told = Try(at=now, outcome="suppressed", text=_WHY)
    return await FanOuts(database).complete_all(now), await Chunks(database).suppress(since, told)
