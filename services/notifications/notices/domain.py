"""A notice: issued once for the event that it tells of."""

from typing import assert_never

from services.notifications.notices.commands import CompleteFanOut, IssueNotice, NoticeCommand
from shared.contracts.notifications.notices import FanOutCompleted, NoticeEvent, NoticeIssued
from shared.contracts.reactions import ReactionRefused
from shared.values import Value


class Notice(Value):
    """A notice as its events have made it."""

    issued: NoticeIssued | None = None
    is_fanned_out: bool = False


NONE = Notice()
"""The state before the first event."""


def decide(command: NoticeCommand, notice: Notice) -> list[NoticeEvent]:
    """The events that answer ``command``; none for what was done before."""
    match command:
        case IssueNotice():
            return [] if notice.issued else [NoticeIssued(**dict(command))]
        case CompleteFanOut(deliveries=deliveries):
            return [] if notice.is_fanned_out else [FanOutCompleted(deliveries=deliveries)]
        case _:
            assert_never(command)


def evolve(notice: Notice, event: NoticeEvent) -> Notice:
    """The state after ``event``."""
    match event:
        case NoticeIssued():
            return Notice(issued=event)
        case FanOutCompleted():
            return notice.model_copy(update={"is_fanned_out": True})
        case ReactionRefused():
            return notice
        case _:
            assert_never(event)
