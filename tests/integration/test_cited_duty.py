"""What is heard of inputs, passages and findings comes in any order, twice, and to several: each letter is one."""

import asyncio
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.notifications.contacts.register import register
from services.notifications.deliveries.authors import cited_duty
from services.notifications.deliveries.authors.cited_duty import WRITE_TO_CITED
from services.notifications.deliveries.authors.duties import WRITE
from shared.contracts.consultations import citations as z
from shared.contracts.consultations import inputs as e
from shared.contracts.envelope import Context, Event, Recorded
from shared.mongo import Server
from shared.runtime.service import Room
from tests.support.crowd import room_of
from tests.support.examples_of_calls import RECEIVED
from tests.support.streams import recorded

pytestmark = pytest.mark.law(10)
OUTCOME: dict[str, Any] = {"kind": "answer", "target": "an-answer", "by": "secretariat"}


@pytest.fixture
async def room(server: Server) -> Room:
    """A room of notifications."""
    made = await room_of(server, f"c_{uuid.uuid4().hex[:12]}")
    await cited_duty.prepare(made.database)
    return made


def stream(name: str, *events: Event, silent: bool = False) -> list[Recorded[Any]]:
    """Its records, as they come from the topic."""
    context = Context("correlation", silent=silent)
    return [
        replace(one, id=uuid.uuid5(uuid.NAMESPACE_OID, one.id).hex, context=context)
        for one in recorded(name, events)
    ]


def marked(input_: str, finding: str) -> z.PassageMarked:
    """A mark."""
    return z.PassageMarked(
        input=input_,
        call="call",
        question="progress",
        start=0,
        end=3,
        commitment="a" * 64,
        finding=finding,
        example=False,
        by="officer a",
    )


async def tell(room: Room, records: Sequence[Recorded[Any]]) -> None:
    """The duties hear of them."""
    writes = {"input": WRITE.build(room)}
    cites = WRITE_TO_CITED.build(room)
    for record in records:
        await writes.get(record.kind, cites)(record)


async def written(room: Room, input_: str) -> list[str]:
    """What there are letters about, but for the receipt."""
    found = room.database["deliveries"].find({"letter.input": input_})
    return sorted([one["letter"]["what"] async for one in found if one["letter"]["what"] != "receipt"])


async def test_in_whatever_order_it_is_heard(room: Room) -> None:
    """The author's contact late, the outcome early, everything twice, by several processes at once."""
    contact = await register(room.vault, "author@mission.example", {})
    for number, order in enumerate(itertools.permutations(range(3))):
        input_, finding = uuid.uuid4().hex, f"finding{number}"
        received = RECEIVED.model_copy(update={"contact": None, "example": False})
        known = e.InputContactKnown(contact=contact, language="en", example=False)
        streams = (
            stream(f"input-{input_}", received, known),
            stream(f"passage-{uuid.uuid4().hex}", marked(input_, finding)),
            stream(
                f"finding-{finding}",
                z.FindingRecorded(text={"en": "x"}, call=None, example=False, by="x"),
                z.OutcomeTied(**OUTCOME),
            ),
        )
        for at in order:
            await asyncio.gather(*(tell(room, streams[at]) for _ in range(3)))
        assert await written(room, input_) == ["answered", "cited"], order


async def test_what_was_undone_or_said_in_silence_is_not_written(room: Room) -> None:
    """Removed, untied, withdrawn before the author was known; history that is recorded late; and after an erasure."""
    contact = await register(room.vault, "author@mission.example", {})
    received = RECEIVED.model_copy(update={"contact": contact, "example": False})
    recording = z.FindingRecorded(text={"en": "x"}, call=None, example=False, by="x")
    removed = z.PassageRemoved(finding="one", reason="misread", by="officer a")
    ids = [uuid.uuid4().hex for _ in range(4)]
    passages = [f"passage-{uuid.uuid4().hex}" for _ in ids]
    undone, withdrawn, silent, erased = ids
    await tell(room, stream(passages[0], marked(undone, "one"), removed))
    await tell(room, stream(passages[1], marked(withdrawn, "two")))
    await tell(room, stream("finding-two", recording, z.FindingWithdrawn(reason="x", by="x")))
    await tell(room, stream("finding-three", recording, z.OutcomeTied(**OUTCOME), silent=True))
    await tell(room, stream(passages[2], marked(silent, "three"), silent=True))
    for input_ in ids:
        await tell(room, stream(f"input-{input_}", received))
    await tell(room, stream(passages[3], marked(erased, "four")))
    assert await written(room, erased) == ["cited"]
    await tell(room, stream(f"input-{erased}", received, e.InputErased(by="author"))[1:])
    await tell(room, stream("finding-four", recording, z.OutcomeTied(**OUTCOME)))
    assert [await written(room, input_) for input_ in ids] == [[], [], [], ["cited"]]
    assert await room.database["cited_passages"].find_one({"input": erased}) is None
