"""What is only away, told from what stays."""

import asyncio
from typing import Any

import pytest
from bson.errors import InvalidDocument
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    DocumentTooLarge,
    ExecutionTimeout,
    OperationFailure,
    ServerSelectionTimeoutError,
    WriteConcernError,
    WriteError,
)

from shared.away import passes
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Recorded
from shared.eventstore.handle import Busy, KeyReused
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.kafka.backoff import Backoff
from shared.kafka.records import incoming
from shared.peers import PeerAway, PeerRefused
from shared.problems import Problem
from shared.reactions.duty import Duty
from shared.reactions.reactor import doing
from shared.values import Refused
from shared.views.fold import Part
from shared.views.reader import NotYet
from tests.support.tally import said
from tests.support.topic import appended, records_of

AWAY: list[Exception] = [
    AutoReconnect("closed"),
    ServerSelectionTimeoutError("nobody"),
    ExecutionTimeout("slow", 50),
    WriteConcernError("no majority", 64),
    OperationFailure("not primary", 10107),
    OperationFailure("disk full", 14031),
    OperationFailure("not authorized", 13),
    OperationFailure("an embedded server's own words"),
    BulkWriteError({"writeErrors": [{"code": 10334}, {"code": 11600}]}),
    StoreUnavailable("away"),
    Busy("many at once"),
    NotYet("soon"),
    PeerAway("refused"),
    Problem(503, "backlog", "Too much waits."),
    Problem(503, "unavailable", "The service is starting."),
]
STAYS: list[Exception] = [
    DocumentTooLarge("17 MB"),
    InvalidDocument("no BSON"),
    WriteError("too large", 10334),
    OperationFailure("validation", 121),
    BulkWriteError({"writeErrors": [{"code": 10334}]}),
    ConfigurationError("no such option"),
    Problem(409, "refused", "no"),
    Problem(404, "not-found", "nobody"),
    PeerRefused(404, "nobody"),
    StreamFrozen("forked"),
    Refused("no"),
    KeyReused("another"),
    OverflowError("9 bytes"),
    ValueError("a fault"),
]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: f"{type(error).__name__} {error}"[:60])
def test_what_comes_back_by_itself_is_away(error: Exception) -> None:
    """Whoever says so: the store, its driver, another service, a closed gate."""
    assert passes(error)


@pytest.mark.parametrize("error", STAYS, ids=lambda error: f"{type(error).__name__} {error}"[:60])
def test_what_is_wrong_by_itself_stays(error: Exception) -> None:
    """It would be refused again, however often."""
    assert not passes(error)


def duty(error: Exception) -> Duty:
    async def do(_record: Recorded[Any]) -> None:
        raise error

    return Duty("test.does", frozenset({"champion"}), lambda _room: do)


@pytest.mark.law(6)
@pytest.mark.law(11)
@pytest.mark.parametrize("error", [*AWAY, *STAYS], ids=lambda error: f"{type(error).__name__} {error}"[:60])
async def test_a_duty_waits_for_what_is_away_and_parks_what_stays(error: Exception) -> None:
    """A gate that was closed while an upload was undone left its inputs published for good."""
    [record] = [incoming(one) for one in records_of([appended("champion-A", [said("1")])])]
    made = duty(error)
    fold = doing(made, made.build(None), CATALOGUE.decode)
    if passes(error):
        with pytest.raises(type(error)):
            await fold(Part(), [record])
        return
    folded = await fold(Part(), [record])
    assert (folded.part.version, [one.reason for one in folded.rejected]) == (0, ["failed"])


@pytest.mark.parametrize("error", [StoreUnavailable("away"), ValueError("a fault")], ids=["away", "a fault"])
async def test_only_who_waits_for_what_is_away_is_excused(error: Exception) -> None:
    """A fault is tried again too, but the watch does not look away."""
    patience = Backoff(passes, "a test")
    tried = asyncio.Event()

    async def fails() -> None:
        tried.set()
        raise error

    task = asyncio.create_task(patience.run(fails))
    await tried.wait()
    for _ in range(10):  # turns of the loop, in which the first failure is looked at
        await asyncio.sleep(0)
    assert patience.waiting == passes(error)
    patience.stop()
    with pytest.raises(type(error)):
        await task
    assert not patience.waiting
