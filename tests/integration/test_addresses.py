"""An address that came while notifications was away gets its contact when it is back: nothing accepted is lost."""

import asyncio
import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
import structlog

from services.consultations.inputs.commands import EraseInput, InputCommand, WithdrawInput
from services.consultations.inputs.erasing import ERASE_INPUTS
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.taking import addresses
from services.consultations.inputs.taking.addresses import ADDRESS, LEASE
from services.consultations.inputs.taking.contacting import Contacting
from services.consultations.inputs.taking.intake import CONTENT, INPUT, Intake, Taken
from services.consultations.inputs.taking.sending import Sending
from services.consultations.inputs.taking.sweeping import LONG_AGO, Sweeping
from shared import crash
from shared.clock import now
from shared.contracts.consultations.inputs import InputContactKnown
from shared.contracts.notifications.contacts import ContactErased
from shared.eventstore.handle import Origin
from shared.mongo import Database, Server
from shared.peers import PeerAway, PeerRefused, Peers
from shared.runtime.service import Room
from shared.web.edge.arrival import Arrival
from tests.integration.test_contacts import everything
from tests.support import taking
from tests.support.folded import folded
from tests.support.streams import recorded
from tests.support.topic import CONTEXT

MAILBOX = "author@person.example"


@dataclass
class Neighbour:
    """Notifications, asked in this process; ``away`` while it does not answer."""

    away: bool = True
    refuses: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)

    async def post(self, path: str, body: dict[str, str]) -> Any:
        """The contact of an address, as its route answers."""
        if self.away:
            raise PeerAway(f"POST {path}: ConnectError")
        if status := self.refuses.get(body["address"]):
            raise PeerRefused(status, "no")
        return {"contact": self.contacts.setdefault(body["address"], uuid.uuid4().hex)}


@pytest.fixture
def neighbour() -> Neighbour:
    """Away at first."""
    return Neighbour()


@pytest.fixture
async def room(server: Server, database: Database, neighbour: Neighbour) -> Room:
    """A room of consultations that can ask it."""
    await addresses.prepare(database)
    return replace(await taking.room(server, database), peers=cast("Peers", neighbour))


async def send(room: Room, call: str, key: str = "k", address: str = MAILBOX) -> Taken:
    """Take an input with an address."""
    sending = Sending(taking.said(address=address), None, key)
    return await Intake(room).take(call, sending, Arrival.this_moment())


async def taken(room: Room, address: str = MAILBOX) -> str:
    """The id of an input that was taken with an address, to a call of its own."""
    return (await send(room, await taking.opened(room), address=address)).receipt.receipt.input


async def say(room: Room, id_: str, command: InputCommand) -> None:
    """A command to an input."""
    await room.commands.handle(INPUT, f"input-{id_}", command, Origin("test", CONTEXT))


async def look(room: Room) -> None:
    """A worker looks until nothing is due."""
    worker = Contacting(room)
    while await worker.look():
        pass


async def make_due(room: Room) -> None:
    """Nobody has it in hand any longer."""
    await room.database["waiting_addresses"].update_many({}, {"$set": {"due": now() - LEASE}})


async def waiting(room: Room) -> list[str]:
    """Whose addresses wait."""
    return [one["_id"] async for one in room.database["waiting_addresses"].find()]


async def known(room: Room) -> list[str]:
    """The contacts that became known, once for each event."""
    records = await folded(room.database, INPUTS)
    return [one.event.contact for one in records if isinstance(one.event, InputContactKnown)]


async def test_an_address_waits_for_notifications_and_is_kept_no_longer(
    room: Room, neighbour: Neighbour
) -> None:
    """Encrypted under the input's key; its contact is one event, however many look at once."""
    call = await taking.opened(room)
    first = await send(room, call)
    id_ = first.receipt.receipt.input
    assert not first.mailed
    assert await room.vault.read([id_], ADDRESS) == {id_: MAILBOX}
    assert MAILBOX not in await everything(room.database)
    with pytest.raises(PeerAway):
        await look(room)
    assert await waiting(room) == [id_]
    assert (await send(room, call)).receipt.receipt == first.receipt.receipt
    neighbour.away = False
    await make_due(room)
    await asyncio.gather(*(look(room) for _ in range(4)))
    assert await known(room) == [neighbour.contacts[MAILBOX]]
    assert await room.vault.read([id_], ADDRESS) == {}
    assert await waiting(room) == []
    neighbour.away = True
    assert (await send(room, call)).receipt.receipt == first.receipt.receipt
    assert await waiting(room) == [], "it has its contact"


async def test_a_kill_between_event_and_vault_leaves_one_event_and_no_address(
    room: Room, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks next finishes it, and asks for nobody anew."""

    class Killed(BaseException):
        """As a kill ends it: nothing after it runs."""

    def kill(point: str) -> None:
        if point == "contacting.after_append":
            raise Killed

    id_ = await taken(room)
    neighbour.away = False
    with monkeypatch.context() as patched:
        patched.setattr(crash, "point", kill)
        with pytest.raises(Killed):
            await look(room)
    assert await waiting(room) == [id_]
    neighbour.contacts.clear()
    await make_due(room)
    await look(room)
    assert len(await known(room)) == 1
    assert neighbour.contacts == {}
    assert (await waiting(room), await room.vault.read([id_], ADDRESS)) == ([], {})


@pytest.mark.law(13)
async def test_of_an_erased_input_nobody_asks_and_nothing_waits(room: Room, neighbour: Neighbour) -> None:
    """The address goes with the input's key; the erasure may come just before the look, or long before."""
    id_, just = await taken(room), await taken(room, "other@person.example")
    await say(room, id_, EraseInput(by="author"))
    await room.vault.bar(id_)
    await say(room, just, EraseInput(by="author"))
    neighbour.away = False
    await look(room)
    assert (await known(room), neighbour.contacts, await waiting(room)) == ([], {}, [])
    assert await room.vault.kept([id_]) == {}
    assert await room.vault.read([just], ADDRESS) == {}


@pytest.mark.law(13)
async def test_a_contact_that_was_erased_meanwhile_takes_its_input_along(
    room: Room, neighbour: Neighbour
) -> None:
    """Whether its erasure is heard before the input's event or after."""
    id_, gone = await taken(room), uuid.uuid4().hex
    neighbour.away, neighbour.contacts[MAILBOX] = False, gone
    obey = ERASE_INPUTS.build(room)
    [erased] = recorded(f"contact-{gone}", [ContactErased(reason="asked for")])
    await obey(erased)
    await look(room)
    for record in await folded(room.database, INPUTS):
        await obey(record)
    _, state = await room.commands.read(INPUT, f"input-{id_}")
    assert state.standing == "erased"


async def test_who_withdrew_is_still_known(room: Room, neighbour: Neighbour) -> None:
    """What was withdrawn is kept: it can be erased by its contact, and its author gets the way there."""
    id_ = await taken(room)
    await say(room, id_, WithdrawInput(by="author"))
    neighbour.away = False
    await look(room)
    assert await known(room) == [neighbour.contacts[MAILBOX]]


async def test_what_is_no_address_is_dropped_and_not_repeated(room: Room, neighbour: Neighbour) -> None:
    """Nobody can write there; the log says so of the input."""
    id_ = await taken(room, "no address")
    neighbour.away, neighbour.refuses["no address"] = False, 422
    with structlog.testing.capture_logs() as log:
        await look(room)
    assert (await waiting(room), await room.vault.read([id_], ADDRESS)) == ([], {})
    assert await known(room) == []
    assert id_ in str(log)
    assert "no address" not in [value for line in log for value in line.values()]


async def test_one_that_fails_holds_up_no_other_and_is_tried_again(room: Room, neighbour: Neighbour) -> None:
    """Its turn comes again when its lease is over."""
    id_ = await taken(room)
    await taken(room, "other@person.example")
    neighbour.away, neighbour.refuses[MAILBOX] = False, 404
    await look(room)
    assert await known(room) == [neighbour.contacts["other@person.example"]]
    assert await waiting(room) == [id_]
    neighbour.refuses.clear()
    await make_due(room)
    await look(room)
    assert len(await known(room)) == 2


async def test_an_input_that_never_comes_about_waits_for_the_sweep(room: Room, neighbour: Neighbour) -> None:
    """Nobody is asked for its contact before it is there."""
    lost = uuid.uuid4().hex
    drawer = await room.vault.admit(lost)
    await drawer.deposit(CONTENT, "never received")
    await addresses.Addresses(room.database).keep(drawer, MAILBOX, now())
    neighbour.away = False
    await look(room)
    assert (await waiting(room), neighbour.contacts) == ([lost], {})
    later = now() + LONG_AGO + dt.timedelta(minutes=1)
    assert await Sweeping(room, clock=lambda: later).sweep() == 1
    await make_due(room)
    await look(room)
    assert (await waiting(room), neighbour.contacts) == ([], {})
