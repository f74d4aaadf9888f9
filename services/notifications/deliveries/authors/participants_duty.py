"""Letters to who registered for a briefing: what became of it, and when the briefing is moved, put off or cancelled.

Later events do not say whose a registration is, so its contact is remembered by its id, until it is cancelled. Who
registers after a change that is heard first is mailed the entry as it is by then; so nobody is left with an old day.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from services.notifications.deliveries.authors.about import AboutParticipant, Happened
from services.notifications.deliveries.authors.posting import Posting
from services.notifications.deliveries.chunks import URGENT, Head
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import registration as e
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of
from shared.mongo import Database, Duplicate, Index, ensure_indexes
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.values import OfficialLanguage

_NAME: Final = "participants"
_CHANGES: Final = (
    b.BriefingScheduled,
    b.BriefingMoved,
    b.BriefingPostponed,
    b.BriefingReplaced,
    b.BriefingCancelled,
)


@dataclass(frozen=True)
class Participant:
    """Who is written to about a registration for the briefing of this key, and in which language."""

    id: str
    briefing: str
    contact: str
    language: OfficialLanguage


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_NAME], [Index(("briefing",))])


class Participants:
    """Who they are, by their registrations' ids. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._participants = database[_NAME]

    async def remember(self, one: Participant) -> None:
        """Remember a participant, for as long as the registration is not cancelled."""
        try:
            await self._participants.insert_one({"_id": one.id, **vars(one)})
        except Duplicate:
            return

    async def find(self, **of: str) -> AsyncIterator[Participant]:
        """Those of a briefing, or of one id."""
        async for found in self._participants.find(
            {name.replace("id", "_id"): is_ for name, is_ in of.items()}
        ):
            yield Participant(**{name: found[name] for name in Participant.__dataclass_fields__})

    async def forget(self, id_: str) -> None:
        """There is nothing to write about any more."""
        await self._participants.delete_one({"_id": id_})


def happened(event: Event) -> tuple[str, Happened] | None:
    """Whom the event is worth telling what, if anybody."""
    match event:
        case (
            e.ParticipantRegistered(id=id_, standing=standing)
            | e.ParticipantApproved(id=id_, standing=standing)
        ):
            return id_, standing
        case e.ParticipantMovedUp(id=id_):
            return id_, "moved_up"
        case e.ParticipantCancelled(id=id_, by=by) if by != "contact_erased":
            return id_, "cancelled"
    return None


class _Writing:
    """Writes what an event asks, for a room; doing it again changes nothing."""

    def __init__(self, room: Room) -> None:
        self._posting, self._participants = Posting(room), Participants(room.database)

    async def write(self, record: Recorded[Any]) -> None:
        """Write it."""
        event, key = record.event, key_of(record.stream)
        if isinstance(event, e.ParticipantRegistered):
            one = Participant(event.id, key, event.contact, event.language)
            await self._participants.remember(one)
        if not record.context.silent:
            if told := happened(event):
                await self._post(record, told[1], None, id=told[0])
            if isinstance(event, _CHANGES):
                await self._post(record, "briefing", record.version, briefing=key)
        if isinstance(event, e.ParticipantCancelled):
            await self._participants.forget(event.id)

    async def _post(self, record: Recorded[Any], what: Happened, after: int | None, **of: str) -> None:
        context = record.context
        for one in [found async for found in self._participants.find(**of)]:
            head = Head(
                f"letter-{record.id}",
                one.language,
                URGENT,
                context.correlation_id,
                letter=AboutParticipant(briefing=one.briefing, participant=one.id, what=what, after=after),
                traceparent=context.traceparent,
            )
            await self._posting.post(head, one.contact, limited=what != "briefing")


def _build(room: Room) -> Do:
    return _Writing(room).write


WRITE_TO_PARTICIPANTS = Duty(
    "notifications.write-to-participants", frozenset({"briefing", "registration"}), _build
)
