"""Uploads on the real engines: each row has its own result, once, whatever happens on the way."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.consultations.calls import commands as c
from services.consultations.inputs.taking.intake import CONTENT, Taken
from services.consultations.inputs.taking.sending import Sending
from services.consultations.inputs.taking.sweeping import LONG_AGO, Sweeping
from services.consultations.uploads import results as work
from services.consultations.uploads.commands import UndoUpload
from services.consultations.uploads.projection import UPLOADS
from services.consultations.uploads.results import Results, RowResult
from services.consultations.uploads.taking import FILE, UPLOAD, Sent, Uploads
from services.consultations.uploads.undoing import UNDO_UPLOADS, Undoing
from services.consultations.uploads.worker import UploadWorker
from shared import crash
from shared.auth import Caller, Role
from shared.clock import now
from shared.eventstore.handle import KeyReused, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StoreUnavailable
from shared.mistakes import FieldError
from shared.mongo import Database, Server, StoreClock
from shared.runtime.service import Room
from shared.values import Refused
from shared.web.edge.arrival import Arrival, Came
from tests.support import taking
from tests.support.folded import folded
from tests.support.topic import CONTEXT

US = Caller("officer", Role.SECRETARIAT, "UNNM")
HEAD = "group,language,consent,answer progress\n"


class Killed(BaseException):
    """As a kill ends it: nothing after it runs."""


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations on a database of its own."""
    await work.prepare(database)
    return await taking.room(server, database)


def table(good: int, *bad: int) -> bytes:
    """A table of so many good rows, with a bad one at these places."""
    lines = [f"migrants,en,unnamed,words {number}\n" for number in range(good)]
    for place in bad:
        lines.insert(place, "migrants,en,maybe,x\n")
    return (HEAD + "".join(lines)).encode()


async def pieces(data: bytes) -> AsyncIterator[bytes]:
    """A body as it comes."""
    for start in range(0, len(data), 1_000):
        yield data[start : start + 1_000]


async def sent(room: Room, call: str, data: bytes, key: str = "k", came: Arrival | None = None) -> str:
    """Send a file; the upload's id."""
    file = Sent(US, key, "csv", pieces(data))
    answer = await Uploads(room).take(call, file, came or Arrival.this_moment())
    return answer.stream.removeprefix("upload-")


async def worked(room: Room, database: Database) -> None:
    """A worker looks once, at what is in the stores now."""
    await folded(database, UPLOADS)
    await UploadWorker(room).look()


async def inputs(room: Room) -> list[str]:
    """Every input's stream, once for each append."""
    return [one["stream"] async for one in room.database["events"].find({"stream": {"$regex": "^input-"}})]


async def test_each_row_has_its_own_result(room: Room, database: Database) -> None:
    """Good ones are inputs of the upload, bad ones say what would be right; the file is needed no more."""
    call = await taking.opened(room)
    upload = await sent(room, call, table(45, 3, 30))
    await worked(room, database)
    _, state = await room.commands.read(UPLOAD, f"upload-{upload}")
    assert (state.status, state.accepted, state.refused) == ("completed", 45, 2)
    results = Results(database, room.vault)
    every = await results.page(upload, -1, 100, bad=False)
    assert [one.line for one in every] == list(range(2, 49))
    bad = await results.page(upload, -1, 100, bad=True)
    assert [(one.line, one.errors[0].field) for one in bad] == [(5, "consent"), (32, "consent")]
    assert len(set(await inputs(room))) == 45
    assert await room.vault.files.open(upload, FILE) is None
    stored = str([one async for one in database["upload_rows"].find()])
    assert "maybe" not in stored
    assert "words" not in stored


async def test_an_upload_that_is_killed_at_random_rows_goes_on(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often, and wherever in a batch: each row becomes one input, and none is lost."""
    call, chance = await taking.opened(room), random.Random(20200304)  # noqa: S311 - not for secrets
    upload = await sent(room, call, table(130, 7, 50))

    def maybe(_point: str) -> None:
        if chance.random() < 0.15:
            raise Killed

    monkeypatch.setattr(crash, "point", maybe)
    await folded(database, UPLOADS)
    kills = 0
    while (await room.commands.read(UPLOAD, f"upload-{upload}"))[1].status == "received":
        worker = UploadWorker(room)
        worker._owner = "the same machine"  # noqa: SLF001 - started again, it need not wait for its own lease
        try:
            await worker.look()
        except Killed:
            kills += 1
    assert kills > 3
    _, state = await room.commands.read(UPLOAD, f"upload-{upload}")
    assert (state.accepted, state.refused) == (130, 2)
    found = await inputs(room)
    assert len(found) == len(set(found)) == 130


@pytest.mark.law(13)
async def test_the_file_goes_with_the_last_row_whoever_is_killed(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the last event and the removal: the duty that hears of the event removes it."""
    upload = await sent(room, await taking.opened(room), table(3, 1))
    await folded(database, UPLOADS)

    async def killed(_upload: str) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(room.vault.files, "remove", killed)
        with pytest.raises(Killed):
            await UploadWorker(room).look()
    assert await statuses(room, [upload]) == ["completed"]
    assert await room.vault.files.open(upload, FILE) is not None
    hear = UNDO_UPLOADS.build(room)
    for record in await folded(database, UPLOADS):
        await hear(record)
    assert (await room.vault.kept([upload]))[upload].files == 0
    [bad] = await Results(database, room.vault).page(upload, -1, 9, bad=True)
    assert bad.errors, "what is wrong with a row can be read until it is undone"


@pytest.mark.law(13)
async def test_a_second_sending_leaves_no_file_behind(room: Room, database: Database) -> None:
    """It was on its way when the first was taken, worked through, and its file removed."""
    call, data = await taking.opened(room), table(3)
    first: list[str] = []

    async def slowly() -> AsyncIterator[bytes]:
        first.append(await sent(room, call, data))
        await worked(room, database)
        yield data

    answer = await Uploads(room).take(call, Sent(US, "k", "csv", slowly()), Arrival.this_moment())
    assert answer.stream == f"upload-{first[0]}"
    assert (await room.vault.kept(first))[first[0]].files == 0


@pytest.mark.law(13)
async def test_what_a_refused_row_said_does_not_stay(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put into the vault, cut off before its event, then refused: it never was an input, and is swept."""
    call = await taking.opened(room)
    upload = await sent(room, call, table(3))
    await folded(database, UPLOADS)

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(room.commands, "handle", away)
        with pytest.raises(StoreUnavailable):
            await UploadWorker(room).look()
    rows = {one["person"] async for one in database["vault"].find({"field": CONTENT})}
    assert len(rows) == 3
    await taking.command(room, call, c.WithdrawCall(reason="x", by="x", at=now()))
    await UploadWorker(room).look()
    assert await statuses(room, [upload]) == ["received"], "another worker has its lease"
    await database["upload_work"].delete_many({})
    await UploadWorker(room).look()
    _, state = await room.commands.read(UPLOAD, f"upload-{upload}")
    assert (state.status, state.accepted, state.refused) == ("completed", 0, 3)
    later = now() + LONG_AGO + timedelta(minutes=1)
    assert await Sweeping(room, clock=lambda: later).sweep() == 3
    assert await room.vault.kept(rows) == {}
    assert (await room.vault.kept([upload]))[upload].files == 0


async def test_two_workers_share_no_upload(room: Room, database: Database) -> None:
    """The second one finds it taken; racing, they leave each row once."""
    call = await taking.opened(room)
    await sent(room, call, table(60))
    await folded(database, UPLOADS)
    await asyncio.gather(*(UploadWorker(room).look() for _ in range(4)), return_exceptions=True)
    found = await inputs(room)
    assert len(found) == len(set(found)) == 60


async def test_an_upload_that_fails_holds_up_no_other(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stands among them; a look after a while tries it again."""
    call = await taking.opened(room)
    for number in range(3):
        await sent(room, call, table(4), f"k{number}")
    await folded(database, UPLOADS)
    waiting = [one.state.id for one in await room.reader(UPLOADS).find({"status": "received"})]
    chunks = database["vault_files.chunks"]
    [whole] = [one async for one in chunks.find({"person": waiting[0]})]
    await chunks.update_one({"_id": whole["_id"]}, {"$set": {"data": b"spoilt"}})
    worker = UploadWorker(room)
    assert await worker.look() == 2
    assert await statuses(room, waiting) == ["received", "completed", "completed"]
    await chunks.replace_one({"_id": whole["_id"]}, whole)
    assert await worker.look() == 0
    monkeypatch.setattr("shared.runtime.supervised.AGAIN", 0.0)
    assert await worker.look() == 1
    assert await statuses(room, waiting) == ["completed"] * 3


async def statuses(room: Room, uploads: list[str]) -> list[str]:
    """How far each is, by its stream."""
    return [(await room.commands.read(UPLOAD, f"upload-{one}"))[1].status for one in uploads]


async def test_the_same_file_again_is_the_same_upload(room: Room, database: Database) -> None:
    """Before, while and after it is worked through; another file under its key is refused."""
    call, data = await taking.opened(room), table(5)
    first = await sent(room, call, data)
    assert await sent(room, call, data) == first
    await worked(room, database)
    assert await sent(room, call, data) == first
    assert await room.vault.files.open(first, FILE) is None
    with pytest.raises(KeyReused):
        await sent(room, call, table(6))
    assert len(set(await asyncio.gather(*(sent(room, call, data, "raced") for _ in range(5))))) == 1


async def test_rows_count_as_received_when_their_file_was(room: Room, database: Database) -> None:
    """A call that closes while an upload is worked through closes for none of it."""
    call, at = await taking.opened(room), now()
    came = taking.arrival(ago=timedelta(seconds=10))
    upload = await sent(room, call, table(5), came=came)
    # It has closed by now, which nobody could say a minute ago but this test.
    close = c.CloseCall(closes=taking.wall(at), reason="x", by="x", at=at - timedelta(minutes=2))
    await taking.command(room, call, close)
    await worked(room, database)
    _, state = await room.commands.read(UPLOAD, f"upload-{upload}")
    assert state.accepted == 5
    with pytest.raises(Refused, match="closed"):
        await sent(room, call, table(6), "after")


async def test_a_row_that_meets_a_fault_holds_up_no_other(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is that row's result; its words are in no log. A store that is away is waited for."""
    call = await taking.opened(room)
    upload = await sent(room, call, table(5))
    await folded(database, UPLOADS)
    worker = UploadWorker(room)
    take_at = worker._intake.take_at  # noqa: SLF001 - where a fault of ours would be

    async def faulty(key: str, of: Any, sending: Sending, came: Came) -> Taken:
        if sending.said.answers["progress"] == "words 2":
            raise RuntimeError("words 2 is not to be logged")
        return await take_at(key, of, sending, came)

    monkeypatch.setattr(worker._intake, "take_at", faulty)  # noqa: SLF001
    await worker.look()
    assert await statuses(room, [upload]) == ["completed"]
    [bad] = await Results(database, room.vault).page(upload, -1, 9, bad=True)
    assert (bad.line, bad.errors[0].field) == (4, "row")
    assert "send the row again" in bad.errors[0].message.lower()
    assert "words 2" not in caplog.text


async def test_an_upload_is_undone_while_it_is_worked_through(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after rows became inputs, before their results are kept: each is withdrawn, no other is taken."""
    call = await taking.opened(room)
    upload = await sent(room, call, table(60, 2))
    await folded(database, UPLOADS)
    passed: list[str] = []

    def at_the_second(point: str) -> None:
        passed.append(point)
        if passed.count("upload.after_rows") == 2:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(crash, "point", at_the_second)
        with pytest.raises(Killed):
            await UploadWorker(room).look()
    taken = len(set(await inputs(room)))
    assert taken == 39
    origin, stream = Origin("test", CONTEXT), f"upload-{upload}"
    await room.commands.handle(UPLOAD, stream, UndoUpload(), origin)
    await room.commands.handle(UPLOAD, stream, UndoUpload(), origin)
    assert await statuses(room, [upload]) == ["undoing"]
    await database["upload_work"].delete_many({})
    await worked(room, database)
    assert await statuses(room, [upload]) == ["undone"]
    undo = UNDO_UPLOADS.build(room)
    for record in await folded(database, UPLOADS):
        await undo(record)
    await undone(room)
    assert await histories(database) == [["input-received", "input-withdrawn"]] * taken
    assert await room.vault.kept([upload]) == {}


async def test_an_upload_whose_file_is_spoilt_can_be_undone(room: Room, database: Database) -> None:
    """It never gets on; undone, it comes to its end."""
    upload = await sent(room, await taking.opened(room), table(4))
    await folded(database, UPLOADS)
    await database["vault_files.chunks"].update_many({}, {"$set": {"data": b"spoilt"}})
    await UploadWorker(room).look()
    assert await statuses(room, [upload]) == ["received"]
    await room.commands.handle(UPLOAD, f"upload-{upload}", UndoUpload(), Origin("test", CONTEXT))
    await database["upload_work"].delete_many({})
    await worked(room, database)
    assert await statuses(room, [upload]) == ["undone"]


async def histories(database: Database) -> list[list[str]]:
    """What happened to each input, by the kinds of its events."""
    streams: dict[str, list[str]] = {}
    async for append in MongoEventStore(database).history():
        streams.setdefault(append.stream, []).extend(event.type.split(".")[2] for event in append.events)
    return [types for name, types in streams.items() if name.startswith("input-")]


async def undone(room: Room) -> None:
    """Everything that was to be undone is."""
    while await Undoing(room).look():
        pass


async def test_an_undoing_goes_on_where_a_killed_worker_left_it(
    room: Room, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had withdrawn is not withdrawn again; until its lease is over, it is nobody else's."""
    upload = await sent(room, await taking.opened(room), table(50))
    await worked(room, database)
    await room.commands.handle(UPLOAD, f"upload-{upload}", UndoUpload(), Origin("test", CONTEXT))
    undo = UNDO_UPLOADS.build(room)
    for record in await folded(database, UPLOADS):
        await undo(record)
    groups: list[int] = []
    kept = Results.withdrawn

    async def killed_at_the_second(results: Results, of: str, inputs: Sequence[str]) -> None:
        groups.append(len(inputs))
        if len(groups) == 2:
            raise Killed
        await kept(results, of, inputs)

    with monkeypatch.context() as patched:
        patched.setattr(Results, "withdrawn", killed_at_the_second)
        with pytest.raises(Killed):
            await Undoing(room).look()
    assert groups == [20, 20]
    assert not await Undoing(room).look()
    assert await histories(database) != [["input-received", "input-withdrawn"]] * 50
    await database["undoing"].update_many({}, {"$set": {"due": await StoreClock(database).now()}})
    await undone(room)
    assert await histories(database) == [["input-received", "input-withdrawn"]] * 50
    assert await room.vault.kept([upload]) == {}


async def test_an_upload_is_undone_by_an_event_for_each_input(room: Room, database: Database) -> None:
    """Every input is withdrawn, once, and stays counted."""
    call = await taking.opened(room)
    upload = await sent(room, call, table(30, 2))
    origin, stream = Origin("test", CONTEXT), f"upload-{upload}"
    await worked(room, database)
    await room.commands.handle(UPLOAD, stream, UndoUpload(), origin)
    undo = UNDO_UPLOADS.build(room)
    records = await folded(database, UPLOADS)
    for _ in range(2):
        for record in records:
            await undo(record)
        await undone(room)
    assert await histories(database) == [["input-received", "input-withdrawn"]] * 30
    assert await room.vault.kept([upload]) == {}
    wrong = RowResult(line=9, errors=(FieldError(field="row", message="said too late"),))
    await Results(database, room.vault).keep(upload, [wrong])
    assert await room.vault.kept([upload]) == {}, "a worker that was slow brings nothing back"
