"""A replay does what the service would have done: no less because it runs in a shell, and no more."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from onevoice.hosting import Parts, parts
from onevoice.remedies.operations import parked_replay
from services.consultations.inputs.taking.intake import INPUT
from shared.contracts.notifications.contacts import ContactErased, ContactRegistered
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import EvidenceDocument
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.records import incoming
from shared.runtime.running import Running
from shared.settings import Settings
from shared.values import PartialDate
from shared.views.parked import Parked, Raw
from tests.integration.test_erasing_inputs import said_by
from tests.support.engines import Server
from tests.support.topic import START, appended, records_of

HOUR = dt.timedelta(hours=1)
ACCEPTED = ChampionAccepted(
    country="PRT",
    evidence=EvidenceDocument(title="Letter"),
    since=PartialDate.of("2020-03"),
    announced_on=None,
)


@pytest.fixture
def settings(mongo: Server, tmp_path: Path) -> Settings:
    """A database of one's own."""
    return Settings(mongo=mongo.url, var=tmp_path, database_prefix=f"t_{uuid.uuid4().hex[:8]}")


@pytest.fixture
async def found(settings: Settings) -> AsyncIterator[Parts]:
    """What a command works with."""
    async with parts(settings) as made:
        yield made


async def park(running: Running, owner: str, records: list[Raw]) -> None:
    """What failed there once."""
    for record in records:
        await Parked(running.database).park(owner, record, "failed", "RuntimeError: once", incoming(record))


@pytest.mark.parametrize(("began", "notices"), [(START + HOUR, 0), (START - HOUR, 1)])
async def test_a_reaction_that_starts_at_the_end_tells_of_nothing_older(
    settings: Settings, found: Parts, began: dt.datetime, notices: int
) -> None:
    """Nobody is told by a replay what happened before the service first ran."""
    running = found.running["notifications"]
    await running.database["identity"].update_one(
        {"_id": "reaction notifications.notify"}, {"$set": {"value": began}}
    )
    records = records_of([appended("champion-PRT", [ACCEPTED])])
    await park(running, "notifications.react.notify", records)
    await parked_replay(settings, "champion-PRT")
    assert [one async for one in Parked(running.database).everything()] == []
    told = await running.database["events"].count_documents({"stream": {"$regex": "^notice-"}})
    assert told == notices


async def test_a_duty_sends_its_commands(settings: Settings, found: Parts) -> None:
    """As a process does that has started."""
    contact = uuid.uuid4().hex
    running = found.running["consultations"]
    id_ = await said_by(running, contact)
    owner = "consultations.react.erase-inputs-of-contacts"
    input_ = [one async for one in MongoEventStore(running.database).history(f"input-{id_}")]
    await park(running, owner, records_of(input_, "consultations"))
    events = [ContactRegistered(kind="person", owner="inputs"), ContactErased(reason="asked for")]
    await park(running, owner, records_of([appended(f"contact-{contact}", events)], "notifications"))
    await parked_replay(settings, f"input-{id_}")
    await parked_replay(settings, f"contact-{contact}")
    assert [one async for one in Parked(running.database).everything()] == []
    _, state = await running.room.commands.read(INPUT, f"input-{id_}")
    assert state.standing == "erased"
