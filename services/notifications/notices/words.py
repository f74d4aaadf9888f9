"""A notice in words: a subject and a few paragraphs, in a language that there are texts in."""

import datetime as dt
from dataclasses import dataclass

from services.notifications.notices.told import told
from shared.contracts.notifications.notices import NoticeIssued
from shared.i18n.speech import Speech

LONG_AGO = dt.timedelta(days=30)
"""What is told so much later says so in its first line."""


@dataclass(frozen=True)
class Words:
    """A notice in one language: ``lines`` are paragraphs of plain text."""

    subject: str
    lines: tuple[str, ...]


def words(notice: NoticeIssued, t: Speech, replaced: NoticeIssued | None = None) -> Words:
    """The notice in words; the first line says when it is about something long past, the last what it replaces."""
    subject, lines = told(notice.tidings, t)
    if replaced:
        earlier = words(replaced, t).subject
        lines = (*lines, t.say("This replaces an earlier notice: {subject}", subject=earlier))
    if notice.about and notice.at.date() - notice.about.last > LONG_AGO:
        late = t.say(
            "This is about {day}. It is sent now because the record is being completed.",
            day=t.day(notice.about),
        )
        lines = (late, *lines)
    return Words(subject, lines)
