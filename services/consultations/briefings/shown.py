"""How documents, issues and outcomes are shown: with the version that last set each, and its withdrawal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.filing import DocumentFiled
from shared.contracts.consultations.items import Document, Filed, FollowUp, Issue
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value


class Withdrawn(Value):
    """That an item no longer stands, why, and since which version."""

    reason: str
    version: int


class Item(Value):
    """What all items show."""

    key: str
    version: int
    withdrawn: Withdrawn | None = None


class DocumentVersion(Filed):
    """A version of a document's file: where it is, since when, and whether it was taken back."""

    number: int
    at: dt.datetime
    href: str
    withdrawn: Withdrawn | None = None


class DocumentItem(Document, Item):
    """A document, with every version of its file; the last one that stands is the current one."""

    files: tuple[DocumentVersion, ...] = ()

    @property
    def current(self) -> DocumentVersion | None:
        """The version that its address leads to; None where there is none, or nothing of it stands."""
        standing = [one for one in self.files if not one.withdrawn and not self.withdrawn]
        return standing[-1] if standing else None


class IssueItem(Issue, Item):
    """An issue raised."""


class OutcomeItem(Item):
    """An outcome; ``kind`` repeats what ``outcome`` says, for whoever filters by it."""

    kind: str
    outcome: Outcome
    announced_on: dt.date
    follow_up: FollowUp | None = None


ItemEvent = (
    e.DocumentAttached
    | e.DocumentCorrected
    | e.DocumentWithdrawn
    | e.IssueRaised
    | e.IssueCorrected
    | e.IssueWithdrawn
    | e.OutcomeRecorded
    | e.OutcomeCorrected
    | e.OutcomeFollowedUp
    | e.OutcomeWithdrawn
)
ShownItem = TypeVar("ShownItem", bound=Item)


def fold_item(items: Sequence[ShownItem], event: ItemEvent, version: int) -> tuple[Item, ...]:
    """The items after ``event``: a new one comes last, a known one keeps its place."""
    match event:
        case e.DocumentWithdrawn() | e.IssueWithdrawn() | e.OutcomeWithdrawn():
            gone = {"version": version, "withdrawn": Withdrawn(reason=event.reason, version=version)}
            return tuple(i.model_copy(update=gone) if i.key == event.key else i for i in items)
        case e.OutcomeFollowedUp():
            told = {"follow_up": event.follow_up}
            return tuple(i.model_copy(update=told) if i.key == event.key else i for i in items)
        case e.OutcomeCorrected():
            said = {"version": version, **_outcome(event)}
            return tuple(i.model_copy(update=said) if i.key == event.key else i for i in items)
    new = _item(event, version)
    if all(item.key != new.key for item in items):
        return (*items, new)
    return tuple(_instead(item, new) if item.key == new.key else item for item in items)


def _instead(before: Item, new: Item) -> Item:
    """The new item; a document's files stay with it."""
    return new.model_copy(update={"files": before.files}) if isinstance(before, DocumentItem) else new


def fold_file(items: Sequence[DocumentItem], record: Recorded[Any]) -> tuple[DocumentItem, ...]:
    """The documents after one of them was filed, or a file of it taken back."""
    event, files = record.event, {one.key: one.files for one in items}
    before = files.get(event.key, ())
    if isinstance(event, DocumentFiled):
        place = f"/consultations/briefings/{key_of(record.stream)}/documents/{event.key}"
        href = f"{place}/versions/{event.number}"
        new = DocumentVersion(**dict(event.file), number=event.number, at=record.at, href=href)
        files[event.key] = (*before, new)
    else:
        gone = {"withdrawn": Withdrawn(reason=event.reason, version=record.version)}
        files[event.key] = tuple(
            one.model_copy(update=gone) if one.number == event.number else one for one in before
        )
    return tuple(one.model_copy(update={"files": files[one.key]}) for one in items)


def _item(event: Any, version: int) -> Item:
    match event:
        case e.DocumentAttached(key=key, document=document) | e.DocumentCorrected(key=key, document=document):
            return DocumentItem(key=key, version=version, **dict(document))
        case e.IssueRaised(key=key, issue=issue) | e.IssueCorrected(key=key, issue=issue):
            return IssueItem(key=key, version=version, **dict(issue))
    return OutcomeItem(key=event.key, version=version, **_outcome(event))


def _outcome(event: e.OutcomeRecorded | e.OutcomeCorrected) -> dict[str, Any]:
    return {"kind": event.outcome.kind, "outcome": event.outcome, "announced_on": event.announced_on}
