"""What the home page is folded from: the news of each stream, and the roll of champion countries."""

import datetime as dt
from typing import Any, Literal

from pydantic import JsonValue, computed_field

from services.notifications.home.calls import CallGlance, glance_of_call
from services.notifications.notices.rows import TOLD, row_of
from services.notifications.seen import resource_of
from shared.clock import Moment
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of, name_of
from shared.contracts.notifications.notices import Topic
from shared.contracts.registry import champions as c
from shared.i18n.speaker import Said, said
from shared.plain import plain
from shared.values import Value
from shared.views.view import View

KEPT = 20
"""How many news of one stream are kept; the home page shows no more of all."""


@plain
class NewsEntry:
    """One thing that happened, in a sentence, and where it is seen."""

    at: dt.datetime
    version: int
    what: str
    topic: Topic
    stream: str
    href: str
    said: Said

    @computed_field  # type: ignore[prop-decorator]  # as its documentation has it
    @property
    def title(self) -> str:
        """The sentence in English."""
        return self.said.text


class Glance(Value):
    """A briefing at a glance."""

    key: str
    title: str
    when: When
    place: str | None
    status: Literal["scheduled", "postponed", "replaced", "cancelled", "held", "summarised"]
    href: str


class NewsState(Value):
    """The latest news of one stream, newest first."""

    version: int = 0
    stream: str
    known: dict[str, JsonValue] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen
    latest_at: Moment | None = None
    entries: tuple[NewsEntry, ...] = ()
    briefing: Glance | None = None
    call: CallGlance | None = None


def project_news(state: NewsState | None, record: Recorded[Any]) -> NewsState:
    """The news after one more event."""
    before = state or NewsState(stream=record.stream)
    told = said(record, before.known)
    row = row_of(record.event, told.it, record.kind)
    update: dict[str, object] = {
        "version": record.version,
        "known": told.it,
        "briefing": _glance(before.briefing, record) if record.kind == "briefing" else None,
        "call": glance_of_call(before.call, record) if record.kind == "call" else None,
    }
    if row and row.news:
        entry = NewsEntry(
            at=record.at,
            version=record.version,
            what=name_of(record.event),
            topic=row.topic,
            said=told,
            stream=record.stream,
            href=resource_of(record.stream),
        )
        update |= {"latest_at": record.at, "entries": (entry, *before.entries)[:KEPT]}
    return before.model_copy(update=update)


def _glance(before: Glance | None, record: Recorded[Any]) -> Glance | None:
    event = record.event
    match event:
        case b.BriefingScheduled() | b.BriefingHeld() | b.HoldingCorrected():
            return Glance(
                key=key_of(record.stream),
                title=event.title,
                when=event.when,
                place=event.place,
                status=_status(before, event),
                href=resource_of(record.stream),
            )
        case b.BriefingRetitled(title=title):
            update: dict[str, object] = {"title": title}
        case b.BriefingMoved(when=when, place=place):
            update = {"when": when, "place": place, "status": "scheduled"}
        case b.BriefingPostponed():
            update = {"status": "postponed"}
        case b.BriefingReplaced():
            update = {"status": "replaced"}
        case b.BriefingForeseen():
            return None
        case b.BriefingCancelled():
            update = {"status": "cancelled"}
        case b.BriefingSummarised():
            update = {"status": "summarised"}
        case _:
            return before
    return before and before.model_copy(update=update)


def _status(
    before: Glance | None, event: b.BriefingScheduled | b.BriefingHeld | b.HoldingCorrected
) -> Literal["scheduled", "held", "summarised"]:
    if isinstance(event, b.BriefingScheduled):
        return "scheduled"
    return "summarised" if before and before.status == "summarised" else "held"


NEWS = View(
    name="news",
    kinds=TOLD,
    state=NewsState,
    evolve=project_news,
    indexes=(
        ("latest_at",),
        ("briefing.status", "briefing.when.date"),
        ("call.status", "call.closes.instant"),
    ),
)


class RollEntry(Value):
    """A country's status as champion, and when its record last changed."""

    version: int = 0
    country: str
    status: Literal["absent", "invited", "accepted", "active", "withdrawn"] = "absent"
    at: dt.datetime | None = None


def project_roll(state: RollEntry | None, record: Recorded[Any]) -> RollEntry:
    """The entry after one more event; ``at`` is the last event that changed the status."""
    before = state or RollEntry(country=key_of(record.stream))
    status = _roll_status(record.event)
    update: dict[str, object] = {"status": status, "at": record.at} if status else {}
    return before.model_copy(update={"version": record.version, **update})


def _roll_status(event: Event) -> str | None:
    match event:
        case c.ChampionInvited():
            return "invited"
        case c.ChampionAccepted():
            return "accepted"
        case c.ChampionActivated():
            return "active"
        case c.ChampionWithdrawn():
            return "withdrawn"
        case c.AcceptanceUndone(back_to=status):
            return status
    return None


ROLL = View(
    name="roll",
    kinds=frozenset({"champion"}),
    state=RollEntry,
    evolve=project_roll,
    document=lambda _: "champions",
)
