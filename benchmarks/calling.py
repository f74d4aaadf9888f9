"""A call that is open, for the benchmarks of inputs."""

import datetime as dt
from pathlib import Path
from typing import Any, Final

from benchmarks.frame import Task
from services.consultations.calls import commands as c
from services.consultations.calls.api import CALL as SLICE
from shared.clock import now
from shared.contracts.consultations.calls import Terms
from shared.contracts.envelope import Context
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import connect
from shared.runtime.secrets import read_secret
from shared.settings import Settings

CALL: Final = "bench"


def terms() -> dict[str, Any]:
    """What the call says: open for a day, three questions."""
    at, day = now().replace(microsecond=0), dt.timedelta(days=1)
    walls = {
        name: {"date": moment.date(), "time": moment.time(), "time_zone": "UTC"}
        for name, moment in (("opens", at - day), ("closes", at + day))
    }
    options = [{"key": key, "text": {"en": key}} for key in ("home", "way")]
    questions = [
        {"kind": "text", "key": "progress", "text": {"en": "What has changed?"}, "required": True},
        {"kind": "choice", "key": "where", "text": {"en": "Where?"}, "options": options},
        {"kind": "scale", "key": "how", "text": {"en": "How well?"}},
    ]
    return {
        "title": {"en": "Consultations"}, "questions": questions, "audiences": ("migrants",),
        "pseudonymous": True, **walls,
    }  # fmt: skip


async def announce(task: Task, var: Path) -> int:
    """Announce it in the store of the task; how many appends that took."""
    server = connect(task.mongo)
    settings = Settings(var=var)
    store = MongoEventStore(server.database(f"{task.mark}_consultations"))
    handler = Handler(store, read_secret(settings, "consultations"))
    said = (c.DraftCall(terms=Terms.model_validate(terms())), c.AnnounceCall(by="x", at=now()))
    for command in said:
        await handler.handle(SLICE, f"call-{CALL}", command, Origin("bench", Context("bench")))
    server.close()
    return len(said)
