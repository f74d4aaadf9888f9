"""Letters to the authors of inputs: a receipt as soon as they are known, and what a moderator decides.

Later events of an input do not say whose it is, so its contact is remembered by its id: two ids, which say
nothing of anybody. docs/adr/0014-letters-to-authors.md says why a letter is no notice.
"""

from dataclasses import dataclass
from typing import Any

from services.notifications.deliveries.authors.about import About
from services.notifications.deliveries.authors.posting import Posting
from services.notifications.deliveries.chunks import URGENT, Head
from shared.contracts.consultations import inputs as e
from shared.contracts.consultations.inputs import InputContactKnown, InputReceived
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of
from shared.mongo import Database, Duplicate
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.texts import OWN_NAMES
from shared.values import OfficialLanguage


@dataclass(frozen=True)
class Author:
    """Who is written to about an input, and in which language."""

    contact: str
    language: OfficialLanguage


class Authors:
    """Who they are, by their inputs' ids. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._authors = database["authors"]

    async def remember(self, input_: str, author: Author) -> None:
        """Remember the author of an input, for as long as it is not erased."""
        try:
            await self._authors.insert_one({"_id": input_, **vars(author)})
        except Duplicate:
            return

    async def of(self, input_: str) -> Author | None:
        """The author who is written to about it."""
        found = await self._authors.find_one({"_id": input_})
        return Author(found["contact"], found["language"]) if found else None

    async def forget(self, input_: str) -> None:
        """There is nothing to write about any more."""
        await self._authors.delete_one({"_id": input_})


def about(input_: str, event: Event) -> About | None:
    """What the event is worth telling its author, if anything."""
    match event:
        case (
            InputReceived(contact=str()) | InputContactKnown()
        ):  # with the one that names them, however often heard
            return About(input=input_, what="receipt")
        case e.InputAccepted():
            return About(input=input_, what="accepted")
        case e.InputRefused(reason=reason):
            return About(input=input_, what="refused", reason=reason)
        case e.InputRedacted(reason=reason):
            return About(input=input_, what="redacted", reason=reason)
        case e.InputErased(by="authority"):
            return About(input=input_, what="erased")
    return None


def author_of(event: Event) -> Author | None:
    """Whom an event names as the one to be written to. Nobody is, about an example."""
    if not isinstance(event, (InputReceived, InputContactKnown)) or event.contact is None or event.example:
        return None
    tag = event.language.partition("-")[0]
    return Author(event.contact, tag if tag in OWN_NAMES else "en")


def _write(room: Room) -> Do:
    posting, authors = Posting(room), Authors(room.database)

    async def write(record: Recorded[Any]) -> None:
        input_, context = key_of(record.stream), record.context
        if named := author_of(record.event):
            await authors.remember(input_, named)
        told = about(input_, record.event)
        author = await authors.of(input_) if told and not context.silent else None
        if told and author:
            head = Head(
                f"letter-{record.id}",
                author.language,
                URGENT,
                context.correlation_id,
                letter=told,
                traceparent=context.traceparent,
            )
            await posting.post(head, author.contact)
        if isinstance(record.event, e.InputErased):
            await authors.forget(input_)

    return write


WRITE = Duty("notifications.write-to-authors", frozenset({"input"}), _write)
