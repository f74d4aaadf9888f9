"""Laws 2, 6 and 11 of reactions: an event causes its commands once, whatever is repeated, killed or poisoned."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from services.registry.champions.api import CHAMPION
from services.registry.champions.commands import AcceptChampion, WithdrawChampion
from services.registry.champions.reactions import ACCEPT_CHAMPIONS
from shared import crash
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.consultations.briefings import (
    BriefingSummarised,
    OutcomeCorrected,
    OutcomeRecorded,
    OutcomeWithdrawn,
)
from shared.contracts.consultations.outcomes import AcceptedChampion
from shared.contracts.envelope import Context, Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import EvidenceDocument
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import RESTORED, Append, EventStore, StoreUnavailable
from shared.kafka.records import Headers
from shared.mongo import Database
from shared.reactions.reactor import MAX_HOPS, Act, progress, reacting
from shared.values import PartialDate
from shared.views.applier import Applier
from shared.views.documents import Documents
from shared.views.parked import Parked, Raw
from shared.views.sweeper import Sweeper
from tests.support.fakes import MemoryDocuments, MemoryParked
from tests.support.topic import CONTEXT, appended, records_of

DAY = dt.date(2020, 3, 4)
BRIEFING = "briefing-2020-03-04"
WATERMARKS = progress(ACCEPT_CHAMPIONS)


def accepted(country: str) -> AcceptedChampion:
    return AcceptedChampion(country=country)


EVENTS: tuple[Event, ...] = (
    OutcomeRecorded(key="one", outcome=accepted("PRT"), announced_on=DAY),
    OutcomeRecorded(key="two", outcome=accepted("SLV"), announced_on=DAY),
    OutcomeCorrected(key="one", outcome=accepted("MEX"), announced_on=DAY, replaces=accepted("PRT")),
    OutcomeWithdrawn(key="two", outcome=accepted("SLV"), reason="said in error"),
    OutcomeRecorded(key="two", outcome=accepted("SLV"), announced_on=DAY),
)


def records(events: Sequence[Event] = EVENTS, stream: str = BRIEFING) -> list[Raw]:
    return records_of([appended(stream, events)], "consultations")


def acting(store: EventStore) -> Act:
    handler = Handler(store, b"s" * 32)

    async def act(stream: str, command: BaseModel, origin: Origin) -> object:
        return await handler.handle(CHAMPION, stream, command, origin)

    return act


def reactor(documents: Documents, parked: Parked, act: Act) -> Applier:
    return Applier("react", documents, parked, reacting(ACCEPT_CHAMPIONS, act, CATALOGUE.decode))


async def types(store: EventStore) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    async for append in store.history():
        found.setdefault(append.stream, []).extend(event.type.split(".")[-2] for event in append.events)
    return found


ONCE = {
    "champion-PRT": ["champion-accepted", "champion-evidence-retracted", "champion-acceptance-undone"],
    "champion-SLV": [
        "champion-accepted",
        "champion-evidence-retracted",
        "champion-acceptance-undone",
        "champion-accepted",
    ],
    "champion-MEX": ["champion-accepted"],
}


@pytest.mark.law(2)
@pytest.mark.law(6)
async def test_a_reaction_that_runs_anew_does_nothing_anew(database: Database) -> None:
    """Run over the same events again from the beginning, as after a restore, it finds every answer given."""
    store = MongoEventStore(database)
    first = reactor(Documents(database, WATERMARKS, 1), Parked(database), acting(store))
    await first.apply(records())
    before = [append async for append in store.history()]
    anew = reactor(Documents(database, WATERMARKS, 2), Parked(database), acting(store))
    await anew.apply(records())
    await anew.apply(records())
    assert [append async for append in store.history()] == before
    assert await types(store) == ONCE


@pytest.mark.law(2)
async def test_a_reaction_that_runs_anew_after_a_heal_does_nothing_anew(database: Database) -> None:
    """What healing put back is its answer, also where the command would be decided otherwise by now."""
    store = MongoEventStore(database)
    first = reactor(Documents(database, WATERMARKS, 1), Parked(database), acting(store))
    await first.apply(records(EVENTS[:1]))
    put_back = {"$set": {"command_id": f"{RESTORED}{uuid.uuid4().hex}"}}
    await database["events"].update_many({"stream": "champion-PRT"}, put_back)
    command = WithdrawChampion(on=PartialDate.of("2020-06"))
    await Handler(store, b"s" * 32).handle(CHAMPION, "champion-PRT", command, Origin("test", CONTEXT))
    before = [append async for append in store.history()]
    anew = reactor(Documents(database, WATERMARKS, 2), Parked(database), acting(store))
    await anew.apply(records(EVENTS[:1]))
    assert [append async for append in store.history()] == before


class Killed(BaseException):
    """What the test puts in place of kill -9: nothing after it runs."""


@pytest.mark.law(2)
@pytest.mark.law(3)
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
async def test_a_reaction_killed_after_a_command_goes_on(
    database: Database, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between a command and its watermark, the next process repeats the command to no effect."""
    store, passed = MongoEventStore(database), Counter[str]()

    def point(name: str) -> None:
        passed[name] += 1
        if name == "react.after_command" and passed[name] == nth:
            raise Killed

    monkeypatch.setattr(crash, "point", point)
    documents = Documents(database, WATERMARKS, 1)
    with pytest.raises(Killed):
        await reactor(documents, Parked(database), acting(store)).apply(records())
    await reactor(documents, Parked(database), acting(store)).apply(records())
    assert await types(store) == ONCE
    assert [parked async for parked in Parked(database).everything()] == []


@pytest.mark.law(2)
@pytest.mark.law(6)
@given(
    picks=st.lists(st.integers(0, 4), max_size=20), cut=st.integers(0, 30), fails=st.sets(st.integers(0, 12))
)
@settings(max_examples=100, deadline=None)
async def test_copies_and_failures_cause_nothing_twice(picks: list[int], cut: int, fails: set[int]) -> None:
    """Late copies, two reactors at odds and a store that fails now and then: each cause has its effect once."""
    store, documents, parked = MemoryEventStore(), MemoryDocuments(WATERMARKS), MemoryParked()
    act, calls = acting(store), iter(range(10_000))

    async def shaky(stream: str, command: BaseModel, origin: Origin) -> object:
        done = await act(stream, command, origin)
        if next(calls) in fails:
            raise StoreUnavailable("after the fact")
        return done

    reached = 0
    log: list[Raw] = []
    for pick in [*picks, *(9,) * len(EVENTS)]:
        place = min(pick, reached, len(EVENTS) - 1)
        reached = max(reached, place + 1)
        log.append(replace(records()[place], offset=len(log)))
    reactors = [reactor(documents, parked, shaky), reactor(documents, parked, shaky)]
    for number, batch in enumerate([log[: cut % len(log)], log[cut % len(log) :], log]):
        while True:
            try:
                await reactors[number % 2].apply(batch)
            except StoreUnavailable:
                continue
            break
    assert await types(store) == ONCE
    assert parked.kept == {}


@pytest.mark.law(2)
async def test_a_refusal_is_an_answer_given_once(database: Database) -> None:
    """What the domain refuses is recorded on the target stream, once, with its cause and reason."""
    store = MongoEventStore(database)
    evidence = EvidenceDocument(title="A letter")
    for command in (
        AcceptChampion(country="PRT", evidence=evidence, since=PartialDate.of("2019")),
        WithdrawChampion(on=PartialDate.of("2019-12")),
    ):
        await Handler(store, b"s" * 32).handle(CHAMPION, "champion-PRT", command, Origin("test", CONTEXT))
    for generation in (1, 2):
        documents = Documents(database, WATERMARKS, generation)
        await reactor(documents, Parked(database), acting(store)).apply(records(EVENTS[:1]))
    *_, last = [append async for append in store.history()]
    assert (await types(store))["champion-PRT"] == [
        "champion-accepted",
        "champion-withdrawn",
        "reaction-refused",
    ]
    refused = ReactionRefused.model_validate_json(last.events[0].data)
    cause = records(EVENTS[:1])[0]
    assert (refused.cause.stream, refused.cause.version) == (BRIEFING, 1)
    assert refused.cause.id == dict(cause.headers)["ce_id"].decode()  # type: ignore[union-attr]  # it is there
    assert "Portugal withdrew" in refused.reason
    assert last.context == Context("a-test", causation_id=refused.cause.id, hops=1)
    assert not last.published


@pytest.mark.law(11)
@pytest.mark.parametrize(("hops", "acted"), [(MAX_HOPS - 1, True), (MAX_HOPS, False), (MAX_HOPS + 5, False)])
async def test_a_loop_is_parked(hops: int, acted: bool) -> None:  # noqa: FBT001 - a column of the table
    """What came about by too many reactions causes no more of them: it waits for a person to look at it."""
    store, parked = MemoryEventStore(), MemoryParked()
    looped = replace(appended(BRIEFING, EVENTS[:1]), context=Context("a-test", hops=hops))
    await reactor(MemoryDocuments(WATERMARKS), parked, acting(store)).apply(
        records_of([looped], "consultations")
    )
    assert bool(await types(store)) == acted
    assert [record.reason for record in parked.kept.values()] == ([] if acted else ["loop"])


@pytest.mark.law(11)
async def test_what_causes_nothing_is_no_loop() -> None:
    """An event far from a person's command that this reaction has nothing to do with goes by."""
    parked = MemoryParked()
    far = replace(appended(BRIEFING, [EVENTS[0]]), context=Context("a-test", hops=MAX_HOPS + 1))
    quiet = replace(far, events=appended(BRIEFING, [BriefingSummarised()]).events)
    await reactor(MemoryDocuments(WATERMARKS), parked, acting(MemoryEventStore())).apply(
        records_of([quiet], "consultations")
    )
    assert parked.kept == {}


@pytest.mark.law(11)
async def test_a_poison_stops_its_stream_in_the_reaction(database: Database) -> None:
    """An unreadable event parks its stream in this reaction, in order; other streams' commands go on."""
    store = MongoEventStore(database)
    documents, parked = Documents(database, WATERMARKS, 1), Parked(database)
    other = f"briefing-{uuid.uuid4().hex}"
    sent = records()
    headers: Headers = [(n, v) for n, v in sent[1].headers if n != "ce_digest"]  # type: ignore[misc]  # none is null
    poisoned = [sent[0], replace(sent[1], headers=tuple(headers)), *sent[2:]]
    neighbour = [replace(r, offset=100 + n) for n, r in enumerate(records(EVENTS[:2], other))]
    one = reactor(documents, parked, acting(store))
    await one.apply([*poisoned, *neighbour])
    assert [record.reason for record in await parked.of("react", BRIEFING)] == [
        "malformed",
        "gap",
        "gap",
        "gap",
    ]
    assert await types(store) == {
        "champion-PRT": ["champion-accepted", "champion-evidence-added"],
        "champion-SLV": ["champion-accepted"],
    }
    await one.apply([replace(sent[1], offset=200)])
    await Sweeper(one).sweep()
    assert [record.reason for record in await parked.of("react", BRIEFING)] == ["malformed"]
    assert (await types(store))["champion-MEX"] == ["champion-accepted"]


@pytest.mark.law(11)
async def test_a_command_that_fails_parks_its_cause_and_replays(database: Database) -> None:
    """A fault of the target's domain is not retried for ever: its cause waits, and goes on once mended."""
    store, mended = MongoEventStore(database), False
    act = acting(store)

    async def faulty(stream: str, command: BaseModel, origin: Origin) -> object:
        if not mended and stream == "champion-SLV":
            raise KeyError("a fault of the domain")
        return await act(stream, command, origin)

    parked = Parked(database)
    one = reactor(Documents(database, WATERMARKS, 1), parked, faulty)
    await one.apply(records())
    assert [record.reason for record in await parked.of("react", BRIEFING)] == ["failed", "gap", "gap", "gap"]
    mended = True
    assert await one.replay(BRIEFING) == 4
    assert await types(store) == ONCE
    history: list[Append] = [append async for append in store.history()]
    assert len({append.command_id for append in history}) == len(history)
