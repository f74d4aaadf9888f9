"""Deliveries as they are shown: to an operator whole, to their reader in words."""

import datetime as dt
from dataclasses import dataclass

from services.notifications.deliveries.authors.about import Happened, What, of_what, subject_words
from services.notifications.deliveries.chunks import Chunk, Chunks
from services.notifications.deliveries.fanning_out.fanouts import FanOuts
from services.notifications.deliveries.plan import Delivery, State, Try
from services.notifications.languages import interest_words
from services.notifications.notices.words import words
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Speech
from shared.mongo import Database
from shared.values import OfficialLanguage, Value


class DeliveryShown(Value):
    """One delivery's whole history; ``id`` is also what stands before the @ in its mails' Message-ID.

    ``letter`` says what one to the author of an input, or to a participant, is about.
    """

    id: str
    notice: str
    contact: str
    language: OfficialLanguage
    letter: What | Happened | None
    matched: str
    correlation_id: str
    made_at: dt.datetime
    state: State
    due: dt.datetime | None
    tries: tuple[Try, ...]


class Trouble(Value):
    """A delivery that came to nothing: in which state, when it was last tried, and what the server said.

    ``address`` is whom it was for, told to the secretariat alone, and never of a letter: who wrote an input is not
    theirs to know. None also once it is forgotten or erased.
    """

    id: str
    notice: str
    letter: What | Happened | None
    address: str | None
    state: State
    at: dt.datetime
    code: int | None
    text: str


class TroubleList(Value):
    """The latest of them."""

    deliveries: tuple[Trouble, ...]


@dataclass(frozen=True)
class Told:
    """A notice as its reader was told of it: when, what, in which state that is, and what of theirs it answered."""

    at: dt.datetime
    subject: str
    state: State
    because: str


def delivery_shown(chunk: Chunk, place: int) -> DeliveryShown:
    """The delivery at this place of its chunk."""
    one = chunk.to[place]
    return DeliveryShown(
        id=chunk.name(place),
        notice=chunk.head.notice,
        contact=one.contact,
        language=chunk.head.language,
        letter=_letter(chunk),
        matched=one.by,
        correlation_id=chunk.head.correlation_id,
        made_at=chunk.at,
        state=one.state,
        due=one.due,
        tries=one.tries,
    )


def trouble(chunk: Chunk, place: int, address: str | None) -> Trouble:
    """The delivery at this place of its chunk, by its last try."""
    one = chunk.to[place]
    last = one.tries[-1]
    return Trouble(
        id=chunk.name(place),
        notice=chunk.head.notice,
        letter=_letter(chunk),
        address=address,
        state=one.state,
        at=last.at,
        code=last.code,
        text=last.text,
    )


class History:
    """What a contact was sent. Waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._chunks = Chunks(database)
        self._fanouts = FanOuts(database)

    async def of(self, contact: str, t: Speech, limit: int = 100) -> list[Told]:
        """The newest first; mails that asked to confirm are left out."""
        found: list[Told] = []
        for chunk, place in (await self._chunks.of_contact(contact))[:limit]:
            if letter := chunk.head.letter:
                one, why = chunk.to[place], of_what(letter, t)
                found.append(Told(_when(chunk, one), subject_words(letter.what, t), one.state, why))
                continue
            fanout = None if chunk.head.request else await self._fanouts.get(chunk.head.notice)
            if fanout:
                one = chunk.to[place]
                subject = words(fanout.issued, t).subject
                found.append(Told(_when(chunk, one), subject, one.state, because(one.by, t)))
        return found


def _letter(chunk: Chunk) -> What | Happened | None:
    return chunk.head.letter.what if chunk.head.letter else None


def _when(chunk: Chunk, one: Delivery) -> dt.datetime:
    return one.tries[-1].at if one.tries else chunk.at


def because(key: str, t: Speech) -> str:
    """The interest that a key stands for, in words."""
    topic, *places = key.split("/")
    place = next((p for p in places if p != "*"), None)
    return interest_words(Interest.named(f"{topic}/{place}" if place else topic), t)
