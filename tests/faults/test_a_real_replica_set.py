"""What a real replica set does and the tests' engine never: it steps down, lacks a majority, cuts a line.

Each of it in the middle of what the product writes; said in MongoDB's own wire protocol and codes.
"""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial

import httpx
import pytest
import pytest_asyncio
from pymongo import common

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.away import passes
from shared.contracts.envelope import Context
from shared.eventstore.handle import Answer, Handler, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.backoff import Backoff
from shared.mongo import Database, connect
from shared.views.live import view_applier
from tests.support.between import FAULTS, WRITES, Between, Fault
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree, prepared
from tests.support.live import own, parts_of
from tests.support.processes import OneVoice, environment
from tests.support.tally import NOTES, TALLY, Notes, Say, fresh
from tests.support.topic import records_of

STATES = ("BGD", "ECU", "SLV", "FJI", "GHA", "IRQ", "MLI", "MAR", "MEX", "NPL", "PHL", "PRT")
WHO = [pytest.param(fault, id=fault.name) for fault in FAULTS]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver looks at a server that has stepped down again at once, not after half a second."""
    monkeypatch.setattr(common, "MIN_HEARTBEAT_INTERVAL", 0.01)


@pytest_asyncio.fixture
async def between(mongo: Server) -> AsyncIterator[Between]:
    """Somebody between this test and the shared MongoDB."""
    async with Between(mongo.url).listening() as made:
        yield made


@pytest_asyncio.fixture
async def disturbed(between: Between) -> AsyncIterator[Database]:
    """A database of this test alone, reached through it."""
    through = connect(between.url)
    yield await prepared(through, f"t_{uuid.uuid4().hex[:12]}")
    await asyncio.to_thread(through.close)  # it takes its leave of a server that answers in this loop


def every(nth: int, fault: Fault, name: str) -> Callable[[str, object], Fault | None]:
    """The fault at each nth of these commands."""
    met = itertools.count(1)
    return lambda asked, _command: fault if asked == name and next(met) % nth == 0 else None


def quiet(_name: str, _command: object) -> None:
    """No fault."""


async def insisting(handler: Handler, stream: str, note: str) -> Answer:
    """The command until it is answered, as a client does it: under its key."""
    while True:
        try:
            return await handler.handle(TALLY, stream, Say(notes=(note,)), Origin("test", Context("c"), note))
        except Exception as error:
            if not passes(error):
                raise


@pytest.mark.law(1)
@pytest.mark.law(2)
@pytest.mark.parametrize("fault", WHO)
async def test_a_command_is_kept_once_whatever_its_store_answers(
    between: Between, disturbed: Database, fault: Fault
) -> None:
    """Every third insert meets it, among racing writers; each command stands once, and is answered as it stands."""
    handler, streams = Handler(MongoEventStore(disturbed), b"s" * 32), [fresh() for _ in range(3)]
    between.fault = every(3, fault, "insert")
    asked = [(stream, f"{stream[-6:]} {n}") for n in range(4) for stream in streams]
    answers = await asyncio.gather(*(insisting(handler, *one) for one in asked))
    assert fault.name in between.met
    between.fault = quiet
    for stream in streams:
        _, notes = await handler.read(TALLY, stream)
        assert sorted(notes) == sorted(note for of, note in asked if of == stream)
        for (of, note), answer in zip(asked, answers, strict=True):
            if of == stream:
                assert notes[answer.version - 1] == note
    again = await asyncio.gather(*(insisting(handler, *one) for one in asked))
    assert [one.version for one in again] == [one.version for one in answers]
    assert all(one.repeated for one in again)


@pytest.mark.law(6)
@pytest.mark.law(8)
@pytest.mark.parametrize("fault", WHO)
async def test_a_view_is_what_its_events_fold_to(between: Between, disturbed: Database, fault: Fault) -> None:
    """Every second bulk meets it; the batch comes again, nothing is folded twice, left out or parked."""
    store, view = MongoEventStore(disturbed), own(NOTES)
    handler, streams = Handler(store, b"s" * 32), [fresh() for _ in range(5)]
    for n in range(6):
        for stream in streams:
            await insisting(handler, stream, f"{n}")
    applier = view_applier("registry", disturbed, view, 1)
    between.fault = every(2, fault, "update")
    backoff = Backoff(passes, "test")
    whole = [(await store.load(stream)) for stream in streams]
    for n in range(6):
        records = records_of([appends[n] for appends in whole])
        await backoff.run(partial(applier.apply, records))
    assert fault.name in between.met
    between.fault = quiet
    found = await parts_of(disturbed, view)
    said = Notes(notes=tuple(f"{n}" for n in range(6)))
    assert {stream: found[stream].state for stream in streams} == dict.fromkeys(streams, said)
    assert await disturbed["parked"].count_documents({}) == 0


@pytest.mark.law(3)
@pytest.mark.law(10)
@pytest.mark.timeout(600)
async def test_the_whole_product_goes_on(own_house: House) -> None:
    """One write in three of all services is struck, by each in turn; then all agree, and each command stands once."""
    writes, faults = itertools.count(1), itertools.cycle(FAULTS)

    def struck(name: str, _command: object) -> Fault | None:
        return next(faults) if name in WRITES and next(writes) % 3 == 0 else None

    async with Between(own_house.mongo.url).listening() as between:
        env = environment(own_house.settings.var, own_house.kafka.url, between.url)
        process = OneVoice(["serve"], env, own_house.settings.var.parent / "log")
        process.start()
        try:
            await asyncio.to_thread(process.wait_ready)
            between.fault = struck
            token = LocalIssuer(own_house.settings).token(Role.SECRETARIAT)
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(
                base_url=process.url, headers=headers, timeout=60, trust_env=False
            ) as api:
                dates = [f"2020-{month:02d}-03" for month in range(1, 13)]
                await asyncio.gather(*(_briefing(api, *one) for one in zip(dates, STATES, strict=True)))

            async def all_met() -> bool:
                return {fault.name for fault in FAULTS} == set(between.met)

            await eventually(all_met, 60)
            between.fault = quiet
            await agree(own_house, 120)
        finally:
            process.kill()
    server = connect(own_house.mongo.url)
    held = MongoEventStore(server.database("onevoice_consultations"))
    for date in dates:
        events = [one.type for append in await held.load(f"briefing-{date}") for one in append.events]
        assert sorted(events) == sorted(set(events)), events
    server.close()


async def _briefing(api: httpx.AsyncClient, date: str, country: str) -> None:
    """Held, and a champion was its outcome."""
    path = f"/consultations/api/briefings/{date}"
    await _until_taken(api, f"{path}/hold", {"title": f"Briefing {date}", "when": {"date": date}})
    accepted = {"outcome": {"kind": "champion_accepted", "country": country}}
    await _until_taken(api, f"{path}/outcomes/champion_{country}/record", accepted)


async def _until_taken(api: httpx.AsyncClient, path: str, body: Mapping[str, object]) -> None:
    while True:
        answer = await api.post(path, json=body, headers={"Idempotency-Key": path})
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            assert answer.is_success, answer.text
            return
