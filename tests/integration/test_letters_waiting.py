"""Letters on the real stores and a real mail server: once, whoever hears of it, and whoever is away meanwhile."""

import asyncio
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest
import structlog

from services.consultations.inputs.authors.access import Authors
from services.consultations.inputs.taking.intake import Intake
from services.notifications.contacts.register import register
from services.notifications.deliveries.authors.correspondence import Correspondence
from services.notifications.deliveries.authors.duties import WRITE
from services.notifications.deliveries.authors.posting import A_DAYS_LETTERS
from services.notifications.deliveries.chunks import Chunks
from shared.contracts.consultations import inputs as e
from shared.contracts.envelope import Context, Event, Recorded
from shared.mail import Sender
from shared.mongo import Database, Server
from shared.peers import PeerAway, PeerRefused, Peers
from shared.problems import Problem
from shared.runtime.service import Room
from tests.support import taking
from tests.support.crowd import all_states, clock_of, crowd, issue, notice, room_of
from tests.support.eventually import eventually
from tests.support.examples_of_calls import RECEIVED
from tests.support.mailserver import Office, serving
from tests.support.senders import sending, settled, taken, walk
from tests.support.streams import recorded

pytestmark = pytest.mark.law(10)
ADDRESS = "author@mission.example"


@dataclass
class Neighbour:
    """Consultations, asked in this process; ``away`` while it does not answer."""

    room: Room
    away: bool = False
    asked: int = 0

    async def get(self, path: str) -> Any:
        """The letter of an input, as its route answers."""
        self.asked += 1
        if self.away:
            raise PeerAway(f"GET {path}: ConnectError")
        id_ = path.removeprefix("/consultations/api/inputs/").removesuffix("/letter")
        try:
            receipt = await Intake(self.room).receipt(id_)
        except Problem as problem:
            raise PeerRefused(problem.status, "not there") from problem
        return (await Authors(self.room).letter(id_, receipt)).model_dump(mode="json")


@pytest.fixture
async def neighbour(server: Server, database: Database) -> Neighbour:
    """Consultations with a database of its own."""
    return Neighbour(await taking.room(server, database))


@pytest.fixture
async def room(server: Server, neighbour: Neighbour) -> Room:
    """A room of notifications that can ask it."""
    made = await room_of(server, f"l_{uuid.uuid4().hex[:12]}")
    return replace(made, peers=cast("Peers", neighbour))


async def author(room: Room) -> str:
    """The contact of somebody who gave an address."""
    return await register(room.vault, ADDRESS, {})


async def input_of(neighbour: Neighbour) -> str:
    """An input that consultations has taken."""
    call = await taking.opened(neighbour.room)
    return (await taking.take(neighbour.room, call, uuid.uuid4().hex)).receipt.receipt.input


def heard(input_: str, contact: str | None, *more: Event, **changes: Any) -> list[Recorded[Any]]:
    """The records of an input, as they come from the topic."""
    received = RECEIVED.model_copy(update={"contact": contact, "example": False, "language": "en", **changes})
    context = Context("correlation")
    found = recorded(f"input-{input_}", [received, *more])
    return [
        replace(one, id=f"{uuid.uuid5(uuid.NAMESPACE_OID, one.id).hex}", context=context) for one in found
    ]


async def tell(room: Room, records: Sequence[Recorded[Any]]) -> None:
    """The duty hears of them."""
    write = WRITE.build(room)
    for record in records:
        await write(record)


async def make_due(room: Room) -> None:
    """Nobody waits any longer."""
    past = await clock_of(room).now()
    await room.database["deliveries"].update_many(
        {"due": {"$ne": None}}, {"$set": {"due": past, "to.0.due": past}}
    )


async def test_whatever_is_heard_twice_is_written_once(room: Room, neighbour: Neighbour) -> None:
    """By two processes at once and again after the sending: one mail of each letter."""
    records = heard(await input_of(neighbour), await author(room))
    office = Office()
    async with serving(office) as port:
        await asyncio.gather(*(tell(room, records) for _ in range(5)))
        async with sending(room, port, senders=2):
            await settled(room, 1, "sent")
            await tell(room, records)
            await asyncio.sleep(0)
            assert await all_states(room) == {"sent": 1}
    assert Counter(to for to, _ in taken(office)) == {ADDRESS: 1}


async def test_a_service_that_is_away_is_waited_for_and_keeps_nothing_else_waiting(
    room: Room, neighbour: Neighbour
) -> None:
    """It is asked once in a while, notices go out meanwhile, and the letter comes once it is back."""
    records = heard(await input_of(neighbour), await author(room))
    neighbour.away = True
    office = Office()
    async with serving(office) as port:
        async with sending(room, port):
            await tell(room, records)
            await eventually(lambda: _asked(neighbour))
            await tell(room, heard(await input_of(neighbour), await author(room)))
            await crowd(room, [f"p{n}@other.example" for n in range(20)])
            await issue(room, notice())
            await walk(room)
            await settled(room, 20, "sent")
            await eventually(lambda: _put_off(room, 2))
            assert neighbour.asked == 1, "who is away is left in peace"
        assert await all_states(room) == {"sent": 20, "due": 2}
        neighbour.away = False
        await make_due(room)
        async with sending(room, port):
            await settled(room, 22, "sent")
    assert set(taken(office).values()) == {1}
    assert sum(to == ADDRESS for to, _ in taken(office)) == 2


async def _asked(neighbour: Neighbour) -> bool:
    return neighbour.asked > 0


async def _put_off(room: Room, count: int) -> bool:
    soon = await clock_of(room).now() + dt.timedelta(seconds=20)
    waiting = room.database["deliveries"].find({"letter": {"$ne": None}, "to.0.due": {"$gt": soon}})
    return len([one async for one in waiting]) == count


async def test_without_a_token_letters_wait_and_the_log_says_why_once(room: Room) -> None:
    """Nothing is lost: they are written when there is one."""
    asking = Correspondence(replace(room, peers=None), Sender("", "no-reply@example.org"))
    await tell(room, heard(uuid.uuid4().hex, await author(room)))
    moment = await clock_of(room).now()
    chunk = await Chunks(room.database).lease(0, moment, moment)
    assert chunk
    assert chunk.head.letter
    with structlog.testing.capture_logs() as log:
        for _ in range(3):
            assert await asking.letter(chunk.head.letter, chunk.head) == "away"
    assert len(log) == 1
    assert "ONEVOICE_SERVICE_TOKEN_FILE" in log[0]["event"]


async def test_an_input_that_is_gone_is_written_about_to_nobody_but_its_erasure_is(
    room: Room, neighbour: Neighbour
) -> None:
    """By those who answer for the record, that is: who erased it themselves knows."""
    contact = await author(room)
    erased, own = e.InputErased(by="authority"), e.InputErased(by="author")
    await tell(room, heard(uuid.uuid4().hex, contact, erased))
    await tell(room, heard(uuid.uuid4().hex, contact, own))
    office = Office()
    async with serving(office) as port, sending(room, port):
        assert await settled(room, 3, "sent", "suppressed") == {"sent": 1, "suppressed": 2}
    [mail] = office.taken
    assert b"Subject: Your input was erased" in (mail.original_content or b"")
    assert neighbour.asked == 2
    assert not [d async for d in room.database["authors"].find({})], "who wrote it is forgotten with it"


async def test_who_was_erased_before_the_sending_is_written_nothing(room: Room, neighbour: Neighbour) -> None:
    """The address is looked up just before, and consultations is not even asked."""
    contact = await author(room)
    await tell(room, heard(await input_of(neighbour), contact))
    await room.vault.destroy(contact)
    office = Office()
    async with serving(office) as port, sending(room, port):
        assert await settled(room, 1, "sent", "suppressed") == {"suppressed": 1}
    assert not office.taken
    assert neighbour.asked == 0


async def test_a_decision_that_was_answered_meanwhile_is_not_written_late(
    room: Room, neighbour: Neighbour
) -> None:
    """What consultations says when it is asked is not what the event said: the later letter tells it."""
    refused = e.InputRefused(by="moderator x", reason="other", note=None)
    await tell(room, heard(await input_of(neighbour), await author(room), refused))
    office = Office()
    async with serving(office) as port, sending(room, port):
        assert await settled(room, 2, "sent", "suppressed") == {"sent": 1, "suppressed": 1}


async def test_examples_silence_and_those_without_an_address_are_written_to_nobody(room: Room) -> None:
    """Nothing is made for them."""
    contact = await author(room)
    accepted = e.InputAccepted(by="moderator x")
    await tell(room, heard("1" * 32, contact, accepted, example=True))
    await tell(room, heard("2" * 32, None, accepted))
    quiet = [
        replace(one, context=Context("correlation", silent=True))
        for one in heard("3" * 32, contact, accepted)
    ]
    await tell(room, quiet)
    assert await all_states(room) == {}


async def test_an_author_who_becomes_known_later_is_written_to_as_others_are(
    room: Room, neighbour: Neighbour
) -> None:
    """The receipt once, and what a moderator decides from then on; never about an example."""
    contact, accepted = await author(room), e.InputAccepted(by="moderator x")
    known = e.InputContactKnown(contact=contact, language="en", example=False)
    records = heard(await input_of(neighbour), None, known, accepted)
    await tell(room, records)
    await tell(room, records)
    found = room.database["deliveries"].find({})
    assert [one["letter"]["what"] async for one in found] == ["receipt", "accepted"]
    example = known.model_copy(update={"example": True})
    await tell(room, heard("1" * 32, None, example, accepted, example=True))
    assert await all_states(room) == {"due": 2}


async def test_a_contact_gets_so_many_letters_a_day_and_no_more(room: Room) -> None:
    """Whoever gives somebody else's address; the log names neither the address nor the contact."""
    contact = await author(room)
    with structlog.testing.capture_logs() as log:
        for number in range(A_DAYS_LETTERS + 3):
            await tell(room, heard(f"{number:032x}", contact))
    assert await all_states(room) == {"due": A_DAYS_LETTERS}
    assert len(log) == 3
    assert contact not in str(log)
    assert ADDRESS not in str(log)
    yesterday = await clock_of(room).now() - dt.timedelta(days=1)
    await room.database["deliveries"].update_many({}, {"$set": {"at": yesterday}})
    await tell(room, heard("f" * 32, contact))
    assert await all_states(room) == {"due": A_DAYS_LETTERS + 1}


async def test_a_chunk_that_was_kept_before_there_were_letters_is_read(room: Room) -> None:
    """It has no field for one."""
    contact = await author(room)
    await tell(room, heard("1" * 32, contact))
    await room.database["deliveries"].update_many({}, {"$unset": {"letter": 1}})
    [(chunk, _)] = await Chunks(room.database).of_contact(contact)
    assert chunk.head.letter is None
