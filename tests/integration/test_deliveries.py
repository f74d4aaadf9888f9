"""Law 10 on the real store and real mail servers: one delivery for each notice and contact, whatever happens."""

import asyncio
import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from services.notifications.deliveries.chunks import BULK, Chunks, Head
from services.notifications.deliveries.fanning_out.duties import CATCH_UP
from services.notifications.deliveries.fanning_out.fanouts import FanOuts
from services.notifications.deliveries.plan import Delivery
from services.notifications.deliveries.sending.worker import Deliver
from services.notifications.subscriptions.api import SUBSCRIPTION
from services.notifications.subscriptions.commands import ConfirmSubscription, RequestSubscription
from shared.clock import now
from shared.contracts.envelope import Context
from shared.contracts.notifications.subscriptions import Interest, SubscriptionConfirmed
from shared.eventstore.handle import Origin
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Server
from shared.runtime.service import Room
from tests.support.crowd import (
    BRIEFINGS,
    all_states,
    clock_of,
    crowd,
    issue,
    leave,
    notice,
    room_of,
    states,
)
from tests.support.eventually import eventually
from tests.support.mailserver import Office, drop, hang, mail_to, serving
from tests.support.senders import LEASE, sending, settled, taken, walk
from tests.support.streams import recorded

pytestmark = pytest.mark.law(10)
CONFIRMED = SubscriptionConfirmed(request="0" * 32, interests=BRIEFINGS, language="en")


@pytest.fixture
async def room(server: Server) -> Room:
    """A room of this test alone."""
    return await room_of(server, f"d_{uuid.uuid4().hex[:12]}")


def people(count: int, domain: str = "mission.example") -> list[str]:
    """Addresses."""
    return [f"p{n}@{domain}" for n in range(count)]


async def test_everybody_concerned_is_told_once(room: Room) -> None:
    """Heard three times, walked by two, sent by two: one mail each, and none to who follows something else."""
    addresses = people(450)
    await crowd(room, addresses)
    await crowd(room, people(30, "other.example"), (Interest(topic="networks"),))
    await crowd(room, people(30, "place.example"), (Interest(topic="briefings", country="PRT"),))
    office = Office()
    async with serving(office) as port:
        await issue(room, notice(), times=3)
        await asyncio.gather(walk(room), walk(room))
        async with sending(room, port, senders=2):
            await settled(room, 480, "sent")
    assert Counter(to for to, _ in taken(office)) == Counter([*addresses, *people(30, "place.example")])
    assert set(taken(office).values()) == {1}


async def test_two_notices_of_one_thing_leave_in_their_order_with_their_own_dates(room: Room) -> None:
    """Though the later one is fanned out first: it waits for the earlier, contact by contact."""
    addresses = people(60)
    await crowd(room, addresses)
    first = notice("First")
    second = notice("Second", after=first.id)
    office = Office()
    async with serving(office) as port:
        await issue(room, second)
        await walk(room)
        async with sending(room, port, senders=2):
            await asyncio.sleep(1)
            assert office.taken == []
            await issue(room, first)
            await walk(room)
            await settled(room, 120, "sent")
    mails = [message_from_bytes(one.original_content or b"") for one in office.taken]
    for address in addresses:
        own = [mail for mail in mails if mail["To"] == address]
        assert [mail["Subject"].split()[0] for mail in own] == ["First", "Second"]
        dates = [parsedate_to_datetime(mail["Date"]) for mail in own]
        assert dates == [one.event.at.replace(microsecond=0) for one in (first, second)]


async def test_a_notice_waits_for_no_other_mailbox(room: Room) -> None:
    """One whose server does not take the earlier one yet keeps nobody else's later one."""
    await crowd(room, ["a@fast.example", "b@slow.example"])
    first = notice("First")
    second = notice("Second", after=first.id)
    office = Office()
    office.refused["b@slow.example"] = "451 4.7.1 greylisted"
    async with serving(office) as port:
        await issue(room, first)
        await issue(room, second)
        await walk(room)
        async with sending(room, port, senders=2):
            await settled(room, 2, "sent")
            await asyncio.sleep(0.5)
    subjects = [message_from_bytes(one.original_content or b"")["Subject"] for one in office.taken]
    assert [said.split()[0] for said in subjects] == ["First", "Second"]
    assert await all_states(room) == {"sent": 2, "due": 2}


async def test_a_fan_out_counts_what_it_made(room: Room) -> None:
    """``FanOutCompleted`` is on the notice's stream once, with the deliveries by language."""
    await crowd(room, people(5))
    await crowd(room, people(3, "french.example"), language="fr")
    record = notice()
    key = await issue(room, record)
    await walk(room)
    await issue(room, record)
    await walk(room)
    found = [d async for d in room.database["events"].find({"stream": f"notice-{key}"})]
    assert [event["data"] for one in found for event in one["events"]] == [
        b'{"type":"onevoice.notifications.fan-out-completed.v1","deliveries":{"en":5,"fr":3}}'
    ]


async def test_a_mailbox_with_many_interests_gets_one_mail(room: Room) -> None:
    """However many of them a notice meets."""
    everywhere = Interest(topic="briefings")
    interests = (everywhere, *(Interest(topic="briefings", country=code) for code in ("PRT", "KEN", "NPL")))
    people_ = await crowd(room, people(3), interests)
    await issue(room, notice(country="PRT"))
    await walk(room)
    assert Counter([c async for c, _ in states(room, list(people_.values()))]) == Counter(people_.values())


async def test_racing_writers_make_one_delivery_of_each(room: Room) -> None:
    """Twenty chunks at once that overlap: each contact is in one of them."""
    contacts = [uuid.uuid4().hex for _ in range(60)]
    kept, moment = Chunks(room.database), await clock_of(room).now()
    head = Head("n" * 32, "en", BULK, "correlation")
    made = await asyncio.gather(
        *(kept.add(head, moment, [Delivery(contact=c) for c in contacts[n : n + 40]]) for n in range(20))
    )
    assert sum(made) == 59
    assert Counter([c async for c, _ in states(room, contacts)]) == Counter(contacts[:59])


async def test_a_lease_that_is_over_goes_to_the_next_and_the_first_is_not_believed(room: Room) -> None:
    """A sender that wakes up late changes nothing, be it the same one: each lease has an owner of its own."""
    kept, clock = Chunks(room.database), clock_of(room)
    moment = await clock.now()
    await kept.add(Head("n" * 32, "en", BULK, "correlation"), moment, [Delivery(contact="a" * 32)])
    first = await kept.lease(BULK, moment, moment + LEASE)
    assert first
    assert await kept.lease(BULK, moment, moment + LEASE) is None
    later = moment + LEASE + dt.timedelta(seconds=1)
    assert await kept.lease(BULK, later, later + LEASE, [first.id]) is None
    second = await kept.lease(BULK, later, later + LEASE)
    assert second
    assert second.id == first.id
    sent = first.to[0].model_copy(update={"state": "sent", "due": None})
    assert not await kept.record(first.id, first.owner, None, {0: sent})
    assert await kept.record(second.id, second.owner, None, {0: sent})
    assert await all_states(room) == {"sent": 1}


async def test_a_sender_leases_no_chunk_that_it_has_in_hand(room: Room) -> None:
    """Its lease ran out, as while the store was away: what is known of the mails that are out is yet kept."""
    addresses = [f"p@d{n}.example" for n in range(60)]
    await crowd(room, addresses)
    office, gate = Office(), asyncio.Event()
    office.gates = {address.partition("@")[2]: gate for address in addresses}
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port):
            await eventually(lambda: _at_work(office))
            for _ in range(20):
                await room.database["deliveries"].update_many({}, {"$set": {"due": over()}})
                await asyncio.sleep(0.05)
            gate.set()
            assert await settled(room, 60, "sent") == {"sent": 60}
    assert Counter(to for to, _ in taken(office)) == Counter(addresses)
    assert set(taken(office).values()) == {1}


def over() -> dt.datetime:
    """A lease that ended so long ago."""
    return now() - LEASE


async def confirmed(room: Room, contact: str) -> None:
    """The subscription's stream, for a contact whom the view has already."""
    asked = RequestSubscription(request="1" * 32, kind="person", interests=BRIEFINGS, language="en", at=now())
    for command in (asked, ConfirmSubscription(request="1" * 32, at=now())):
        origin = Origin(actor="self", context=Context("correlation"))
        await room.commands.handle(SUBSCRIPTION, f"subscription-{contact}", command, origin)


async def test_a_permanent_refusal_ends_the_subscription(room: Room) -> None:
    """The address is refused: bounced, and the subscription ends with that reason, once; others go on."""
    found = await crowd(room, ["gone@mission.example", "there@mission.example"])

    refused = "gone@mission.example"
    await confirmed(room, found[refused])
    office = Office()
    office.refused[refused] = "550 5.1.1 no such user here"
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port):
            await settled(room, 2, "sent", "bounced")
    assert await all_states(room) == {"sent": 1, "bounced": 1}
    said = [d async for d in room.database["events"].find({"stream": f"subscription-{found[refused]}"})]
    assert b'"reason":"bounced"' in said[-1]["events"][-1]["data"]


async def test_a_bounce_on_a_frozen_stream_is_kept_all_the_same(room: Room) -> None:
    """Nobody may write to the subscription; the address is not written to again and again for that."""
    found = await crowd(room, ["gone@mission.example"])
    await MongoEventStore(room.database).freeze(f"subscription-{found['gone@mission.example']}", "a fork")
    office = Office()
    office.refused["gone@mission.example"] = "550 5.1.1 no such user here"
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port):
            assert await settled(room, 1, "bounced") == {"bounced": 1}


async def test_a_notice_that_cannot_be_fanned_out_keeps_no_other_waiting(room: Room) -> None:
    """It is tried again, and the next one goes out."""
    await crowd(room, people(3))
    office = Office()
    async with serving(office) as port:
        broken = await issue(room, notice("Broken"))
        await room.database["fanouts"].update_one({"_id": broken}, {"$set": {"issued": {"nothing": "here"}}})
        await issue(room, notice("Whole"))
        working = asyncio.create_task(Deliver(replace(room, mail=mail_to(port)), LEASE).run())
        try:
            await settled(room, 3, "sent")
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
    assert all(b"Whole" in (envelope.original_content or b"") for envelope in office.taken)


async def test_who_left_before_the_sending_is_told_nothing(room: Room) -> None:
    """The subscription's state is read again just before: suppressed, and said so."""
    found = await crowd(room, people(120))
    office = Office()
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        for contact in list(found.values())[:20]:
            await leave(room, contact)
        await room.vault.destroy(found["p50@mission.example"])
        async with sending(room, port):
            assert await settled(room, 120, "sent", "suppressed") == {"sent": 99, "suppressed": 21}
    assert len(office.taken) == 99


async def test_later_is_tried_again_under_the_same_id(room: Room) -> None:
    """A 4xx leaves it due later; what broke after the hand-over is unknown, and tried again as the same mail."""
    await crowd(room, ["one@later.example"])
    office = Office(END=drop)
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port):
            await settled(room, 1, "unknown")
        chunk = await only_chunk(room)
        assert chunk["to"][0]["due"] > await clock_of(room).now()
        name = chunk["_id"]
        office.answers = {"MAIL": "451 4.3.0 not now"}
        await _make_due(room)
        async with sending(room, port):
            await eventually(lambda: _tries(room, 2))
        assert await all_states(room) == {"unknown": 1}, "what may have arrived is not merely due again"
        office.answers = {}
        await _make_due(room)
        async with sending(room, port):
            await settled(room, 1, "sent")
    [(_, message_id)] = taken(office)
    assert message_id.startswith(f"<{name}-0@")


async def only_chunk(room: Room) -> dict[str, Any]:
    """The document of the one chunk there is."""
    found: list[dict[str, Any]] = [d async for d in room.database["deliveries"].find({})]
    assert len(found) == 1
    return found[0]


async def _make_due(room: Room) -> None:
    past = await clock_of(room).now()
    await room.database["deliveries"].update_many({}, {"$set": {"due": past, "to.0.due": past}})


async def _tries(room: Room, wanted: int) -> bool:
    return len((await only_chunk(room))["to"][0]["tries"]) == wanted


async def test_a_slow_domain_keeps_no_fast_one_waiting(room: Room) -> None:
    """One domain takes nothing for as long as it likes; everybody else's mail arrives meanwhile, then its own."""
    fast = people(300, "fast.example")
    await crowd(room, [*people(60, "slow.example"), *fast])
    office = Office()
    office.gates["slow.example"] = asyncio.Event()
    async with serving(office) as port:
        await issue(room, notice())
        await walk(room)
        async with sending(room, port, per_domain=4):
            await settled(room, 300, "sent")
            assert office.busiest["slow.example"] <= 4
            assert {e.rcpt_tos[0] for e in office.taken} == set(fast)
            office.gates["slow.example"].set()
            await settled(room, 360, "sent")
    assert set(taken(office).values()) == {1}


async def test_a_server_that_hangs_or_is_away_loses_nothing(room: Room) -> None:
    """Nothing is handed over, so everything is due again; the server is back, and each mail comes once."""
    await crowd(room, people(40))
    office = Office(MAIL=hang)
    await issue(room, notice())
    await walk(room)
    async with serving(office) as port, sending(room, port):
        await eventually(lambda: _at_work(office))
    async with sending(room, port):  # nobody listens there any more
        await eventually(lambda: _put_off(room, 40))
    office.answers = {}
    await room.database["deliveries"].update_many({}, {"$set": {"due": await clock_of(room).now()}})
    async for chunk in room.database["deliveries"].find({}):
        for one in chunk["to"]:
            one["due"] = chunk["due"]
        await room.database["deliveries"].replace_one({"_id": chunk["_id"]}, chunk)
    async with serving(office) as port, sending(room, port):
        await settled(room, 40, "sent")
    assert set(taken(office).values()) == {1}
    assert len(office.taken) == 40


async def _at_work(office: Office) -> bool:
    return bool(office.lines)


async def _put_off(room: Room, count: int) -> bool:
    found = [one async for d in room.database["deliveries"].find({}) for one in d["to"]]
    return sum(len(one["tries"]) > 0 for one in found) == count


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.long)])
async def test_confirming_and_leaving_in_the_middle_of_a_large_fan_out(room: Room, count: int) -> None:
    """Who confirms while it runs is told, who left is not, and nobody twice."""
    found = await crowd(room, people(count))
    contacts = list(found.values())
    record = notice()
    await issue(room, record)
    fan_out = asyncio.create_task(walk(room))
    await eventually(lambda: _begun(room))
    late = await crowd(room, people(20, "late.example"))
    catch_up = CATCH_UP.build(room)
    for contact in late.values():
        [told] = recorded(f"subscription-{contact}", [CONFIRMED])
        await catch_up(replace(told, at=now()))
    for contact in contacts[:: count // 20]:
        await leave(room, contact)
    await fan_out
    assert await all_states(room) == {"due": count + 20}
    fanout = await FanOuts(room.database).get(record.stream.removeprefix("notice-"))
    assert fanout
    assert fanout.done_at
    office = Office()
    async with serving(office) as port, sending(room, port, senders=2, per_domain=64):
        assert await settled(room, count + 20, "sent", "suppressed") == {"sent": count, "suppressed": 20}
    assert set(taken(office).values()) == {1}
    assert {to for to, _ in taken(office)} >= set(late)


async def _begun(room: Room) -> bool:
    return await room.database["deliveries"].find_one({}) is not None
