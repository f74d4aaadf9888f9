"""Working an upload through, row by row: each a keyed command with its own result, so that anybody may go on."""

import asyncio
import uuid
from functools import partial
from itertools import islice
from typing import Final

import structlog

from services.consultations.calls.domain import Call
from services.consultations.inputs.taking.intake import INPUT, Intake
from services.consultations.inputs.taking.sending import Sending
from services.consultations.uploads.commands import CompleteUpload
from services.consultations.uploads.projection import UPLOADS, UploadState
from services.consultations.uploads.results import Results, RowResult
from services.consultations.uploads.tables.rows import Row, Unreadable, rows
from services.consultations.uploads.taking import FILE, UPLOAD
from shared import crash
from shared.auth import Caller, Role
from shared.away import passes
from shared.contracts.consultations.uploads import UploadReceived
from shared.eventstore.handle import KeyReused, Origin, TooLarge
from shared.eventstore.port import StreamFrozen
from shared.mistakes import FieldError, Wrong
from shared.mongo import StoreClock
from shared.problems import Problem
from shared.runtime.service import Room
from shared.runtime.supervised import Isolated, supervised
from shared.values import Refused
from shared.vault import Erased
from shared.web.edge.arrival import Came
from shared.web.routes.commands import context

_WHAT: Final = "uploads"
_LOOK: Final = 0.5
_TOGETHER: Final = 20
"""Rows at once: more would only wait for the store."""
_WORKED: Final = ("received", "undoing")
"""Uploads in which there are rows to work through."""
_FAULT: Final = (
    "a fault of ours kept this row from being taken; it is logged. Send the row again in another file"
)
_log = structlog.get_logger(__name__)


class Lost(Exception):
    """Another worker has taken the upload over."""


class UploadWorker:
    """Works uploads through, one after the other. ``run`` until cancelled; any number of processes may run one."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._uploads = room.reader(UPLOADS)
        self._intake = Intake(room)
        self._apart = Isolated(_WHAT)
        self._results = Results(room.database, room.vault)
        self._clock = StoreClock(room.database)
        self._owner = uuid.uuid4().hex

    async def run(self) -> None:
        """Look until cancelled; waits while the store is away, and goes on where it was."""
        await supervised(_WHAT, self._step, self._room.folded, poll=_LOOK * self._room.slack, again=_LOOK)

    async def _step(self) -> bool:
        return await self.look() > 0

    async def look(self) -> int:
        """Work through what waits and nobody else has; how many uploads. One that fails holds up no other."""
        worked = 0
        waiting = [one for status in _WORKED for one in await self._uploads.find({"status": status})]
        for one in waiting:
            worked += await self._apart.work(one.stream, partial(self._look_at, one.state))
        return worked

    async def _look_at(self, one: UploadState) -> bool:
        if one.received is None or not await self._lease(one.id):
            return False
        try:
            return await self.work(one.id, one.received)
        except Lost:
            return False

    async def _lease(self, upload: str) -> bool:
        return await self._results.lease(upload, self._owner, await self._clock.now())

    async def work(self, upload: str, said: UploadReceived) -> bool:
        """Work one through; False where that is done. Raises ``Lost``, and what says that a store is away."""
        _, state = await self._room.commands.read(UPLOAD, f"upload-{upload}")
        if state.status not in _WORKED:
            return False  # the view is behind
        done = await self._results.lines(upload)
        call = await self._intake.call(said.call)
        assert call.terms is not None  # noqa: S101 - of every call that was announced
        try:
            found = rows(await self._file(upload), said.format, call.terms)
            fresh = (row for row in found if row.line not in done)
            while held := await asyncio.to_thread(lambda: list(islice(fresh, _TOGETHER))):
                await self._take(upload, said, held)
        except Unreadable as error:
            wrong = RowResult(line=0, errors=(FieldError(field="file", message=str(error)),))
            await self._results.keep(upload, [wrong])
        await self._complete(upload)
        return True

    async def _file(self, upload: str) -> bytes:
        try:
            content = await self._room.vault.files.open(upload, FILE)
        except Erased:
            content = None
        if content is None:
            raise Unreadable("the file is no longer there; send it again")
        try:
            return b"".join([piece async for piece in content])
        except ValueError:
            if await self._status(upload) == "undoing":  # what it would have been is needed no more
                raise Unreadable("the file does not open any more") from None
            raise

    async def _take(self, upload: str, said: UploadReceived, held: list[Row]) -> None:
        """Take these rows, then keep their results. Raises ``Lost``."""
        if not await self._lease(upload):
            raise Lost(upload)
        call = await self._intake.call(said.call)
        become = self._taken if await self._status(upload) == "received" else self._found
        work = (become(row, _sending(upload, said, row), call, said) for row in held)
        results = await asyncio.gather(*work, return_exceptions=True)  # none goes on after this has ended
        if failed := [one for one in results if isinstance(one, BaseException)]:
            raise failed[0]
        crash.point("upload.after_rows")
        sent = {row.line: row.sent for row in held}
        await self._results.keep(upload, [one for one in results if isinstance(one, RowResult)], sent)
        crash.point("upload.after_results")

    async def _status(self, upload: str) -> str:
        return (await self._room.commands.read(UPLOAD, f"upload-{upload}"))[1].status

    async def _taken(self, row: Row, sending: Sending | None, call: Call, said: UploadReceived) -> RowResult:
        """The row as an input; what keeps it from being one is its result, whatever that is."""
        if sending is None:
            return RowResult(line=row.line, errors=row.wrong)
        came = Came(said.received_at, said.complete_at)
        try:
            taken = await self._intake.take_at(said.call, call, sending, came)
        except Problem as problem:
            if passes(problem):
                raise
            errors = [one.said() for one in problem.errors or [Wrong("row", problem.detail)]]
            return RowResult(line=row.line, errors=tuple(errors))
        except (Refused, KeyReused, TooLarge, StreamFrozen) as error:
            return RowResult(line=row.line, errors=(FieldError(field="row", message=str(error)),))
        except Exception as error:  # a row that cannot be taken holds up no other
            if passes(error):
                raise
            # Its kind alone: an error's own words may be the author's.
            _log.error("a row met a fault", upload=sending.upload, line=row.line, error=type(error).__name__)
            return RowResult(line=row.line, errors=(FieldError(field="row", message=_FAULT),))
        return RowResult(line=row.line, input=taken.receipt.receipt.input)

    async def _found(
        self, row: Row, sending: Sending | None, _call: Call, said: UploadReceived
    ) -> RowResult | None:
        """Of an upload that is to be undone: the input that the row became before, if it did."""
        if sending is None:
            return None
        id_ = sending.id(self._room.links, said.call)
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        return RowResult(line=row.line, input=id_) if state.received else None

    async def _complete(self, upload: str) -> None:
        accepted, refused = await self._results.counts(upload)
        command = CompleteUpload(accepted=accepted, refused=refused)
        await self._room.commands.handle(UPLOAD, f"upload-{upload}", command, Origin("upload", context()))
        # Each row has its result: the file is needed no more. Where this is cut off, a duty does it (undoing.py).
        await self._room.vault.files.remove(upload)


def _sending(upload: str, said: UploadReceived, row: Row) -> Sending | None:
    return Sending(row.said, sender(said.owner), f"{upload} {row.line}", upload) if row.said else None


def sender(owner: str) -> Caller:
    """Who sent an upload: the organisation that owns it."""
    role, _, organisation = owner.partition(":")
    return Caller("upload", Role(role), organisation)
