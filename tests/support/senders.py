"""Senders in the test's own loop, over a crowd and a real mail server."""

import asyncio
import contextlib
import datetime as dt
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes

from services.notifications.deliveries.fanning_out.fanout import Walker
from services.notifications.deliveries.sending.worker import Sender
from shared.runtime.service import Room
from tests.support.crowd import all_states, clock_of
from tests.support.eventually import eventually
from tests.support.mailserver import Office, mail_to

LEASE = dt.timedelta(seconds=3)


@contextlib.asynccontextmanager
async def sending(room: Room, port: int, senders: int = 1, per_domain: int = 16) -> AsyncIterator[None]:
    """So many senders at work."""
    mail = mail_to(port, per_domain=per_domain)
    tasks = [
        asyncio.create_task(Sender(replace(room, mail=mail), mail, clock_of(room), LEASE).run())
        for _ in range(senders)
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def walk(room: Room) -> None:
    """Fan out whatever waits."""
    walker = Walker(room, clock_of(room), uuid.uuid4().hex, LEASE)
    while await walker.step():
        pass


async def settled(room: Room, wanted: int, *states: str, seconds: float = 120) -> dict[str, int]:
    """How many deliveries are in each state, once ``wanted`` are in these."""

    async def look() -> dict[str, int] | None:
        found = await all_states(room)
        return found if sum(found.get(state, 0) for state in states) >= wanted else None

    found = await eventually(look, seconds, 0.2)
    assert found
    return found


def taken(office: Office) -> Counter[tuple[str, str]]:
    """How often each (recipient, Message-ID) was taken."""
    return Counter(
        (envelope.rcpt_tos[0], str(message_from_bytes(envelope.original_content or b"")["Message-ID"]))
        for envelope in office.taken
    )
