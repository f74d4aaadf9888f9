"""A notice: issued once for the event that it tells of."""

from typing import assert_never

from services.notifications.notices.commands import IssueNotice
from shared.contracts.notifications.notices import NoticeEvent, NoticeIssued
from shared.contracts.reactions import ReactionRefused
from shared.values import Value


class Notice(Value):
    """A notice as its events have made it."""

    issued: NoticeIssued | None = None


NONE = Notice()
"""The state before the first event."""


def decide(command: IssueNotice, notice: Notice) -> list[NoticeEvent]:
    """The events that answer ``command``; none for a notice that was issued."""
    return [] if notice.issued else [NoticeIssued(**dict(command))]


def evolve(notice: Notice, event: NoticeEvent) -> Notice:
    """The state after ``event``."""
    match event:
        case NoticeIssued():
            return Notice(issued=event)
        case ReactionRefused():
            return notice
        case _:
            assert_never(event)
