"""A call with any number of published inputs, written as intake and projection leave them."""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from benchmarks.calling import CALL, terms
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.inputs.content import Content
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.taking.intake import CONTENT
from shared.clock import now
from shared.contracts.commitment import commit
from shared.contracts.consultations.calls import Deadline, WallClock
from shared.contracts.consultations.inputs import Committed, InputReceived
from shared.contracts.envelope import Context, Recorded
from shared.mongo import Database
from shared.vault.drawer import encrypt
from shared.views.documents import Documents

_TOGETHER = 2_000
WORDS = "Migrants who work in agriculture told us that the season's permits come too late. " * 8


async def fill(database: Database, keys: Database, count: int) -> None:
    """Write so many, and the call, which has closed long ago."""
    calls = Documents(database, CALLS, 1)
    await calls.prepare()
    await calls.collection.insert_one(_document(f"call-{CALL}", CallState(key=CALL, listed=True)))
    documents = Documents(database, INPUTS, 1)
    await documents.prepare()
    held: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = []
    for one in _inputs(count):
        held.append(one)
        if len(held) == _TOGETHER:
            await _write(database, keys, documents, held)
            held = []
    await _write(database, keys, documents, held)


async def _write(database: Database, keys: Database, documents: Documents, held: list[Any]) -> None:
    if held:
        await keys["keys"].insert_many([key for key, _, _ in held], ordered=False)
        await database["vault"].insert_many([text for _, text, _ in held], ordered=False)
        await documents.collection.insert_many([view for _, _, view in held], ordered=False)


def _inputs(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """The key, the text and the view's document of each."""
    closes, at = Deadline.of(WallClock.model_validate(terms()["closes"])), now()
    for number in range(count):
        id_, key = f"{number:032x}", os.urandom(32)
        answers = {"progress": f"{number} {WORDS}", "where": ("home",), "how": number % 5 + 1}
        text = Content(answers=answers, name=None, location=None, legal_status=None).encode()
        data = text.encode()
        received = InputReceived(
            call=CALL, group="migrants", language="en", region="africa", country=None, network=None, owner=None,
            contact=None, upload=None, objectives=(), answered=("how", "progress", "where"), consent="unnamed",
            pseudonymous=True, moderated=False, example=False, received_at=at + dt.timedelta(milliseconds=number),
            complete_at=at + dt.timedelta(milliseconds=number), verdict="in_time", closes=closes, files=(),
            content=Committed(size=len(data), commitment=commit(key, data)),
        )  # fmt: skip
        record = Recorded(f"input-{id_}", 1, id_, at, b"", b"", received, Context("bench"))
        state = INPUTS.evolve(None, record)
        place = f"{id_}/{CONTENT}"
        yield (
            {"_id": id_, "key": key},
            {"_id": place, "person": id_, "field": CONTENT, "data": encrypt(key, place, text)},
            _document(record.stream, state),
        )  # fmt: skip


def _document(stream: str, state: BaseModel) -> dict[str, Any]:
    """As a view keeps it."""
    part = {"version": 1, "digest": b"", "marks": b"", "state": state.model_dump(mode="json")}
    return {"_id": stream, "stream": stream, "part": part}
