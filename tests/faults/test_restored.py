"""A store restored to an older copy and then written to: the fork is seen by all, and healed."""

from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
import pytest_asyncio

from onevoice.remedies.heal import heal
from services.registry.champions.commands import AcceptChampion
from shared.contracts.names import key_of
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import EvidenceDocument
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, StreamFrozen
from shared.kafka.records import Incoming
from shared.values import PartialDate
from shared.views.applier import Applier
from shared.views.parked import Parked
from tests.support.eventually import eventually
from tests.support.fixtures import House, housed
from tests.support.hosted import Hand, hosted
from tests.support.topic import appended

OTHER = "champion-SLV"
FOLDERS = {
    "registry": ["registry.champions.g1"],
    "consultations": ["consultations.outcome_effects.g1"],
    "notifications": ["notifications.news.g1", "notifications.react.notify", "notifications.roll.g1"],
}
"""Every consumer that folds a champion."""


def letter(title: str, stream: str) -> AcceptChampion:
    evidence = EvidenceDocument(title=title)
    return AcceptChampion(country=key_of(stream), evidence=evidence, since=PartialDate.of("2020"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Engines of this module alone, because ``verify`` looks at whole topics."""
    with housed(tmp_path_factory.mktemp("restored")) as house:
        yield house


@pytest_asyncio.fixture
async def hand(own: House) -> AsyncIterator[Hand]:
    made = Hand(own.settings)
    yield made
    made.server.close()


async def restore(hand: Hand, stream: str, keep: int) -> None:
    """What a backup that ends after ``keep`` appends makes of the stream."""
    events = hand.database("registry")["events"]
    await events.delete_many({"stream": stream, "seq": {"$gt": keep}})


ACCEPTED = ChampionAccepted(
    country="ECU",
    evidence=EvidenceDocument(title="a late one"),
    since=PartialDate.of("2020"),
    announced_on=None,
)


async def frozen(hand: Hand, stream: str) -> bool:
    return stream in await hand.store("registry").frozen()


async def parked_by(hand: Hand, service: str) -> set[tuple[str, str]]:
    return {(r.owner, r.reason) async for r in Parked(hand.database(service)).everything()}


async def mend(hand: Hand, stream: str) -> None:
    """Heal it, and see that everything agrees and goes on."""
    [done] = (await heal(hand.settings, stream)).streams
    assert done.version == 4
    await hand.assert_good()
    assert (await hand.send(stream, letter("After", stream))).version == 5
    assert (await heal(hand.settings, stream)).streams == ()


@pytest.mark.law(6)
@pytest.mark.law(9)
async def test_a_fork_is_seen_by_all_and_healed(hand: Hand) -> None:
    """The first event after a restore is parked as a fork everywhere, its stream closed, until it is healed."""
    stream = "champion-PRT"
    async with hosted(hand.settings):
        for number in range(4):
            await hand.send(stream, letter(f"Letter {number}", stream))
        await hand.send(OTHER, letter("Letter", OTHER))
        await hand.assert_good()
        await restore(hand, stream, 2)
        assert (await hand.send(stream, letter("Another", stream))).version == 3
        await eventually(lambda: frozen(hand, stream))
        with pytest.raises(StreamFrozen, match="another event stood at version 3"):
            await hand.send(stream, letter("One more", stream))
        for service, owners in FOLDERS.items():

            async def parked(service: str = service, owners: list[str] = owners) -> bool:
                return await parked_by(hand, service) == {(owner, "fork") for owner in owners}

            await eventually(parked)
        await hand.send(OTHER, letter("Letter 2", OTHER))
        found = await hand.verify(patience=5)
        assert not found.good
        assert any(stream in line and "frozen" in line for line in found.wrong)
        assert any(f"another {stream}@3" in line for line in found.wrong)
        assert not any(OTHER in line for line in found.wrong)
        await mend(hand, stream)
        await hand.assert_good()
        assert (await hand.verify(OTHER)).good


@pytest.mark.law(6)
@pytest.mark.law(9)
async def test_a_fork_that_grew_past_its_topic_is_healed(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where more was written after the restore than was lost by it, and where healing was killed."""
    stream = "champion-MEX"
    async with hosted(hand.settings):
        for number in range(4):
            await hand.send(stream, letter(f"Letter {number}", stream))
        await hand.assert_good()
    await restore(hand, stream, 3)
    for number in range(3):
        await hand.send(stream, letter(f"Another {number}", stream))
    async with hosted(hand.settings):
        await eventually(lambda: frozen(hand, stream))

        async def all_sent() -> bool:
            return (await hand.store("registry").backlog(1))[0] == 0

        await eventually(all_sent)

        async def killed(_store: MongoEventStore, _name: str) -> None:
            raise RuntimeError("killed")

        with monkeypatch.context() as killing:
            killing.setattr(MongoEventStore, "thaw", killed)
            with pytest.raises(RuntimeError):
                await mend(hand, stream)
        assert await frozen(hand, stream)
        await mend(hand, stream)
        await hand.assert_good()
    kept = [document async for document in hand.database("registry")["set_aside"].find({"stream": stream})]
    assert [document["seq"] for document in kept] == [4, 5, 6]


async def test_what_is_set_aside_stays_however_often_a_stream_forks(hand: Hand) -> None:
    """A second healing of the same place leaves what the first one put aside."""
    stream = "champion-KEN"
    async with hosted(hand.settings):
        await hand.send(stream, letter("Letter", stream))
        await hand.send(stream, letter("Letter 1", stream))
        await hand.assert_good()
        for title in ("Another", "And another"):
            await restore(hand, stream, 1)
            await hand.send(stream, letter(title, stream))
            await eventually(lambda: frozen(hand, stream))
            assert [one.stream for one in (await heal(hand.settings)).streams] == [stream]
            await hand.assert_good()
    kept = [one async for one in hand.database("registry")["set_aside"].find({"stream": stream})]
    told = sorted(event["data"].decode() for one in kept for event in one["events"])
    assert len(told) == 2
    assert "And another" in told[0] + told[1]


async def test_a_frozen_stream_that_is_only_ahead_of_its_topic_loses_nothing(hand: Hand) -> None:
    """What was taken and not yet published is no other history."""
    stream = "champion-NPL"
    async with hosted(hand.settings):
        await hand.send(stream, letter("Letter", stream))
        await hand.assert_good()
    await hand.send(stream, letter("Letter 1", stream))
    await hand.store("registry").freeze(stream, "by hand")
    [done] = (await heal(hand.settings)).streams
    assert (done.stream, done.version, done.set_aside) == (stream, 2, 0)
    async with hosted(hand.settings):
        await hand.assert_good()


async def test_a_command_that_was_under_way_when_its_stream_was_frozen_is_set_aside(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lands while healing works, and was answered: it is printed as the others are, and in nobody's way."""
    stream = "champion-ECU"
    async with hosted(hand.settings):
        for number in range(3):
            await hand.send(stream, letter(f"Letter {number}", stream))
        await hand.assert_good()
    before = await hand.store("registry").load(stream)
    await restore(hand, stream, 1)
    late = appended(stream, [ACCEPTED], before[0])
    withdraw = MongoEventStore.withdraw

    async def meanwhile(store: MongoEventStore, appends: Sequence[Append]) -> None:
        await withdraw(store, appends)
        if late.command_id not in {append.command_id for append in appends}:
            await store.append(late)

    with monkeypatch.context() as racing:
        racing.setattr(MongoEventStore, "withdraw", meanwhile)
        [done] = (await heal(hand.settings)).streams
    assert (done.version, done.set_aside) == (3, 1)
    assert "a late one" in done.lines[0]
    async with hosted(hand.settings):
        await hand.assert_good()


async def test_a_heal_that_was_cut_off_is_finished(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its streams were whole already, and nobody brought back: the next one does."""
    stream = "champion-PER"
    async with hosted(hand.settings):
        for number in range(3):
            await hand.send(stream, letter(f"Letter {number}", stream))
        await hand.assert_good()
    view = hand.database("registry")["champions_g1"]
    [whole] = [one async for one in view.find({"_id": stream})]
    await restore(hand, stream, 1)
    await view.delete_one({"_id": stream})  # restored as well, to a time before

    async def killed(_applier: Applier, _stream: str, _history: Sequence[Incoming]) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as killing:
        killing.setattr(Applier, "refold", killed)
        with pytest.raises(RuntimeError):
            await heal(hand.settings)
    assert not await frozen(hand, stream)
    assert [one.stream for one in (await heal(hand.settings)).streams] == [stream]
    assert [one async for one in view.find({"_id": stream})] == [whole]
    assert (await heal(hand.settings)).streams == ()


async def test_a_history_that_a_second_restore_took_away_is_put_aside(hand: Hand) -> None:
    """It is on the topic and parked, and in no store: healing finds it there."""
    stream = "champion-URY"
    async with hosted(hand.settings):
        for number in range(3):
            await hand.send(stream, letter(f"Letter {number}", stream))
        await hand.assert_good()
        whole = await hand.store("registry").load(stream)
        await restore(hand, stream, 1)
        await hand.send(stream, letter("Another", stream))
        await eventually(lambda: frozen(hand, stream))
        await restore(hand, stream, 1)
        await hand.store("registry").thaw(stream)
        for append in whole[1:]:
            await hand.store("registry").append(append)
        await eventually(lambda: waiting(hand))
        healing = await heal(hand.settings)
        assert [(one.stream, one.version) for one in healing.streams] == [(stream, 3)]
        assert "Another" in healing.streams[0].lines[0]
        await hand.assert_good()
        await eventually(lambda: nothing_waits(hand))


async def waiting(hand: Hand) -> bool:
    """Every service has parked the second history."""
    return all([await parked_by(hand, service) for service in FOLDERS])


async def nothing_waits(hand: Hand) -> bool:
    """Nobody has anything parked, however late it came: healing again puts that aside."""
    await heal(hand.settings)
    return not any([await parked_by(hand, service) for service in FOLDERS])
