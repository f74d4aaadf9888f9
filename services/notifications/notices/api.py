"""Who would be told what: the notices that events would bring about, before anything is recorded."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Depends

from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.concerned import concerned
from services.notifications.notices.policy import NOTIFY, Known, notify, recall
from services.notifications.notices.words import words
from services.notifications.subscriptions.projection import SUBSCRIBERS
from shared.clock import now
from shared.contracts.catalogue import type_of
from shared.contracts.consultations.calls import REMINDERS, CallAnnounced, CallMarked, Deadline, marks
from shared.contracts.envelope import Recorded
from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.i18n.speech import Written, speech
from shared.reactions.reactor import progress
from shared.runtime.service import Room
from shared.values import RECORDED, Value
from shared.views.view import View
from shared.web.routes.preview import PREVIEW_PROBLEMS, SECRETARIAT, Preview, preview, records

_LANGUAGES: tuple[Written, ...] = ("en", "fr")


class InWords(Value):
    """A notice in one language."""

    language: Written
    subject: str
    lines: tuple[str, ...]


class Told(Value):
    """A notice that would be issued: its words, and how many subscribers it would reach by mail now.

    ``at`` is when time will bring it about; null where the events themselves do.
    """

    topic: Topic
    region: str | None
    country: str | None
    at: dt.datetime | None
    subscribers: int
    words: tuple[InWords, ...]


class Previewed(Value):
    """Every notice that would be."""

    notices: tuple[Told, ...]


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/notices", tags=["notices"])
    memory: View[Known] = progress(NOTIFY)
    known, subscribers = room.reader(memory), room.reader(SUBSCRIBERS)

    @router.post(
        "/preview",
        responses=PREVIEW_PROBLEMS,
        dependencies=[Depends(SECRETARIAT)],
        summary="Who would be told what",
    )
    async def who_is_told(body: Preview) -> Previewed:
        found = await known.get(body.stream)
        state, at = found.state if found else None, now()
        told = [await shown(None, one) for one in notices(records(body, at), state)]
        told += [await shown(one.at, one) for one in notices(brought(body, at), after(body, state, at))]
        return Previewed(notices=tuple(told))

    async def shown(when: dt.datetime | None, notice: NoticeIssued) -> Told:
        said = [(language, words(notice, speech(language))) for language in _LANGUAGES]
        return Told(
            topic=notice.topic,
            region=notice.region,
            country=notice.country,
            at=when,
            subscribers=await subscribers.count({"keys": {"$in": list(concerned(notice))}}),
            words=tuple(InWords(language=tag, subject=w.subject, lines=w.lines) for tag, w in said),
        )

    return router


def notices(of: Iterable[Recorded[Any]], before: Known | None) -> Iterator[NoticeIssued]:
    """What the policy makes of the events."""
    for record in of:
        for _stream, command in notify(record, before):
            if isinstance(command, IssueNotice):
                yield NoticeIssued.model_validate(command.model_dump())
        before = recall(before, record)


def after(asked: Preview, before: Known | None, at: dt.datetime) -> Known | None:
    """What is known after the events."""
    for record in records(asked, at):
        before = recall(before, record)
    return before


def brought(asked: Preview, at: dt.datetime) -> Iterator[Recorded[Any]]:
    """What time will bring about after the events: a call opens, nears its end and closes, by its last deadlines."""
    last = next((one for one in reversed(asked.events) if one.data.get("closes")), None)
    if last is None or not last.it.get("opens"):
        return
    opens, closes = (Deadline.model_validate(last.it[name], context=RECORDED) for name in ("opens", "closes"))
    is_new = last.type == type_of(CallAnnounced)  # what was due before is yet to be recorded then
    for mark, due in marks(opens, closes):
        if due > at or is_new:
            missed = mark in REMINDERS and at >= closes.instant
            event = CallMarked(mark=mark, due=due, closes=closes, missed=missed)
            would = preview(asked.stream, asked.version + len(asked.events), [event])
            yield from records(would, max(due, at))
