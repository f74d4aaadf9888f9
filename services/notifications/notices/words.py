"""A notice in words: a subject and a few paragraphs, in a language that there are texts in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from shared.contracts.consultations.calls import Deadline
from shared.contracts.notifications.notices import NoticeIssued
from shared.i18n.speaker import changed, paragraphs, sentence
from shared.i18n.speech import Speech
from shared.values import RECORDED

LONG_AGO = dt.timedelta(days=30)
"""What is told so much later says so in its first line."""


@dataclass(frozen=True)
class Words:
    """A notice in one language: ``lines`` are paragraphs of plain text."""

    subject: str
    lines: tuple[str, ...]


def words(notice: NoticeIssued, t: Speech, replaced: NoticeIssued | None = None) -> Words:
    """The notice in words; the first line says when it is about something long past, the last what it replaces."""
    return Words(sentence(notice.tells, t), tuple(_lines(notice, t, replaced)))


def _lines(notice: NoticeIssued, t: Speech, replaced: NoticeIssued | None) -> Iterator[str]:
    if notice.about and notice.at.date() - notice.about.last > LONG_AGO:
        yield t.say(
            "This is about {day}. It is sent now because the record is being completed.",
            day=t.day(notice.about),
        )
    yield from paragraphs(notice.tells, t)
    yield from changed(notice.tells, notice.before, t)
    if str(notice.tells.facts.get("mark")).startswith("closing"):
        yield _left(days_left(notice), t)
    if replaced:
        earlier = sentence(replaced.tells, t)
        yield t.say("This replaces an earlier notice: {subject}", subject=earlier)


def _left(days: int, t: Speech) -> str:
    """How much time is left is counted from the notice's own day: it is read later too."""
    if not days:
        return t.say("That is the day of this notice.")
    return t.say_n(
        "That is {n} day after the day of this notice.",
        "That is {n} days after the day of this notice.",
        days,
    )


def days_left(notice: NoticeIssued) -> int:
    """How many days after it a call closes, on the calendar where it does (its zone may be one known no more)."""
    closes = Deadline.model_validate(notice.tells.facts["closes"], context=RECORDED)
    there = notice.at + (dt.datetime.combine(closes.date, closes.time, dt.UTC) - closes.instant)
    return max(0, (closes.date - there.date()).days)
