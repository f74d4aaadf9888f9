"""What is asked for at the same time is done together."""

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shared.mongo import GroupCommit


class Lost(Exception):
    """What one of a group meets."""


class Trips:
    """Groups as they came, each held back until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Semaphore(0)

    async def do(self, group: Sequence[int]) -> Sequence[int | BaseException]:
        """Answers with the double; odd ones are lost, and a group that holds 0 fails as a whole."""
        self.groups.append(list(group))
        await self.gate.acquire()
        if 0 in group:
            raise Lost("all")
        return [Lost(str(one)) if one % 2 else 2 * one for one in group]


async def _asked(together: GroupCommit[int, int], numbers: Sequence[int]) -> list["asyncio.Task[int]"]:
    asked = [asyncio.create_task(together.ask(number)) for number in numbers]
    await asyncio.sleep(0)  # they ask
    await asyncio.sleep(0)  # what nobody holds back begins
    return asked


async def test_what_comes_while_a_group_is_on_its_way_goes_with_the_next() -> None:
    """A group begins after each of its askers asked: none joins one that has begun."""
    trips = Trips()
    together = GroupCommit(trips.do)
    asked = await _asked(together, [2])
    asked += await _asked(together, [4, 6])
    assert trips.groups == [[2]]
    trips.gate.release()
    trips.gate.release()
    assert await asyncio.gather(*asked) == [4, 8, 12]
    assert trips.groups == [[2], [4, 6]]


async def test_what_one_meets_the_others_do_not() -> None:
    """An error in an answer is raised where that was asked; a group's failure is everyone's of that group."""
    trips = Trips()
    together = GroupCommit(trips.do)
    asked = await _asked(together, [2, 3, 4])
    failing = await _asked(together, [0, 6])
    trips.gate.release()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [found[0], type(found[1]), found[2]] == [4, Lost, 8]
    trips.gate.release()
    failed = await asyncio.gather(*failing, return_exceptions=True)
    assert [type(one) for one in failed] == [Lost, Lost]
    trips.gate.release()
    assert await together.ask(8) == 16


async def test_who_stops_waiting_takes_nobody_along() -> None:
    """The group goes on for the others, also where its first asker began it."""
    trips = Trips()
    asked = await _asked(GroupCommit(trips.do), [2, 4])
    asked[0].cancel()
    trips.gate.release()
    assert await asked[1] == 8
    assert asked[0].cancelled()


@given(st.lists(st.integers(1, 50).map(lambda one: 2 * one), max_size=250))
def test_everybody_gets_their_own_answer(numbers: list[int]) -> None:
    """However many ask, and for the same or not."""

    async def doubled(group: Sequence[int]) -> Sequence[int]:
        await asyncio.sleep(0)
        return [2 * one for one in group]

    async def ask() -> list[int]:
        together = GroupCommit(doubled)
        return await asyncio.gather(*(together.ask(number) for number in numbers))

    assert asyncio.run(ask()) == [2 * number for number in numbers]
