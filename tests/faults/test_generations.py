"""Law 7 of generations: readers follow one only when it is as good; versions of the code do not mix theirs."""

import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from shared import crash
from shared.contracts.envelope import Recorded
from shared.mongo import Database, connect
from shared.values import Value
from shared.views import generations as of_views
from shared.views.documents import Documents
from shared.views.generations import Generation, Generations
from shared.views.reader import Reader
from shared.views.rebuild import NotAsGood
from shared.views.unreadable import left_out
from shared.views.view import View
from tests.support.eventually import eventually
from tests.support.fixtures import House, prepared
from tests.support.live import living, own, parts_of, rebuilding, relayed
from tests.support.tally import NOTES, Notes
from tests.support.topic import send
from tests.support.traffic import Traffic


class Words(Value):
    """The notes in another form, which code that expects ``Notes`` cannot read, and the other way round."""

    words: tuple[str, ...]


def words(state: Words | None, record: Recorded[Any]) -> Words:
    """The same notes."""
    return Words(words=(*(state.words if state else ()), record.event.note or ""))


def raising(_state: Notes | None, _record: Recorded[Any]) -> Notes:
    """A fault."""
    raise KeyError("a fault of the projection")


@dataclass
class Place:
    """A database with traffic, and the view in its first form."""

    house: House
    database: Database
    traffic: Traffic
    old: View[Notes]

    @property
    def new(self) -> View[Words]:
        """The same view in another form."""
        return View(self.old.name, self.old.kinds, Words, words)

    async def generations(self, view: View[Any]) -> Generation:
        """As this code sees them."""
        return await Generations(self.database).of(view)

    async def shown(self, view: View[Any]) -> dict[str, int]:
        """What this code's readers see: version by stream, and what they cannot read as version 0."""
        before, reader = left_out(), Reader[Any](self.database, view)
        found = {one.stream: one.version async for one in reader.each({}) if self.traffic.mark in one.stream}
        return found | {f"unreadable {number}": 0 for number in range(left_out() - before)}

    async def whole(self, view: View[Any]) -> None:
        """This code's readers see everything that the store holds, as this code folds it."""
        await eventually(self.traffic.published, 120)
        expected = await self.traffic.folded(view)

        async def seen() -> bool:
            return await self.shown(view) == {stream: part.version for stream, part in expected.items()}

        await eventually(seen, 120)
        found = await parts_of(self.database, view)
        assert {stream: part for stream, part in found.items() if self.traffic.mark in stream} == expected


@pytest.fixture
async def place(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """Forty streams; the name of a view's projection stands for the code that it is built with."""
    monkeypatch.setattr(of_views, "code_of", lambda view: view.evolve.__name__)
    server = connect(house.mongo.url)
    database = await prepared(server, f"t_{uuid.uuid4().hex[:12]}")
    made = Place(house, database, Traffic(database, 40), own(NOTES))
    async with relayed(house, database):
        await made.traffic.fill(100)
        yield made
    server.close()


@contextlib.asynccontextmanager
async def live(place: Place, *views: View[Any]) -> AsyncIterator[None]:
    """A process with the role ``project`` for each of these versions."""
    async with contextlib.AsyncExitStack() as stack:
        for view in views:
            await stack.enter_async_context(living(place.house.cluster, place.database, view))
        yield


@pytest.mark.law(7)
async def test_a_projection_that_raises_is_read_by_nobody(place: Place) -> None:
    """What is parked in the new generation and not in the old one stops the change-over, but for who insists.

    The one before is kept, and can be gone back to; it has caught up with what came meanwhile.
    """
    faulty = replace(place.old, evolve=raising)
    work = rebuilding(place.house, place.database, faulty)
    async with live(place, place.old):
        await place.whole(place.old)
        with pytest.raises(NotAsGood, match=r"parked in it, such as champion-.*@1 \(failed: KeyError"):
            await work.run()
        assert (await place.generations(place.old)).active == 1
        await place.whole(place.old)
        assert (await replace(work, anyway=True).run()).generation == 2
        assert (await place.generations(faulty)).read == 2
        await place.traffic.fill(20)
        await place.whole(place.old)
        assert await rebuilding(place.house, place.database, place.old).back() == 1
        assert (await place.generations(faulty)).active == 1
        await place.whole(place.old)


@pytest.mark.law(7)
async def test_what_the_old_one_has_not_come_to_is_not_held_against_the_new_one(place: Place) -> None:
    """Two rebuilds beside a consumer that has just begun: it may not have parked yet what they have."""
    await send(
        place.house.cluster, [(f"champion-{place.traffic.mark}-poison".encode(), b"poison", [])], "registry"
    )
    await eventually(place.traffic.published, 120)
    assert (await rebuilding(place.house, place.database, place.old).run()).generation == 2


class Killed(BaseException):
    """What the test puts in place of kill -9: nothing after it runs."""


def killed_at(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def point(name: str) -> None:
        if name == step:
            raise Killed

    monkeypatch.setattr(crash, "point", point)


@pytest.mark.law(7)
@pytest.mark.law(8)
@pytest.mark.parametrize("step", ["rebuild.after_batch", "rebuild.after_live"])
async def test_a_fill_of_other_code_is_begun_anew(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Half of one form and half of another would be read as one."""
    async with live(place, place.old):
        await place.whole(place.old)
        killed_at(monkeypatch, step)
        with pytest.raises(Killed):
            await rebuilding(place.house, place.database, place.old).run()
        killed_at(monkeypatch, "")
        done = await rebuilding(place.house, place.database, place.new).run()
        assert done.generation == 3
        await place.whole(place.old)
    async with live(place, place.new):
        await place.whole(place.new)
        await rebuilding(place.house, place.database, place.new).drop()
    left = [name for name in await place.database.list_collection_names() if name.startswith(place.old.name)]
    assert left == [f"{place.old.name}_g3"]


@pytest.mark.law(7)
@pytest.mark.parametrize("loss", [{"part.state.notes": ["wrong"]}, None], ids=["another state", "gone"])
async def test_a_generation_that_differs_from_its_fold_is_read_by_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch, loss: dict[str, Any] | None
) -> None:
    """A sample of streams is folded aside, also where the rebuild is gone on with after it was killed."""
    async with live(place, place.old):
        await place.whole(place.old)
        killed_at(monkeypatch, "rebuild.after_live")
        with pytest.raises(Killed):
            await rebuilding(place.house, place.database, place.old).run()
        killed_at(monkeypatch, "")
        filled, harmed = Documents(place.database, place.old, 2).collection, place.traffic.streams[0]
        if loss:
            await filled.update_one({"_id": harmed}, {"$set": loss})
        else:
            await filled.delete_one({"_id": harmed})
        with pytest.raises(NotAsGood, match=f"1 streams of a sample hold something else, such as {harmed}"):
            await rebuilding(place.house, place.database, place.old).run()
        assert (await place.generations(place.old)).active == 1


@pytest.mark.law(7)
async def test_a_view_is_rebuilt_before_its_new_version_runs(place: Place) -> None:
    """The old version's processes go on writing and reading their own generation; the new ones find theirs ready."""
    async with live(place, place.old):
        await place.whole(place.old)
        done = await rebuilding(place.house, place.database, place.new).run()
        assert done.generation == 2
        await place.traffic.fill(20)
        await place.whole(place.old)
    async with live(place, place.new):
        await place.whole(place.new)


@pytest.mark.law(7)
async def test_two_versions_run_beside_each_other(place: Place) -> None:
    """Each reads and writes the generation that its code has built, until the old one's is dropped."""
    async with live(place, place.old):
        await place.whole(place.old)
        await rebuilding(place.house, place.database, place.new).run()
        async with live(place, place.new):
            await place.traffic.fill(100)
            await place.whole(place.new)
            await place.whole(place.old)
    async with live(place, place.new):
        await rebuilding(place.house, place.database, place.new).drop()
        await place.traffic.fill(20)
        await place.whole(place.new)


@pytest.mark.law(7)
@pytest.mark.law(11)
async def test_a_view_is_rebuilt_after_its_new_version_runs(place: Place) -> None:
    """Until then the new version shows what it can read and counts the rest; nothing stops but those streams."""
    async with live(place, place.old):
        await place.whole(place.old)
    before = await place.traffic.folded(place.old)
    await place.traffic.fill(40)
    fresh = Traffic(place.database, 5)
    async with live(place, place.new):
        await fresh.fill(10)

        async def shown() -> bool:
            reader = Reader[Any](place.database, place.new)
            found = {one.stream async for one in reader.each({}) if fresh.mark in one.stream}
            return found == set(await fresh.folded(place.new)) & {*fresh.streams}

        await eventually(shown, 60)
        found = await place.shown(place.new)
        assert not {stream for stream in found if place.traffic.mark in stream}
        assert len(found) >= len(before)
        assert (await rebuilding(place.house, place.database, place.new).run()).generation == 2
        await place.traffic.fill(20)

        async def whole() -> bool:
            found = await parts_of(place.database, place.new)
            mine = {s: part for s, part in found.items() if place.traffic.mark in s or fresh.mark in s}
            return mine == await place.traffic.folded(place.new)

        await eventually(whole, 60)
