"""What a briefing's record holds becomes an issue and follows it; an issue that is split has its parts raised."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.consultations.issues.commands import DropRaised, FollowBriefing, OpenPart
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.issues import AtBriefing, IssueSplit, Matter
from shared.contracts.consultations.items import Issue
from shared.contracts.envelope import Recorded
from shared.contracts.names import item_key, key_of
from shared.contracts.reactions import EventRef
from shared.countries import country_name, is_country
from shared.reactions.reaction import Reaction


def raised(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What a briefing's record says about an issue."""
    briefing = key_of(record.stream)
    match record.event:
        case b.IssueRaised(key=key, issue=issue) | b.IssueCorrected(key=key, issue=issue):
            origin = AtBriefing(briefing=briefing, item=key)
            follow = FollowBriefing(matter=matter_of(issue), origin=origin, cause=_cause(record))
            yield f"issue-{item_key(briefing, key)}", follow
        case b.IssueWithdrawn(key=key, reason=reason):
            yield f"issue-{item_key(briefing, key)}", DropRaised(reason=reason, at=record.at)


def matter_of(issue: Issue) -> Matter:
    """What was raised; a State by its name, as whoever else it was stands in words."""
    by = issue.raised_by
    return Matter(
        topic=issue.topic,
        text=issue.text,
        raised_by=country_name(by) if by and is_country(by) else by,
    )


def parted(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """The parts of an issue that is split."""
    if isinstance(event := record.event, IssueSplit):
        for part in event.parts:
            yield (
                f"issue-{part.key}",
                OpenPart(
                    matter=part.matter,
                    origin=event.origin,
                    source=key_of(record.stream),
                    example=event.example,
                    cause=_cause(record),
                ),
            )


def _cause(record: Recorded[Any]) -> EventRef:
    return EventRef(stream=record.stream, version=record.version, id=record.id)


RAISE_ISSUES = Reaction("consultations.raise-issues", frozenset({"briefing"}), raised)
RAISE_PARTS = Reaction("consultations.raise-parts", frozenset({"issue"}), parted)
