"""Laws 1 and 2 through the handle loop: races, keys, unknown outcomes, sizes."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.champions.api import CHAMPION
from services.registry.champions.commands import AcceptChampion, InviteChampion
from shared.contracts.envelope import Context
from shared.contracts.registry.champions import ChampionActivated
from shared.contracts.registry.evidence import EvidenceDocument
from shared.eventstore import handle as handling
from shared.eventstore.handle import (
    Answer,
    Busy,
    Handler,
    KeyReused,
    Origin,
    TooLarge,
    VersionMoved,
)
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, Conflict, EventStore, StoreUnavailable
from shared.kafka.limits import MAX_EVENT_BYTES
from shared.mongo import Database, connect
from shared.values import PartialDate, Refused
from tests.support.engines import Server
from tests.support.tally import TALLY, YEAR, Say, fresh, said

SECRET = b"s" * 32


def handler(store: EventStore) -> Handler:
    return Handler(store, SECRET)


def by(actor: str, key: str | None = None, expected: int | None = None) -> Origin:
    return Origin(actor, Context("a-test"), key, expected)


def versions(history: Sequence[Append]) -> list[int]:
    return [event.version for append in history for event in append.events]


def notes(history: Sequence[Append]) -> list[str | None]:
    stored = [event for append in history for event in append.events]
    return [ChampionActivated.model_validate_json(event.data).note for event in stored]


@pytest.mark.law(1)
@pytest.mark.law(2)
async def test_fifty_racing_writers_leave_no_gap(database: Database, mongo: Server) -> None:
    """Fifty writers of two processes leave versions 1…n without a gap, and each command's events together."""
    other = connect(mongo.url)
    handlers = [
        handler(MongoEventStore(database)),
        handler(MongoEventStore(other.database(database.name))),
    ]
    stream = fresh()

    async def write(number: int) -> Answer:
        said = tuple(f"{number}.{part}" for part in range(1 + number % 3))
        return await handlers[number % 2].handle(TALLY, stream, Say(notes=said), by(f"writer {number}"))

    answers = await asyncio.gather(*(write(number) for number in range(50)))
    other.close()
    history = await MongoEventStore(database).load(stream)
    assert versions(history) == list(range(1, 1 + sum(1 + n % 3 for n in range(50))))
    assert [append.seq for append in history] == list(range(1, 51))
    assert [answer.created for answer in answers].count(True) == 1
    assert sorted(answer.version for answer in answers) == [append.last for append in history]
    for append in history:
        writer = append.actor.removeprefix("writer ")
        assert notes([append]) == [f"{writer}.{part}" for part in range(1 + int(writer) % 3)]


@pytest.mark.law(2)
async def test_losers_decide_again_on_the_new_state(database: Database) -> None:
    """Of twenty who may be first only one succeeds; the others are refused by what has become so meanwhile."""
    handle = handler(MongoEventStore(database)).handle
    stream = fresh()

    async def only(number: int) -> str:
        try:
            await handle(TALLY, stream, Say(notes=(str(number),), most=1), by("racer"))
        except Refused:
            return "refused"
        return "done"

    assert Counter(await asyncio.gather(*map(only, range(20)))) == {"done": 1, "refused": 19}
    assert versions(await MongoEventStore(database).load(stream)) == [1]


@pytest.mark.law(2)
async def test_a_champion_is_accepted_once_however_many_say_so(database: Database) -> None:
    """The real decider under a race: one acceptance, and every other's evidence beside it."""
    store = MongoEventStore(database)
    stream = "champion-PRT"

    async def accept(number: int) -> Answer:
        evidence = EvidenceDocument(title=f"Letter {number}")
        since = PartialDate.of("2020-03")
        command = AcceptChampion(country="PRT", evidence=evidence, since=since)
        return await handler(store).handle(CHAMPION, stream, command, by("racer"))

    await asyncio.gather(*map(accept, range(15)))
    types = [event.type.split(".")[2] for append in await store.load(stream) for event in append.events]
    assert Counter(types) == {"champion-accepted": 1, "champion-evidence-added": 14}
    assert types[0] == "champion-accepted"


@pytest.mark.law(2)
async def test_a_keyed_command_is_answered_once_and_for_ever(database: Database) -> None:
    """Twenty racers with one key make one append and hear the same; so does who asks years later."""
    store = MongoEventStore(database)
    stream, command = fresh(), Say(notes=("one", "two"))
    answers = await asyncio.gather(
        *(handler(store).handle(TALLY, stream, command, by("mission PRT", "key-1")) for _ in range(20))
    )
    await handler(store).handle(TALLY, stream, Say(notes=("later",)), by("other"))
    again = await handler(store).handle(TALLY, stream, command, by("mission PRT", "key-1", expected=0))
    assert {(a.stream, a.version, a.created) for a in (*answers, again)} == {(stream, 2, True)}
    assert [answer.repeated for answer in answers].count(False) == 1
    assert again.repeated
    assert len(await store.load(stream)) == 2


@pytest.mark.law(2)
async def test_a_key_means_one_command_of_one_actor(database: Database) -> None:
    """The same key with another body is refused, by another actor it is another key."""
    store = MongoEventStore(database)
    stream = fresh()
    handle = handler(store).handle
    await handle(TALLY, stream, Say(notes=("one",)), by("a", "key"))
    with pytest.raises(KeyReused):
        await handle(TALLY, stream, Say(notes=("two",)), by("a", "key"))
    accept = InviteChampion(country="PRT", on=PartialDate.of("2020"))
    with pytest.raises(KeyReused):
        await handle(CHAMPION, stream, accept, by("a", "key"))
    await handle(TALLY, stream, Say(notes=("two",)), by("b", "key"))
    assert notes(await store.load(stream)) == ["one", "two"]


@pytest.mark.law(2)
async def test_a_keyed_command_with_nothing_to_say_is_remembered(database: Database) -> None:
    """It leaves an append without events, published from birth, that answers the repeat; the version stays."""
    store = MongoEventStore(database)
    stream = fresh()
    handle = handler(store).handle
    await handle(TALLY, stream, Say(notes=("one",)), by("a"))
    silent = Say(notes=())
    assert await handle(TALLY, stream, silent, by("a", "key")) == Answer(
        stream, 1, created=False, repeated=False
    )
    await handle(TALLY, stream, Say(notes=("two",)), by("a"))
    assert await handle(TALLY, stream, silent, by("a", "key")) == Answer(
        stream, 1, created=False, repeated=True
    )
    history = await store.load(stream)
    assert [(append.last, len(append.events), append.published) for append in history] == [
        (1, 1, False),
        (1, 0, True),
        (2, 1, False),
    ]
    assert await handle(TALLY, stream, silent, by("a")) == Answer(stream, 2, created=False, repeated=False)
    assert len(await store.load(stream)) == 3


@pytest.mark.law(1)
async def test_a_version_that_moved_is_told(database: Database) -> None:
    """A command that expects a version is appended at that version or not at all."""
    store = MongoEventStore(database)
    stream = fresh()

    async def expect(number: int) -> bool:
        try:
            await handler(store).handle(TALLY, stream, Say(notes=(str(number),)), by("a", expected=0))
        except VersionMoved:
            return False
        return True

    assert sum(await asyncio.gather(*map(expect, range(10)))) == 1
    assert versions(await store.load(stream)) == [1]


@pytest.mark.law(2)
async def test_what_is_too_large_leaves_nothing(database: Database) -> None:
    """One event that its topic would not take, and nothing of its command is kept."""
    store = MongoEventStore(database)
    stream = fresh()
    huge = ChampionActivated.model_construct(on=YEAR, note="x" * MAX_EVENT_BYTES)
    heap = replace(TALLY, decide=lambda _command, _notes: [said("small"), huge])
    with pytest.raises(TooLarge):
        await handler(store).handle(heap, stream, Say(notes=()), by("a", "key"))
    assert await store.load(stream) == []


class Shaky(MemoryEventStore):
    """A store that fails at some appends, before or after it has kept them, and at some loads."""

    def __init__(self, troubles: Sequence[str]) -> None:
        super().__init__()
        self._troubles = list(troubles)
        self.inserted = 0

    async def append(self, append: Append) -> None:
        """Keep it or not, and fail or not, as it is told to."""
        trouble = self._troubles.pop(0) if self._troubles else "none"
        if trouble == "before":
            raise StoreUnavailable("before")
        await super().append(append)
        self.inserted += 1
        if trouble == "after":
            raise StoreUnavailable("after")


@pytest.mark.law(2)
@given(troubles=st.lists(st.sampled_from(["before", "after", "none"]), max_size=6), keyed=st.booleans())
@settings(max_examples=100, deadline=None)
async def test_an_unknown_outcome_is_looked_up_and_not_repeated(troubles: list[str], *, keyed: bool) -> None:
    """Whether a failed append happened or not, the command is kept just once and answered rightly."""
    store = Shaky(troubles)
    stream = fresh()
    answer = await handler(store).handle(
        TALLY, stream, Say(notes=("one", "two")), by("a", "key" if keyed else None)
    )
    assert answer.version == 2
    assert answer.created
    assert store.inserted == 1
    assert notes(await store.load(stream)) == ["one", "two"]


@pytest.mark.law(2)
async def test_an_outcome_that_stays_unknown_is_said_to_be() -> None:
    """A store that never answers ends in ``Busy``: the caller may send the same again, with its key."""
    store = Shaky(["before"] * 60)
    stream, command = fresh(), Say(notes=("one",))
    with pytest.raises(Busy):
        await handler(store).handle(TALLY, stream, command, by("a", "key"))
    await handler(store).handle(TALLY, stream, command, by("a", "key"))
    assert store.inserted == 1


@pytest.mark.law(2)
async def test_after_an_answer_the_relay_is_woken_once() -> None:
    """What was appended wakes the relay; a repeat, a refusal and an empty answer do not."""
    woken: list[str] = []

    async def wake() -> None:
        woken.append(uuid.uuid4().hex)

    store = MemoryEventStore()
    handle = Handler(store, SECRET, appended=wake).handle
    stream = fresh()
    await handle(TALLY, stream, Say(notes=("one",)), by("a", "key"))
    await handle(TALLY, stream, Say(notes=("one",)), by("a", "key"))
    await handle(TALLY, stream, Say(notes=()), by("a", "silent"))
    with pytest.raises(Refused):
        await handle(TALLY, stream, Say(notes=("two",), most=1), by("a"))
    assert len(woken) == 1


@given(lost=st.integers(0, 60))
def test_who_loses_races_pauses_longer_within_a_bound(lost: int) -> None:
    """At random, so that those who met do not meet again."""
    pauses = {handling.pause(lost) for _ in range(20)}
    assert len(pauses) > 1
    assert all(0 <= one <= min(0.1, 0.002 * 2**lost) for one in pauses)


@pytest.mark.law(1)
async def test_who_always_loses_pauses_each_time_and_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty tries without a pause kept a store busy with nothing."""
    lost: list[int] = []

    class Taken(MemoryEventStore):
        async def append(self, append: Append) -> None:
            raise Conflict(append.stream)

    def pause(attempt: int) -> float:
        lost.append(attempt)
        return 0.0

    monkeypatch.setattr(handling, "pause", pause)
    with pytest.raises(Busy):
        await handler(Taken()).handle(TALLY, fresh(), Say(notes=("1",)), by("writer"))
    assert lost == list(range(60))


async def test_commands_that_say_nothing_count_towards_a_streams_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is an append that every later command reads, too."""
    monkeypatch.setattr(handling, "LONG_STREAM", 3)
    store, stream = MemoryEventStore(), fresh()
    with structlog.testing.capture_logs() as logs:
        for key in "abcd":
            await handler(store).handle(TALLY, stream, Say(notes=()), by("writer", key))
    assert [(log["event"], log["appends"]) for log in logs] == [("long stream", 4)]
