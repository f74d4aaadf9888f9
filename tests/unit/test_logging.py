"""What is logged of what others say again and again."""

import logging

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI

from shared.logging import EACH, TOGETHER, Sparing
from shared.problems import install


class Clock:
    """Stands still until it is turned."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


def line(name: str, text: str, *values: object) -> logging.LogRecord:
    """A line of this logger."""
    return logging.LogRecord(name, logging.ERROR, __file__, 1, text, values, None)


def test_a_client_says_each_text_a_few_times_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever values stand in it; afterwards one line says how many were left out, and it may be said again."""
    clock = Clock()
    sparing = Sparing(clock)
    said = [sparing.filter(line("aiokafka.conn", "no connection to %s", n)) for n in range(1_000)]
    assert said == [True] * EACH + [False] * (1_000 - EACH)
    assert sparing.filter(line("aiokafka.conn", "something else"))
    assert sparing.filter(line("aiokafka.client", "no connection to %s", 1)), "each logger counts by itself"
    clock.now = 60.0
    assert sparing.filter(line("aiokafka.conn", "no connection to %s", 1))
    assert caplog.messages == [f"lines left out: {1_000 - EACH} of aiokafka.conn"]


def test_a_client_that_never_says_the_same_is_held_too() -> None:
    """By all its lines together; and what it has said is not remembered for ever."""
    clock = Clock()
    sparing = Sparing(clock)
    for minute in range(3):
        clock.now = minute * 60.0
        said = [sparing.filter(line("pymongo.topology", f"text {n}")) for n in range(2_000)]
        assert said.count(True) == TOGETHER
    assert len(sparing._windows) <= 2_001  # noqa: SLF001 - one minute's


def test_what_we_say_ourselves_is_all_said() -> None:
    """However often."""
    sparing = Sparing(Clock())
    assert all(sparing.filter(line("shared.relay.relay", "not sent")) for _ in range(1_000))


async def test_what_stands_in_an_address_is_not_logged() -> None:
    """A fault names the route as it is declared: the address may hold an author's word, or a mailbox's."""
    app, service = FastAPI(), FastAPI()
    app.mount("/consultations", service)
    pages = APIRouter(prefix="/mine")

    @pages.get("/{word}")
    def broken(word: str) -> None:
        raise RuntimeError(f"a fault of {len(word)} letters")

    service.include_router(pages)
    install(service)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        with structlog.testing.capture_logs() as lines:
            answer = await client.get("/consultations/mine/sealed-word")
    [line] = [one for one in lines if one["event"] == "fault"]
    assert (answer.status_code, line["route"]) == (500, "/consultations/mine/{word}")
    assert "sealed-word" not in str(lines)
