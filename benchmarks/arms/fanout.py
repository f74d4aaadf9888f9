"""Fan-out: from a notice to the last of its mails, beside bare aiosmtplib with mails that are made already."""

import asyncio
from collections.abc import Mapping
from typing import Any

from benchmarks.frame import Arm, Measure, Sample, Stopwatch, Task, Wrong, peak_mb
from benchmarks.mailing import prebuilt, send_all, sink, told
from services.notifications.deliveries.sending.worker import Deliver
from shared.mail import Mail, MailServer, Sender
from shared.mongo import connect
from shared.runtime.service import Room
from tests.support.crowd import all_states, crowd, issue, notice, room_of

COUNT, CONNECTIONS = 10_000, (4, 8, 16, 32)
PREBUILT = 10_000


def mail(port: int) -> Mail:
    """As the product's settings have it, at the sink."""
    sender = Sender("One Voice", "no-reply@onevoice.example")
    return Mail(MailServer("127.0.0.1", port), sender, "lists.onevoice.example")


async def deliver(task: Task, count: int) -> Sample:
    """Everything from the notice on: the fan-out, the deliveries, their mails, their results."""
    server, watch = connect(task.mongo), Stopwatch()
    async with sink() as port:
        room = await room_of(server, task.plan["crowd"], mail(port))
        working = asyncio.create_task(Deliver(room).run())
        idle = peak_mb()
        watch.start()
        await issue(room, notice())
        await _done(room)
        watch.stop()
        taken = await told(port)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        states = await all_states(room)
        await clear(room)
    server.close()
    if states != {"sent": count} or (taken["mails"], taken["recipients"]) != (count, count):
        raise Wrong(f"{count} were to be told: {states}; the server took {taken['mails']}")
    found = watch.sample(count)
    return Sample(found.units, found.seconds, found.cpu, {"grown": max(found.values["peak"] - idle, 0.1)})


async def _done(room: Room) -> None:
    """Until every result is kept."""
    fan_out, waiting = {"done_at": None}, {"lane": 1, "due": {"$ne": None}}
    for name, query in (("fanouts", fan_out), ("deliveries", waiting)):
        while await room.database[name].find_one(query, {"_id": 1}):  # noqa: ASYNC110 - asked of a store
            await asyncio.sleep(0.02)


async def clear(room: Room) -> None:
    """The crowd stays for the next round."""
    for name in ("deliveries", "fanouts", "events"):
        await room.database[name].delete_many({})


async def bare(task: Task, count: int, connections: int) -> Sample:
    """The same mails, made beforehand; more than ``PREBUILT`` of them are these again."""
    server, watch = connect(task.mongo), Stopwatch()
    room = await room_of(server, task.plan["crowd"], mail(25))
    made = await prebuilt(room, min(count, PREBUILT))
    await clear(room)
    server.close()
    idle = peak_mb()
    async with sink() as port:
        watch.start()
        await send_all(port, made * (count // len(made)), connections)
        watch.stop()
        taken = await told(port)
    if taken["mails"] != count:
        raise Wrong(f"{count} were sent and {taken['mails']} taken")
    found = watch.sample(count)
    return Sample(found.units, found.seconds, found.cpu, {"grown": max(found.values["peak"] - idle, 0.1)})


async def prepared(task: Task, count: int) -> Mapping[str, Any]:
    """A crowd to be told, and how many connections suit the limit best."""
    server = connect(task.mongo)
    name = f"bench_crowd_{count}"
    room = await room_of(server, name)
    await crowd(room, [f"person{n}@mission{n % 500}.example" for n in range(count)])
    server.close()
    plan = {**task.plan, "crowd": name}
    told_ = Task(task.kafka, task.mongo, 0, plan)
    tried = {n: round((await bare(told_, PREBUILT, n)).value("rate")) for n in CONNECTIONS}
    best = max(tried, key=lambda number: tried[number])
    await deliver(told_, count)  # the warm-up
    return {"crowd": name, "connections": best, "best": {"connections": best}, "tried": tried}


async def prepare(task: Task) -> Mapping[str, Any]:
    """Of this arm."""
    return await prepared(task, COUNT)


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await deliver(task, COUNT)


async def limit(task: Task) -> Sample:
    """One round of bare aiosmtplib."""
    return await bare(task, COUNT, task.plan["connections"])


TEXT = """\
One notice to {count:,} subscribers, at 500 domains. The product is the role `deliver`: it walks the subscribers' \
view, writes a delivery for each, leases them, reads again whether each is still wanted and its address from the \
vault (decrypted), fills the mail in, sends it and keeps its result. The limit is aiosmtplib's `sendmail` over kept \
connections, as many as suit it best, with mails that were made beforehand: it reads and writes nothing. The mail \
server is a process of its own on the same machine that takes everything and does nothing.

A figure counts when every delivery is kept as sent and the server took exactly one mail for each subscriber."""
FALLS_SHORT = """\
aiosmtplib alone takes all of a core for its mails, in its four round trips each. The product sends by the same \
library and does everything else in the same process, on the same core: it reads the subscription and the address \
again just before each mail, opens the vault, seals a link, fills the mail in, and keeps each result, journaled, \
within 50 mails or 200 ms. What could be taken out has been: a mail is compiled once, a sender polls only when there \
is work, one task carries a mail. Any number of processes may send at once."""
FIGURES = (
    Measure("rate", "mails/s", aim=0.80),
    Measure("cpu", "CPU-µs per mail, the sending process", smaller=True),
    Measure("grown", "memory while sending, MB above idle", smaller=True),
)
ARM = Arm(
    title="Fan-out to 10,000",
    unit="mail",
    text=TEXT.format(count=COUNT),
    measures=FIGURES,
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short=FALLS_SHORT,
)
