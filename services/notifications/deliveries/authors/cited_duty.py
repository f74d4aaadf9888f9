"""Letters to the authors of inputs that are cited: once for a finding, and once for each thing that came of it.

Passages, findings and who wrote an input are heard of in any order. So each is kept, by ids alone, and then looked
for in the others: whichever comes last finds the rest.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.notifications.deliveries.authors.about import AboutFinding
from services.notifications.deliveries.authors.authors import Author, Authors
from services.notifications.deliveries.authors.posting import Posting
from services.notifications.deliveries.chunks import BULK, Head
from shared.contracts.consultations import citations as e
from shared.contracts.envelope import Recorded
from shared.contracts.names import alias, key_of
from shared.mongo import Database, Index, ensure_indexes
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room

_CITED: Final = "cited_passages"
_LED: Final = "outcomes_of_findings"
Kept = Mapping[str, Any]


async def prepare(database: Database) -> None:
    """Make and check the indexes."""
    await ensure_indexes(database[_CITED], [Index(("input",)), Index(("finding",))])
    await ensure_indexes(database[_LED], [Index(("finding",))])


class Citing:
    """Keeps what is cited in what, and writes of it, for a room; doing it again changes nothing."""

    def __init__(self, room: Room) -> None:
        self._posting, self._authors = Posting(room), Authors(room.database)
        self._cited, self._led = room.database[_CITED], room.database[_LED]

    async def write(self, record: Recorded[Any]) -> None:
        """Keep what the event says, and write what is to be written of it."""
        key = key_of(record.stream)
        match record.event:
            case (
                e.PassageMarked(input=input_, finding=finding) | e.PassageTied(input=input_, finding=finding)
            ):
                cited = {"_id": f"{key} {finding}", "input": input_, "finding": finding, **_noted(record)}
                await self._cited.replace_one({"_id": cited["_id"]}, cited, upsert=True)
                author = await self._authors.of(input_)
                if author:
                    await self._tell(cited, author, record)
            case e.PassageRemoved(finding=finding):
                await self._cited.delete_one({"_id": f"{key} {finding}"})
            case e.OutcomeTied(kind=kind, target=target):
                outcome = f"{kind} {target}"
                led = {"_id": f"{key} {outcome}", "finding": key, "outcome": outcome, **_noted(record)}
                await self._led.replace_one({"_id": led["_id"]}, led, upsert=True)
                for cited in [one async for one in self._cited.find({"finding": key})]:
                    author = await self._authors.of(cited["input"])
                    if author:
                        await self._answered(cited, led, author, record)
            case e.OutcomeUntied(kind=kind, target=target):
                await self._led.delete_one({"_id": f"{key} {kind} {target}"})
            case e.FindingWithdrawn():
                await self._led.delete_many({"finding": key})
                await self._cited.delete_many({"finding": key})

    async def catch_up(self, input_: str, author: Author, record: Recorded[Any]) -> None:
        """Write what is to be written of an input whose author is known by now."""
        for cited in [one async for one in self._cited.find({"input": input_})]:
            await self._tell(cited, author, record)

    async def forget(self, input_: str) -> None:
        """There is nothing to write about any more."""
        await self._cited.delete_many({"input": input_})

    async def _tell(self, cited: Kept, author: Author, record: Recorded[Any]) -> None:
        """That it is cited, and what had come of the finding before."""
        if not cited["silent"]:
            about = AboutFinding(
                input=cited["input"], finding=cited["finding"], what="cited", after=(cited["after"],)
            )
            await self._post(about, author, record)
        for led in [one async for one in self._led.find({"finding": cited["finding"]})]:
            await self._answered(cited, led, author, record)

    async def _answered(self, cited: Kept, led: Kept, author: Author, record: Recorded[Any]) -> None:
        if led["silent"] or record.context.silent:
            return
        about = AboutFinding(
            input=cited["input"],
            finding=cited["finding"],
            what="answered",
            outcome=led["outcome"],
            after=(cited["after"], led["after"]),
        )
        await self._post(about, author, record)

    async def _post(self, about: AboutFinding, author: Author, record: Recorded[Any]) -> None:
        """One letter for each input, finding and outcome, however many passages there are."""
        context = record.context
        of = f"{about.input} {about.finding} {about.outcome or ''}"
        head = Head(
            f"letter-{alias(about.what, of)}",
            author.language,
            BULK,
            context.correlation_id,
            letter=about,
            traceparent=context.traceparent,
        )
        await self._posting.post(head, author.contact)


def _noted(record: Recorded[Any]) -> dict[str, Any]:
    return {"silent": record.context.silent, "after": f"{record.stream}@{record.version}"}


def _build(room: Room) -> Do:
    return Citing(room).write


WRITE_TO_CITED = Duty("notifications.write-to-cited", frozenset({"finding", "passage"}), _build)
