"""Whose an upload is, and all that somebody has sent."""

from typing import Final

from services.consultations.uploads.domain import Upload
from services.consultations.uploads.projection import UPLOADS, UploadState
from services.consultations.uploads.taking import UPLOAD
from shared.auth import Caller
from shared.clock import iso
from shared.contracts.consultations.uploads import Format
from shared.problems import Problem
from shared.runtime.service import Room
from shared.views.reader import BadCursor

_ENDINGS: Final[dict[str, Format]] = {".csv": "csv", ".xlsx": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_LENGTH: Final = len("2020-03-04T15:00:00.000Z")


class Owned:
    """Reads the uploads of whoever asks. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._uploads = room.reader(UPLOADS)

    async def one(self, id_: str, caller: Caller) -> Upload:
        """Theirs, from its stream. Raises ``Problem`` 404."""
        _, state = await self._room.commands.read(UPLOAD, f"upload-{id_}")
        if state.received is None or state.received.owner != caller.actor:
            raise Problem(404, "not-found", "there is no such upload, or it is not yours")
        return state

    async def newest(
        self, caller: Caller, cursor: str | None, limit: int
    ) -> tuple[list[UploadState], str | None]:
        """All of theirs, newest first, and the cursor of the rest. Raises ``BadCursor``."""
        query: dict[str, object] = {"owner": caller.actor}
        if cursor:
            if len(cursor) != _LENGTH:
                raise BadCursor("take the cursor from the page before, unchanged")
            query["received_at"] = {"$lt": cursor}
        found = await self._uploads.ordered("received_at", limit + 1, query, descending=True)
        states = [one.state for one in found[:limit]]
        last = states[-1].received_at if len(found) > limit else None
        return states, iso(last) if last else None


def format_of(name: str) -> Format | None:
    """What a file is, by the end of its name."""
    return next((form for end, form in _ENDINGS.items() if name.lower().endswith(end)), None)
