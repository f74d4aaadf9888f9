"""What follows an upload: its file goes once every row has its result, and undoing it withdraws each input.

A duty notes what is to be undone; a worker does it, however many inputs that are, a group of them after the other:
in a duty it would hold up whatever comes after it.
"""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from services.consultations.inputs.commands import WithdrawInput
from services.consultations.inputs.taking.intake import INPUT
from services.consultations.uploads.results import Results
from services.consultations.uploads.taking import UPLOAD
from shared.contracts.consultations.uploads import UploadCompleted
from shared.contracts.envelope import Context, Recorded
from shared.contracts.names import key_of
from shared.eventstore.handle import Origin
from shared.mongo import Database, Duplicate, Index, StoreClock, chunked, ensure_indexes
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.runtime.supervised import Isolated, supervised

_WHAT: Final = "undoing"
_LOOK: Final = 1.0
_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
_TOGETHER: Final = 20
"""Inputs withdrawn at once: more would only wait for the store."""
_LEASE: Final = timedelta(seconds=30)
"""How long a worker that died keeps others from what it was undoing."""


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_WHAT], [Index(("due",))])


class Undoing:
    """Withdraws what undone uploads brought. ``run`` until cancelled; any number of processes may run one."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._waiting = room.database[_WHAT]
        self._results = Results(room.database, room.vault)
        self._clock = StoreClock(room.database)
        self._apart = Isolated(_WHAT)
        self._owner = uuid.uuid4().hex

    async def run(self) -> None:
        """Look until cancelled; waits while the store is away, and goes on where it was."""
        await supervised(_WHAT, self.look, self._room.wakeup, poll=_LOOK * self._room.slack, again=_LOOK)

    async def look(self) -> bool:
        """Undo what waits and nobody else has in hand; whether there was something."""
        now, found = await self._clock.now(), False
        due = await self._waiting.find({"due": {"$lte": now}}).sort("due", 1).limit(_TOGETHER).to_list(None)
        for one in due:
            found |= await self._apart.work(one["_id"], partial(self._undo, one["_id"], one["cause"]))
        return found

    async def _undo(self, upload: str, cause: dict[str, Any]) -> bool:
        """Withdraw its inputs that are not withdrawn yet, group by group, as long as it is this worker's."""
        context = Context(cause["correlation_id"], cause["id"], cause["hops"] + 1)
        inputs = [input_ async for input_ in self._results.inputs(upload)]
        for group in [*chunked(inputs, _TOGETHER), []]:
            if not await self._keep(upload):
                return False
            await asyncio.gather(*(self._withdraw(input_, context) for input_ in group))
            await self._results.withdrawn(upload, group)
        await self._room.vault.destroy(upload)
        await self._waiting.delete_one({"_id": upload, "owner": self._owner})
        return True

    async def _keep(self, upload: str) -> bool:
        now = await self._clock.now()
        free = {"_id": upload, "$or": [{"owner": self._owner}, {"due": {"$lte": now}}]}
        mine = {"$set": {"owner": self._owner, "due": now + _LEASE}}
        return bool((await self._waiting.update_one(free, mine)).matched_count)

    async def _withdraw(self, input_: str, context: Context) -> None:
        command = WithdrawInput(by="upload_undone")
        await self._room.commands.handle(INPUT, f"input-{input_}", command, Origin("upload", context))


def _build(room: Any) -> Do:
    waiting = room.database[_WHAT]

    async def follow(record: Recorded[Any]) -> None:
        if isinstance(record.event, UploadCompleted):  # a worker that was killed has left it
            await room.vault.files.remove(key_of(record.stream))
        _, upload = await room.commands.read(UPLOAD, record.stream)
        if upload.status != "undone":  # one that is to be undone is first worked through to its end
            return
        cause = {
            "correlation_id": record.context.correlation_id,
            "id": record.id,
            "hops": record.context.hops,
        }
        try:
            await waiting.insert_one(
                {"_id": key_of(record.stream), "cause": cause, "owner": None, "due": _AT_ONCE}
            )
        except Duplicate:  # said before
            return
        room.wakeup.ring()

    return follow


UNDO_UPLOADS = Duty("consultations.undo-uploads", frozenset({"upload"}), _build)
