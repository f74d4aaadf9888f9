"""Taking inputs in this process on the real MongoDB, and the calls that they answer."""

import datetime as dt
import time
import uuid
from typing import Any

from services.consultations.calls import commands as c
from services.consultations.calls.api import CALL
from services.consultations.inputs.content import NewInput
from services.consultations.inputs.taking.intake import Intake, Taken
from services.consultations.inputs.taking.sending import Sending
from shared.clock import now
from shared.contracts.consultations.calls import Terms, WallClock
from shared.eventstore.handle import Handler, Origin
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database, Server
from shared.runtime.service import Room
from shared.signing import Signer
from shared.vault import Vault
from shared.web.edge.arrival import Arrival
from shared.web.links import Links
from shared.web.routes.commands import Commands, Door
from tests.support.examples_of_calls import TERMS
from tests.support.topic import CONTEXT

SECRET = b"secret" * 8
SIMPLE: dict[str, Any] = {"region": None, "objectives": (), "late": False, "moderated": False}


async def room(server: Server, database: Database) -> Room:
    """A room of consultations, as a process has it."""
    door = Door()
    door.prepared = True
    vault = Vault(database, server.database(f"{database.name}_keys"), SECRET)
    await vault.prepare()
    commands = Commands("consultations", Handler(MongoEventStore(database), SECRET), door)
    return Room(commands, database, vault, Links(SECRET), "http://test", signer=Signer([Signer.fresh()]))


def wall(at: dt.datetime) -> WallClock:
    """That time on a clock in UTC."""
    return WallClock(date=at.date(), time=at.time().replace(microsecond=0), time_zone="UTC")


def terms(opens: dt.datetime, closes: dt.datetime, **changes: Any) -> Terms:
    """The terms of a call that asks for little."""
    return TERMS.model_copy(update={**SIMPLE, "opens": wall(opens), "closes": wall(closes), **changes})


async def command(of: Room, key: str, *said: Any) -> None:
    """Say these of a call."""
    for one in said:
        await of.commands.handle(CALL, f"call-{key}", one, Origin("test", CONTEXT))


async def opened(of: Room, closes: dt.timedelta = dt.timedelta(days=1), **changes: Any) -> str:
    """A call that has been open for a day, and closes, or has closed, so much later; its key."""
    key, at = uuid.uuid4().hex[:12], now()
    said = terms(at - dt.timedelta(days=1), at + closes, **changes)
    await command(of, key, c.DraftCall(terms=said), c.AnnounceCall(by="x", at=at))
    return key


def said(words: str = "a word", **changes: Any) -> NewInput:
    """What somebody sends."""
    body = {"group": "migrants", "language": "en", "consent": "unnamed", "answers": {"progress": words}}
    return NewInput.model_validate({**body, **changes})


async def take(
    of: Room, call: str, key: str, words: str = "a word", at: Arrival | None = None, **changes: Any
) -> Taken:
    """Take an input of nobody in particular."""
    sending = Sending(said(words, **changes), None, key)
    return await Intake(of).take(call, sending, at or Arrival.this_moment())


def arrival(off: dt.timedelta = dt.timedelta(), ago: dt.timedelta = dt.timedelta()) -> Arrival:
    """A request that came a while ago, at a process whose clock is that far off."""
    return Arrival(now() - ago + off, time.monotonic() - ago.total_seconds())
