"""Which events are told, to whom, and what their notices replace: pure, by the rows of what each event is worth."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, JsonValue

from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.rows import TOLD, Row, row_of
from shared.contracts.consultations.calls import CallMarked
from shared.contracts.consultations.concurrence import ConcurrenceReminded
from shared.contracts.envelope import Recorded
from shared.contracts.reactions import EventRef
from shared.contracts.sentences import known_of, told_whole
from shared.contracts.telling import Facts
from shared.reactions.reaction import Memory, Reaction
from shared.values import PartialDate, Value


class Sent(Value):
    """A notice that was issued, and the facts that it gave."""

    notice: str
    facts: dict[str, JsonValue]


class Known(Value):
    """What the notices of a stream need to know of it: ``it``, the last notice of each thing ``told``, and of all."""

    it: dict[str, JsonValue] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen
    told: dict[str, Sent] = {}  # noqa: RUF012 - as above
    last: str | None = None


def recall(before: Known | None, record: Recorded[Any]) -> Known:
    """What is known after one more event; what happened in silence was not told."""
    known, told = before or Known(), {}
    last = known.last
    if not record.context.silent and (issued := _notice(record, known)):
        of, notice = issued
        told, last = {of: Sent(notice=record.id, facts=notice.tells.facts)}, record.id
    it = known_of(record.stream, record.event, known.it)
    return Known(it=it, told={**known.told, **told}, last=last)


def notify(record: Recorded[Any], before: Known | None) -> Iterator[tuple[str, BaseModel]]:
    """The notice that the event is worth, if any."""
    if not record.context.silent and (issued := _notice(record, before or Known())):
        yield f"notice-{record.id}", issued[1]


def _notice(record: Recorded[Any], known: Known) -> tuple[str, IssueNotice] | None:
    """What the event's notice is of, and the command that issues it."""
    tells = told_whole(record.stream, record.event, known.it)
    row = row_of(record.event, tells.it, record.kind)
    if row is None or not row.of or not _in_time(record):
        return None
    of = row.of.format_map(tells.facts)
    undone = [known.told[one] for one in row.undoes if one in known.told]
    before = _before(row, tells.facts, undone[0].facts if undone else {})
    if (row.undoes and not undone) or (row.corrects and not before):
        return None
    last = undone[0] if undone else known.told.get(of) if row.replaces else None
    return of, IssueNotice.model_validate(
        {
            "topic": row.topic,
            "region": tells.it.get("region"),
            "country": tells.it.get("country"),
            "tells": tells,
            "before": before,
            "about": _about(row, record, tells.it),
            "replaces": last and last.notice,
            "after": known.last,
            "cause": EventRef(stream=record.stream, version=record.version, id=record.id),
            "at": record.at,
            "agencies": tuple(sorted(set(row.agencies(record.event, tells.it)))),
            "apart": row.apart,
        }
    )


def _in_time(record: Recorded[Any]) -> bool:
    """Whether who is told can still act on it: a call that opened is no news once it has closed, nor a reminder."""
    match record.event:
        case CallMarked(mark="opened", closes=closes):
            return bool(record.at < closes.instant)
        case CallMarked(mark="closed"):
            return True
        case CallMarked(missed=missed) | ConcurrenceReminded(missed=missed):
            return not missed
    return True


def _before(row: Row, facts: Facts, told: Facts) -> dict[str, JsonValue]:
    """What the event corrects, as it was: by its own word, else as it was told on the same evidence."""
    was = facts.get("replaces") or facts.get("before")
    if was is None:
        was = dict(told) if told.get("evidence") == facts.get("evidence") else {}
    elif not isinstance(was, dict) or not was.keys() >= set(row.corrects):
        was = dict.fromkeys(row.corrects, was)
    return {field: was[field] for field in row.corrects if field in was and was[field] != facts[field]}


def _about(row: Row, record: Recorded[Any], it: Facts) -> PartialDate | None:
    """The first of its days that is stated."""
    stated = (getattr(record.event, name, None) or it.get(name) for name in row.about)
    return next((_day(value) for value in stated if value), None)


def _day(value: Any) -> PartialDate:
    match value:
        case PartialDate():
            return value
        case dt.datetime():
            return PartialDate.of(value.date())
        case dt.date() | str():
            return PartialDate.of(value)
        case dict():
            return PartialDate.of(value["date"])
    return PartialDate.of(value.date)


NOTIFY = Reaction(
    "notifications.notify",
    TOLD,
    notify,
    Memory(Known, recall),
    starts="end",
)
