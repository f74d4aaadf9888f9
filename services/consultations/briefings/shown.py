"""How documents, issues and outcomes are shown: with the version that last set each, and its withdrawal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.items import Document, FollowUp, Issue
from shared.contracts.consultations.outcomes import Outcome
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


class DocumentItem(Document, Item):
    """A document."""


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
    return tuple(new if item.key == new.key else item for item in items)


def _item(event: Any, version: int) -> Item:
    match event:
        case e.DocumentAttached(key=key, document=document) | e.DocumentCorrected(key=key, document=document):
            return DocumentItem(key=key, version=version, **dict(document))
        case e.IssueRaised(key=key, issue=issue) | e.IssueCorrected(key=key, issue=issue):
            return IssueItem(key=key, version=version, **dict(issue))
    return OutcomeItem(key=event.key, version=version, **_outcome(event))


def _outcome(event: e.OutcomeRecorded | e.OutcomeCorrected) -> dict[str, Any]:
    return {"kind": event.outcome.kind, "outcome": event.outcome, "announced_on": event.announced_on}
