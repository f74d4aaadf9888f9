"""Letters to the authors of inputs: a receipt as soon as they are known, and what a moderator decides.

Later events of an input do not say whose it is, so its contact is remembered by its id: two ids, which say
nothing of anybody. docs/adr/0014-letters-to-authors.md says why a letter is no notice.
"""

from typing import Any

from services.notifications.deliveries.authors.about import About
from services.notifications.deliveries.authors.authors import Author, Authors
from services.notifications.deliveries.authors.cited_duty import Citing
from services.notifications.deliveries.authors.posting import Posting
from services.notifications.deliveries.chunks import URGENT, Head
from shared.contracts.consultations import inputs as e
from shared.contracts.consultations.inputs import InputContactKnown, InputReceived
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.texts import OWN_NAMES


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
    posting, authors, citing = Posting(room), Authors(room.database), Citing(room)

    async def write(record: Recorded[Any]) -> None:
        input_, context = key_of(record.stream), record.context
        if named := author_of(record.event):
            await authors.remember(input_, named)
            await citing.catch_up(input_, named, record)
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
            await citing.forget(input_)

    return write


WRITE = Duty("notifications.write-to-authors", frozenset({"input"}), _write)
