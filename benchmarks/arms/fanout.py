"""Fan-out: from a notice to the last of its mails, beside bare aiosmtplib with mails that are made already."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong
from benchmarks.mailing import send_all, sink, told
from services.notifications.deliveries.worker import Deliver
from shared.mail import Mail, MailServer, Sender
from shared.mongo import connect
from shared.runtime.service import Room
from tests.support.crowd import all_states, crowd, issue, notice, room_of

COUNT, CONNECTIONS = 10_000, (4, 8, 16, 32)
SENDER = Sender("One Voice", "no-reply@onevoice.example")


def addresses(count: int) -> list[str]:
    """At many domains, as subscribers are."""
    return [f"person{n}@mission{n % 500}.example" for n in range(count)]


def _mail(port: int) -> Mail:
    return Mail(MailServer("127.0.0.1", port), SENDER, "lists.onevoice.example")


async def send(task: Task, count: int) -> Sample:
    """Everything from the notice on: the fan-out, the deliveries, their mails, their results."""
    server = connect(task.mongo)
    watch = Stopwatch()
    async with sink() as port:
        room = await room_of(server, task.plan["crowd"], _mail(port))
        working = asyncio.create_task(Deliver(room).run())
        watch.start()
        await issue(room, notice())
        room.bell.ring()
        await _done(room, count)
        watch.stop()
        taken = await told(port)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        states = await all_states(room)
        await _clear(room)
    server.close()
    if states != {"sent": count} or (taken["mails"], taken["recipients"]) != (count, count):
        raise Wrong(f"{count} were to be told: {states}, the server took {taken['mails']}")
    return watch.sample(count)


async def _done(room: Room, count: int) -> None:
    """Until every result is kept."""
    wanted = {"due": {"$ne": None}}
    while await room.database["fanouts"].find_one({"done_at": None}):
        await asyncio.sleep(0.02)
    for lane in (0, 1):
        while await room.database["deliveries"].find_one({"lane": lane, **wanted}, {"_id": 1}):
            await asyncio.sleep(0.02)


async def _clear(room: Room) -> None:
    for name in ("deliveries", "fanouts"):
        await room.database[name].delete_many({})


async def bare(task: Task, count: int, connections: int) -> Sample:
    """The same mails, made beforehand."""
    server = connect(task.mongo)
    room = await room_of(server, task.plan["crowd"])
    server.close()
    from services.notifications.deliveries.desk import Desk  # noqa: PLC0415
    del room, Desk
    raise NotImplementedError


async def prepare(task: Task) -> Mapping[str, Any]:
    raise NotImplementedError
