"""How long a body may take, and what is known of when all of it had come."""

import asyncio
import datetime as dt
import time

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from shared.clock import now
from shared.web.edge.arrival import Arrival
from shared.web.edge.incoming import FLOOR, LONGEST, PACE, Incoming

MB = 1024 * 1024


def came(seconds: float) -> Arrival:
    """A request whose headers came so long ago."""
    return Arrival(now(), time.monotonic() - seconds)


def body(*pieces: bytes, arrival: Arrival, end: bool = False) -> Incoming:
    """These pieces, and then nothing more, or the end."""
    left: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if end:
        left[-1]["more_body"] = False

    async def receive() -> Message:
        return left.pop(0) if left else await asyncio.Future()

    return Incoming(receive, 300 * MB, arrival)


@pytest.mark.parametrize(
    ("pieces", "seconds"),
    [((), FLOOR + 1), ((b"x" * MB,), FLOOR + MB / PACE + 1), ((b"x" * 200 * MB,), LONGEST + 1)],
    ids=["nothing", "a megabyte", "two hundred"],
)
async def test_a_body_that_does_not_come_on_is_refused(pieces: tuple[bytes, ...], seconds: float) -> None:
    """Half a minute, a second more for each sixteen kilobytes that came, and an hour at most."""
    coming = body(*pieces, arrival=came(seconds))
    for _ in pieces:
        await coming()
    with pytest.raises(HTTPException, match="comes too slowly") as refused:
        await coming()
    assert refused.value.status_code == 408


async def test_a_body_that_comes_on_is_waited_for() -> None:
    """A megabyte has a minute more than nothing."""
    coming = body(b"x" * MB, b"y", arrival=came(FLOOR + 1), end=True)
    assert (await coming())["more_body"]
    assert not (await coming())["more_body"]


def noted(arrival: Arrival) -> bool:
    """Whether it is known when all had come."""
    return arrival.whole is not None


async def test_it_is_noted_when_all_had_come() -> None:
    """Of a body that came whole at once, and of one that took its time; what comes after it changes nothing."""
    arrival = came(20)
    coming = body(b"x", b"y", arrival=arrival, end=True)
    await coming()
    assert not noted(arrival)
    await coming()
    assert noted(arrival)
    at = now()
    assert arrival.completed(at) >= at + dt.timedelta(seconds=20)
    took = arrival.completed(at)
    leaving = asyncio.ensure_future(coming())
    await asyncio.sleep(0)
    assert not leaving.done(), "who has sent all may take an hour to leave"
    leaving.cancel()
    assert arrival.completed(at) == took
