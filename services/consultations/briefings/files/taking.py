"""Taking a document's file in: spooled to disk, judged and stripped, kept whole; then the command that says so."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from typing import BinaryIO

from services.consultations.attachments.spooled import judged, parts, read, spool
from services.consultations.briefings.api import BRIEFING
from services.consultations.briefings.files.store import DocumentFiles
from services.consultations.briefings.filing import newest
from services.consultations.briefings.filing_commands import FileDocument
from shared import crash
from shared.contracts.consultations.items import Filed
from shared.runtime.service import Room


class Taking:
    """Takes the files of documents for a process."""

    def __init__(self, room: Room) -> None:
        self._commands = room.commands
        self._files = DocumentFiles(room.database)

    async def take(self, stream: str, item: str, content: AsyncIterator[bytes]) -> FileDocument:
        """The command for a file that is kept; of what no event names nothing is seen.

        Raises ``Refused`` where there is no such document, ``Problem`` 413, ``WrongKind``, ``Unfit`` and
        ``Unavailable``. Nothing is kept of what raises.
        """
        _, briefing = await self._commands.read(BRIEFING, stream)
        briefing.documents.to_correct(item)
        known = newest(briefing.files.get(item, ()))
        return FileDocument(key=item, **dict(await kept(self._files, content, known)))


async def kept(files: DocumentFiles, content: AsyncIterator[bytes], known: Filed | None) -> Filed:
    """The file that comes, which is kept by then; ``known`` where these very bytes came before.

    Raises ``Problem`` 413, ``WrongKind``, ``Unfit`` and ``Unavailable``. Nothing is kept of what raises.
    """
    with tempfile.TemporaryFile() as received, tempfile.TemporaryFile() as stored:
        await spool(content, received, "file")
        came = _sha256(received)
        there = known and known.received == came and await files.has(known.sha256)
        if known is None or not there:  # named and not there: a store that was restored to an older state
            known = await _new(files, received, stored, came)
    crash.point("filing.after_file")
    return known


async def _new(files: DocumentFiles, received: BinaryIO, stored: BinaryIO, came: str) -> Filed:
    kind = await judged(received, stored)
    file = Filed(media_type=kind.media_type, size=stored.seek(0, 2), sha256=_sha256(stored), received=came)
    await files.keep(file.sha256, parts(stored))
    return file


def _sha256(file: BinaryIO) -> str:
    told = hashlib.sha256()
    for part in read(file):
        told.update(part)
    return told.hexdigest()
