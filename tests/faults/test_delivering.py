"""Law 10 by kills: senders that end at every step, two at once, notices heard three times, everything counted."""

import asyncio
import functools
import time
import uuid
from collections import Counter

import pytest

from services.notifications.deliveries.sending.keeping import WINDOW
from shared.mongo import Server, connect
from shared.runtime.service import Room
from tests.support import engines
from tests.support.crowd import all_states, crowd, issue, notice, room_of
from tests.support.deliver_process import DeliverProcess
from tests.support.eventually import eventually
from tests.support.mailserver import Office, serving
from tests.support.senders import LEASE, sending, settled, taken, walk

pytestmark = pytest.mark.law(10)
PEOPLE = 450
IN_HAND = 4
"""Chunks that a sender feeds from at once."""
POINTS = (
    "fanout.after_chunk#1",
    "fanout.after_chunk#2",
    "fanout.after_command",
    "deliver.before_send#120",
    "deliver.after_send#1",
    "deliver.after_send#150",
    "deliver.after_record#3",
)


@pytest.fixture
async def room(server: Server) -> Room:
    """A room of this test alone."""
    return await room_of(server, f"k_{uuid.uuid4().hex[:12]}")


def people(count: int) -> list[str]:
    """Addresses, at a few domains."""
    return [f"p{n}@d{n % 7}.example" for n in range(count)]


def judge(office: Office, addresses: list[str], deaths: int) -> None:
    """Everybody has it, as one mail; repeats only as many as the declared window of each death allows."""
    found = taken(office)
    assert {to for to, _ in found} == set(addresses), "nobody is missed"
    assert Counter(Counter(to for to, _ in found).values()) == {1: len(addresses)}, "one Message-ID for each"
    repeats = sum(found.values()) - len(addresses)
    assert repeats <= deaths * IN_HAND * WINDOW


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_any_step_loses_nothing_and_repeats_only_within_the_window(
    point: str, room: Room, mongo: engines.Server
) -> None:
    """One of two senders ends there; the other, and a new one, finish."""
    addresses = people(PEOPLE)
    await crowd(room, addresses)
    office = Office()
    name = room.database.name
    async with serving(office) as port:
        record = notice()
        await issue(room, record, times=3)
        with DeliverProcess(mongo.url, name, port, point) as doomed:
            await eventually(doomed.crashed, 90)
        await issue(room, record, times=3)
        with DeliverProcess(mongo.url, name, port), DeliverProcess(mongo.url, name, port):
            assert await settled(room, PEOPLE, "sent") == {"sent": PEOPLE}
            await eventually(lambda: completed(room))
    judge(office, addresses, deaths=1)


async def completed(room: Room) -> bool:
    """Whether no fan-out is under way."""
    return await room.database["fanouts"].find_one({"done_at": None}) is None


async def test_a_paused_sender_that_wakes_up_after_its_lease_repeats_only_what_it_had_in_hand(
    room: Room, mongo: engines.Server
) -> None:
    """Another has meanwhile sent everything; what it still records is not believed."""
    addresses = people(PEOPLE)
    await crowd(room, addresses)
    office, name = Office(), room.database.name
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        with DeliverProcess(mongo.url, name, port) as paused:
            await eventually(lambda: _taken(office, 60))
            paused.pause()
            with DeliverProcess(mongo.url, name, port):
                await settled(room, PEOPLE, "sent")
            paused.resume()
            await issue(room, notice("A second one"))
            await settled(room, 2 * PEOPLE, "sent")
    assert await all_states(room) == {"sent": 2 * PEOPLE}, "it goes on with what is its own"
    first = [
        envelope for envelope in office.taken if b"A second one" not in (envelope.original_content or b"")
    ]
    office.taken = first
    judge(office, addresses, deaths=1)


async def _taken(office: Office, count: int) -> bool:
    return len(office.taken) >= count


async def test_clocks_that_jump_repeat_and_lose_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender goes by the store's time: its own clock may jump by an hour, back and forth, while it works."""
    addresses = people(200)
    await crowd(room, addresses)
    office, real, jump = Office(), time.time, {"seconds": 0.0}
    monkeypatch.setattr(time, "time", lambda: real() + jump["seconds"])
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port, senders=2):
            for count, seconds in ((20, 3_600.0), (60, -3_600.0), (100, 86_400.0), (140, 0.0)):
                await eventually(functools.partial(_taken, office, count), every=0.005)
                jump["seconds"] = seconds
            await settled(room, len(addresses), "sent")
    assert set(taken(office).values()) == {1}
    judge(office, addresses, deaths=0)


async def test_mongodb_away_in_the_middle_loses_nothing(own_mongo: engines.Server) -> None:
    """Killed while mails are under way, and back: what was taken and not yet kept may repeat, nothing is missed."""
    server = connect(own_mongo.url)
    room, addresses = await room_of(server, "away"), people(PEOPLE)
    await crowd(room, addresses)
    office = Office()
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        with DeliverProcess(own_mongo.url, "away", port):
            await eventually(lambda: _taken(office, 100))
            await asyncio.to_thread(own_mongo.kill)
            await asyncio.to_thread(own_mongo.start)
            assert await settled(room, PEOPLE, "sent") == {"sent": PEOPLE}
    judge(office, addresses, deaths=1)
    server.close()


async def test_mongodb_away_for_longer_than_a_lease_repeats_nothing(own_mongo: engines.Server) -> None:
    """No process died: what each chunk's sender knows is kept when the store is back, by nobody else."""
    server = connect(own_mongo.url)
    room, addresses = await room_of(server, "away"), people(800)
    await crowd(room, addresses)
    office = Office()
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        with DeliverProcess(own_mongo.url, "away", port):
            await eventually(lambda: _taken(office, 100))
            await asyncio.to_thread(own_mongo.kill)
            until = time.monotonic() + 1.5 * LEASE.total_seconds()
            await eventually(lambda: _over(until))
            await asyncio.to_thread(own_mongo.start)
            assert await settled(room, len(addresses), "sent") == {"sent": len(addresses)}
    judge(office, addresses, deaths=0)
    server.close()


async def _over(until: float) -> bool:
    return time.monotonic() > until
