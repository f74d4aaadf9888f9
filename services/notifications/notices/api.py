"""Who would be told what: the notices that events would bring about, before anything is recorded."""

import datetime as dt
from collections.abc import Iterator

from fastapi import APIRouter, Depends

from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.concerned import concerned
from services.notifications.notices.policy import NOTIFY, Known, notify, recall
from services.notifications.notices.words import words
from services.notifications.subscriptions.projection import SUBSCRIBERS
from shared.clock import now
from shared.contracts.notifications.notices import NoticeIssued, Topic
from shared.i18n.speech import Written, speech
from shared.reactions.reactor import progress
from shared.runtime.service import Room
from shared.values import Value
from shared.views.view import View
from shared.web.preview import PREVIEW_PROBLEMS, SECRETARIAT, Preview, records

_LANGUAGES: tuple[Written, ...] = ("en", "fr")


class InWords(Value):
    """A notice in one language."""

    language: Written
    subject: str
    lines: tuple[str, ...]


class Told(Value):
    """A notice that would be issued: its words, and how many subscribers it would reach by mail now."""

    topic: Topic
    region: str | None
    country: str | None
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
    async def preview(body: Preview) -> Previewed:
        found = await known.get(body.stream)
        issued = list(notices(body, found.state if found else None, now()))
        told = []
        for notice in issued:
            reached = await subscribers.count({"keys": {"$in": list(concerned(notice))}})
            said = [(language, words(notice, speech(language))) for language in _LANGUAGES]
            told.append(
                Told(
                    topic=notice.topic,
                    region=notice.region,
                    country=notice.country,
                    subscribers=reached,
                    words=tuple(InWords(language=tag, subject=w.subject, lines=w.lines) for tag, w in said),
                )
            )
        return Previewed(notices=tuple(told))

    return router


def notices(asked: Preview, before: Known | None, at: dt.datetime) -> Iterator[NoticeIssued]:
    """What the policy makes of the events."""
    for record in records(asked, at):
        for _stream, command in notify(record, before):
            if isinstance(command, IssueNotice):
                yield NoticeIssued.model_validate(command.model_dump())
        before = recall(before, record)
