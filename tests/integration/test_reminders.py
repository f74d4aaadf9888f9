"""What time alone brings about is recorded once, by however many look, however late."""

import asyncio
import datetime as dt

import pytest

from services.consultations.calls import commands as c
from services.consultations.calls.projection import CALLS
from services.consultations.calls.reminders import Reminders
from shared.clock import now
from shared.contracts.consultations.calls import CallMarked
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StoreUnavailable
from shared.mongo import Database, Server
from shared.runtime.service import Room
from tests.support import taking
from tests.support.folded import folded

day, hour = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations on a database of its own."""
    return await taking.room(server, database)


async def marks(database: Database) -> list[tuple[str, bool]]:
    """The marks recorded so far, and whether each was missed."""
    return [
        (record.event.mark, record.event.missed)
        for record in await folded(database, CALLS)
        if isinstance(record.event, CallMarked)
    ]


async def announced(room: Room, closes: dt.timedelta) -> str:
    """A call that was announced ten days ago and closes so long from now."""
    at = now()
    draft = c.DraftCall(terms=taking.terms(at - 9 * day, at + closes))
    await taking.command(room, "call", draft, c.AnnounceCall(by="x", at=at - 10 * day))
    return "call"


async def test_many_who_look_record_each_mark_once(room: Room, database: Database) -> None:
    """Opened, and the reminder of seven days; the one of the last day is not due."""
    await announced(room, 3 * day)
    await folded(database, CALLS)
    await asyncio.gather(*(Reminders(room).look() for _ in range(8)))
    assert await marks(database) == [("opened", False), ("closing_in_7_days", False)]
    await Reminders(room).look()
    assert len(await marks(database)) == 2


async def test_a_stop_of_any_length_skips_nothing_and_tells_nothing_untrue(
    room: Room, database: Database
) -> None:
    """Who comes back after the end records every mark, the reminders as missed."""
    await announced(room, -hour)
    await folded(database, CALLS)
    await Reminders(room).look()
    assert await marks(database) == [
        ("opened", False), ("closing_in_7_days", True), ("closing_in_1_day", True), ("closed", False),
    ]  # fmt: skip
    await folded(database, CALLS)
    assert await Reminders(room).look() == 0


async def test_a_view_that_is_behind_costs_a_look_and_no_mark(room: Room, database: Database) -> None:
    """The stream knows that the call was extended, so it did not close."""
    call = await announced(room, 2 * hour)
    await folded(database, CALLS)
    at = now()
    extend = c.ExtendCall(closes=taking.wall(at + 20 * day), reason="x", by="x", at=at)
    await taking.command(room, call, extend)
    await Reminders(room).look()
    assert await marks(database) == [("opened", False)]


async def test_a_call_that_cannot_be_marked_holds_up_no_other(room: Room, database: Database) -> None:
    """A frozen one waits for its operator; every other is marked at once, wherever it stands among them."""
    at, store = now(), MongoEventStore(database)
    draft = c.DraftCall(terms=taking.terms(at - 9 * day, at + 9 * day))
    for key in ("one", "two", "three"):
        await taking.command(room, key, draft, c.AnnounceCall(by="x", at=at - 10 * day))
    await folded(database, CALLS)
    first, *others = [call.stream for call in await room.reader(CALLS).find({"waiting": True})]
    await store.freeze(first, "restored")
    assert await Reminders(room).look() == len(others)
    marked = [one.stream for one in await folded(database, CALLS) if isinstance(one.event, CallMarked)]
    assert sorted(marked) == sorted(others)


async def test_a_store_that_is_away_ends_the_look(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is put off for it: the next look begins anew."""
    await announced(room, 3 * day)
    await folded(database, CALLS)

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(room.commands, "handle", away)
    with pytest.raises(StoreUnavailable):
        await Reminders(room).look()
