"""Fixing what was heard for a report: the list of inputs, of which an event keeps the hash and the store each line.

A line is the sha256 of an input's id, in order: who holds a receipt finds their own in it, and nobody else's.
"""

import hashlib
import tempfile
from collections.abc import Collection
from typing import BinaryIO, Final

from services.consultations.attachments.spooled import parts
from services.consultations.briefings.files.store import DocumentFiles
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.taking.intake import INPUT
from services.consultations.report.commands import FreezeReport
from services.consultations.report.reading import REPORT
from shared import crash
from shared.contracts.catalogue import decode
from shared.contracts.consultations.inputs import InputReceived
from shared.contracts.names import key_of
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.values import Refused

_LINE: Final = 65
"""Bytes of a line of the list: 64 letters and its end."""


class Freezing:
    """Fixes what was heard, for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._commands, self._database, self._seals = room.commands, room.database, Seals(room)
        self._clock, self.files = StoreClock(room.database), DocumentFiles(room.database)

    async def freeze(self, stream: str, *, keep: bool = True) -> FreezeReport:
        """The command, whose list is kept already, unless it is asked for to be looked at.

        Raises ``Refused`` for a report that no call feeds, and while one of its calls is sealed: nobody learns how
        many have spoken there.
        """
        _, report = await self._commands.read(REPORT, stream)
        if frozen := report.frozen:
            return FreezeReport(calls=frozen.calls, count=frozen.count, sha256=frozen.sha256, at=frozen.at)
        calls = report.terms.calls if report.terms else ()
        if not calls:
            raise Refused("no call feeds the report: name its calls first")
        readable = await self._seals.readable()
        if shut := next((call for call in calls if call not in readable), None):
            raise Refused(
                "calls: {call} cannot be read yet: what was heard is fixed once it has closed", call=shut
            )
        at = await self._clock.now()
        heard = await self._heard(calls)
        with tempfile.TemporaryFile() as file:
            sha256 = written(heard, file)
            if keep:
                await self.files.keep(sha256, parts(file))
        crash.point("freezing.after_list")
        return FreezeReport(calls=calls, count=len(heard), sha256=sha256, at=at)

    async def _heard(self, calls: Collection[str]) -> list[str]:
        """The ids of all inputs to these calls, from the store itself: a view may be behind."""
        found: list[str] = []
        async for append in MongoEventStore(self._database).history(kind=INPUT.kind):
            if append.seq != 1:
                continue
            event = decode(append.events[0].type, append.events[0].data, INPUT.kind)
            if isinstance(event, InputReceived) and event.call in calls:
                found.append(key_of(append.stream))
        return found


def written(heard: Collection[str], file: BinaryIO) -> str:
    """Write the list; its sha256."""
    told = hashlib.sha256()
    for line in sorted(f"{line_of(one)}\n" for one in heard):
        file.write(line.encode())
        told.update(line.encode())
    return told.hexdigest()


def line_of(id_: str) -> str:
    """An input's line in the list: the sha256 of its id."""
    return hashlib.sha256(id_.encode()).hexdigest()


def size_of(count: int) -> int:
    """Bytes of a list of so many."""
    return count * _LINE
