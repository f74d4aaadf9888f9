"""Taking inputs: the deadline is evidence, an answer is for ever, and nothing accepted is lost."""

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest

from services.consultations.calls import commands as c
from services.consultations.inputs.commands import EraseInput, WithdrawInput
from services.consultations.inputs.receipts.receipt import Opening, checked, part_of
from services.consultations.inputs.taking.intake import CONTENT, INPUT, Intake, Taken
from services.consultations.inputs.taking.sweeping import LONG_AGO, Sweeping
from shared.clock import now
from shared.eventstore.handle import KeyReused, Origin
from shared.mongo import Database, Server
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Refused
from tests.support import taking
from tests.support.taking import arrival, opened, take
from tests.support.topic import CONTEXT

minute, hour = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations on a database of its own."""
    return await taking.room(server, database)


def opening_of(taken: Taken) -> Opening:
    """What opens the receipt, for its author."""
    assert taken.receipt.opening
    return taken.receipt.opening


async def inputs(room: Room) -> int:
    """How many inputs are in the store."""
    return int(await room.database["events"].count_documents({"stream": {"$regex": "^input-"}}))


async def test_an_input_is_taken_with_a_receipt_that_commits_to_it(room: Room) -> None:
    """Signed with a key that is published, over the bytes in the vault, and the stream says nothing of them."""
    call = await opened(room)
    taken = await take(room, call, "k", words="unheard-of")
    id_ = taken.receipt.receipt.input
    assert room.signer
    _, receipt = checked(taken.receipt.model_dump(mode="json"), room.signer.published())
    assert (receipt.call, receipt.verdict, receipt.input) == (call, "in_time", id_)
    content = (await room.vault.read([id_], CONTENT))[id_]
    assert "unheard-of" in content
    assert part_of(receipt, opening_of(taken), content.encode()) == "content"
    stored = [str(one) async for one in room.database["events"].find({"stream": f"input-{id_}"})]
    assert len(stored) == 1
    assert "unheard-of" not in stored[0]
    assert opening_of(taken).content not in stored[0]


async def test_the_same_sent_again_is_answered_as_it_was(room: Room) -> None:
    """Twenty at once too: one input, one receipt; another text under the same key is refused."""
    call = await opened(room)
    came = arrival()
    taken = await asyncio.gather(*(take(room, call, "k", at=came) for _ in range(20)))
    assert len({one.receipt.model_dump_json() for one in taken}) == 1
    assert await inputs(room) == 1
    with pytest.raises(KeyReused):
        await take(room, call, "k", words="another word")
    assert await inputs(room) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"consent": "counted"},
        {"group": "stakeholders"},
        {"language": "fr"},
        {"name": "A. Author"},
        {"address": "author@example.org"},
        {"objectives": [1]},
        {"region": "africa"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_all_that_is_said_counts_under_a_key(room: Room, change: dict[str, Any]) -> None:
    """Another consent, group or address is no repeat, before the deadline or after it."""
    call, at = uuid.uuid4().hex[:12], now()
    made = taking.terms(at - hour, at + hour, region=None, objectives=())
    await taking.command(room, call, c.DraftCall(terms=made), c.AnnounceCall(by="x", at=at))
    first = await take(room, call, "k")
    with pytest.raises(KeyReused, match="another input"):
        await take(room, call, "k", **change)
    early = c.CloseCall(closes=taking.wall(at - minute), reason="x", by="x", at=at - 3 * minute)
    await taking.command(room, call, early)
    with pytest.raises(KeyReused, match="another input"):
        await take(room, call, "k", **change)
    assert (await take(room, call, "k")).receipt.receipt == first.receipt.receipt
    assert await inputs(room) == 1


async def test_racing_texts_under_one_key_leave_one_and_its_own_receipt(room: Room) -> None:
    """Whichever comes first: what the receipt commits to is what the vault holds."""
    call = await opened(room)
    raced = await asyncio.gather(
        *(take(room, call, "k", words=f"word {number}") for number in range(8)), return_exceptions=True
    )
    [taken] = [one for one in raced if not isinstance(one, BaseException)]
    assert {type(one) for one in raced if isinstance(one, BaseException)} == {KeyReused}
    receipt = taken.receipt.receipt
    content = (await room.vault.read([receipt.input], CONTENT))[receipt.input]
    assert part_of(receipt, opening_of(taken), content.encode()) == "content"


async def test_the_deadline_is_judged_by_when_the_headers_came(room: Room) -> None:
    """A body that takes its time is in time; a request that comes a moment after is not."""
    call, at = uuid.uuid4().hex[:12], now()
    draft = c.DraftCall(terms=taking.terms(at - hour, at + 2 * minute))
    await taking.command(room, call, draft, c.AnnounceCall(by="x", at=at))
    # The closing is moved to the past as nobody could: by a command that says it is earlier than it is.
    early = c.CloseCall(closes=taking.wall(at), reason="x", by="x", at=at - 2 * minute)
    await taking.command(room, call, early)
    closed = taking.wall(at)
    instant = dt.datetime.combine(closed.date, closed.time, dt.UTC)
    slow = arrival(ago=now() - instant + dt.timedelta(milliseconds=20))
    assert (await take(room, call, "slow", at=slow)).receipt.receipt.verdict == "in_time"
    with pytest.raises(Refused, match=r"closed at .* \(UTC\)"):
        await take(room, call, "late")
    # Sent again after the deadline, what was in time is answered as it was.
    assert (await take(room, call, "slow")).receipt.receipt.verdict == "in_time"
    assert await inputs(room) == 1


async def test_where_late_inputs_are_taken_they_stay_late(room: Room) -> None:
    """The verdict is in the event: reopening the call does not change it."""
    call, at = uuid.uuid4().hex[:12], now()
    draft = c.DraftCall(terms=taking.terms(at - 2 * hour, at - hour, late=True))
    await taking.command(room, call, draft, c.AnnounceCall(by="x", at=at - 2 * hour))
    late = await take(room, call, "k")
    assert late.receipt.receipt.verdict == "late"
    reopen = c.ReopenCall(closes=taking.wall(at + hour), reason="x", by="x", at=now())
    await taking.command(room, call, reopen)
    assert (await take(room, call, "k")).receipt.receipt.verdict == "late"
    assert (await take(room, call, "other")).receipt.receipt.verdict == "in_time"


@pytest.mark.parametrize("off", [hour, -hour, dt.timedelta(seconds=1.5), -dt.timedelta(seconds=1.5)])
async def test_a_process_whose_clock_is_off_judges_nothing(room: Room, off: dt.timedelta) -> None:
    """503, whichever way it jumped; the same is taken by a process whose clock is right."""
    call = await opened(room)
    with pytest.raises(Problem) as refused:
        await take(room, call, "k", at=arrival(off=off))
    assert refused.value.status == 503
    assert refused.value.headers["Retry-After"]
    assert await inputs(room) == 0
    assert (await take(room, call, "k")).receipt.receipt.verdict == "in_time"


async def test_a_call_that_was_extended_a_moment_ago_is_open(room: Room) -> None:
    """The stream says so; no view, which may be behind, is asked."""
    call, at = uuid.uuid4().hex[:12], now()
    draft = c.DraftCall(terms=taking.terms(at - 2 * hour, at - hour))
    await taking.command(room, call, draft, c.AnnounceCall(by="x", at=at - 2 * hour))
    with pytest.raises(Refused):
        await take(room, call, "k")
    reopen = c.ReopenCall(closes=taking.wall(at + hour), reason="x", by="x", at=now())
    await taking.command(room, call, reopen)
    assert (await take(room, call, "k")).receipt.receipt.verdict == "in_time"


async def test_nobody_is_let_into_a_draft_or_a_withdrawn_call(room: Room) -> None:
    """A draft is not there at all."""
    call, at = uuid.uuid4().hex[:12], now()
    await taking.command(room, call, c.DraftCall(terms=taking.terms(at - hour, at + hour)))
    with pytest.raises(Problem, match="no call"):
        await take(room, call, "k")
    other = await opened(room)
    await taking.command(room, other, c.WithdrawCall(reason="x", by="x", at=at))
    with pytest.raises(Refused, match="withdrawn"):
        await take(room, other, "k")


async def test_what_was_put_away_and_never_received_is_swept(room: Room) -> None:
    """After a day, whole; what was received stays, and so does what is under way."""
    call = await opened(room)
    kept = (await take(room, call, "k")).receipt.receipt.input
    lost = uuid.uuid4().hex
    await (await room.vault.admit(lost)).deposit(CONTENT, "never received")
    assert await Sweeping(room).sweep() == 0
    assert await Sweeping(room, clock=lambda: now() + LONG_AGO + minute).sweep() == 1
    assert [*await room.vault.kept([kept, lost])] == [kept]
    assert (await take(room, call, "k")).receipt.receipt.input == kept


@pytest.mark.law(13)
async def test_an_erased_input_stays_erased_however_often_it_is_sent(room: Room) -> None:
    """The same sent again finds that it was erased, and brings nothing back."""
    call = await opened(room)
    id_ = (await take(room, call, "k")).receipt.receipt.input
    await room.commands.handle(INPUT, f"input-{id_}", EraseInput(by="author"), Origin("test", CONTEXT))
    await room.vault.bar(id_)
    with pytest.raises(Problem, match="erased"):
        await take(room, call, "k")
    with pytest.raises(Problem, match="erased"):
        await Intake(room).receipt(id_)
    assert await room.vault.kept([id_]) == {}


@pytest.mark.law(2)
async def test_what_is_sent_again_is_answered_as_it_was_whatever_followed(room: Room) -> None:
    """An address that was looked up later, or a withdrawal, moves the stream on and not the answer."""
    call = await opened(room)
    first = await take(room, call, "k")
    command, origin = WithdrawInput(by="upload_undone"), Origin("test", CONTEXT)
    moved = await room.commands.handle(INPUT, first.stream, command, origin)
    assert moved.version == first.version + 1
    again = await take(room, call, "k")
    assert again == first.model_copy(update={"author": again.author}), (
        "the word is sealed anew, and opens the same"
    )
