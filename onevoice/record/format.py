"""The format of a briefing's record, as ``docs/record.md`` explains it.

The record is the whole truth of its briefing. What its source does not state is null or left out.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from shared.contracts.consultations.facts import (
    AgendaItem,
    Attendance,
    Document,
    Holding,
    Intervention,
    Issue,
    Person,
    When,
)
from shared.contracts.consultations.outcomes import Outcome
from shared.values import (
    Day,
    Flag,
    Key,
    Language,
    Link,
    Name,
    Sha256,
    Text,
    TimeOfDay,
    TimeZone,
    Value,
    mistake,
)

WRITTEN: Mapping[str, Mapping[str, str]] = {
    "mptf_review_planned": {"from": "submitted_by"},
    "informal_consultations_planned": {"from": "starting", "with": "participants"},
}
"""Fields of outcomes that a record writes in other words than the API, by kind."""


_NO_REASON = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "none", "null", "oui", "non"])


def _in_words(value: str) -> str:
    if value.casefold() in _NO_REASON:  # words to YAML 1.2, and meant as an answer
        raise mistake(
            "reason", f"{value!r} is no reason", "the reason in words is right, or leave the field out"
        )
    return value


Reason = Annotated[Text, AfterValidator(_in_words)]
"""Why something was taken back: more than a yes or a no."""


def _mapping(value: object) -> dict[str, Any] | None:
    return dict(value) if isinstance(value, Mapping) else None


def _as_pairs(value: object, name: str, count: str) -> object:
    """``{a: 1}`` as ``[{name: a, count: 1}]``; a list stays."""
    pairs = _mapping(value)
    return value if pairs is None else [{name: key, count: number} for key, number in pairs.items()]


def _day_alone(value: object) -> object:
    return value if isinstance(value, Mapping | Occasion) else {"date": value}


def _reason_alone(value: object) -> object:
    if isinstance(value, bool):
        return {} if value else None
    return {"reason": value} if isinstance(value, str) else value


def _figures(value: object) -> object:
    said = _mapping(value)
    if said is None:
        return value
    if "figure" in said:
        said.setdefault("figures", said.pop("figure"))
    if "figures" in said:
        said["figures"] = _as_pairs(said["figures"], "what", "value")
    return said


def _split(value: object) -> object:
    said = _mapping(value)
    if said is None or "split" not in said:
        return value
    return {**said, "split": _as_pairs(said["split"], "group", "count")}


def _outcome_apart(value: object) -> object:
    said = _mapping(value)
    if said is None or "outcome" in said:
        return value
    entry: dict[str, Any] = {name: said.pop(name) for name in ("key", "withdrawn") if name in said}
    words = WRITTEN.get(str(said.get("kind")), {})
    return {**entry, "outcome": {words.get(name, name): content for name, content in said.items()}}


class Occasion(Value):
    """A day, with time, time zone and place where they are stated. A day alone may be written as itself."""

    date: Day
    start: TimeOfDay | None = None
    time_zone: TimeZone | None = None
    place: Text | None = None

    @property
    def when(self) -> When:
        """The day and time."""
        return When(date=self.date, start=self.start, time_zone=self.time_zone)


DayOrOccasion = Annotated[Occasion, BeforeValidator(_day_alone)]


class Move(Value):
    """That a scheduled briefing was moved."""

    to: DayOrOccasion
    reason: Reason | None = None


class Cancelled(Value):
    """That a scheduled briefing was cancelled; the reason, or ``true``, may be written as itself."""

    reason: Reason | None = None


class DocumentEntry(Value):
    """A document. ``file``, beside the record, gives the content hash; ``withdrawn`` a reason."""

    key: Key
    title: Text
    language: Language
    link: Link | None = None
    file: Name | None = None
    sha256: Sha256 | None = None
    withdrawn: Reason | None = None

    @property
    def content(self) -> Document:
        """The document itself."""
        return Document(title=self.title, language=self.language, link=self.link, sha256=self.sha256)


class IssueEntry(Value):
    """An issue raised."""

    key: Key
    topic: Name
    text: Text
    withdrawn: Reason | None = None

    @property
    def content(self) -> Issue:
        """The issue itself."""
        return Issue(topic=self.topic, text=self.text)


class OutcomeEntry(Value):
    """An outcome: its key and its kind's own fields, side by side in the file."""

    key: Key
    outcome: Outcome
    withdrawn: Reason | None = None

    @property
    def content(self) -> Outcome:
        """The outcome itself."""
        return self.outcome


Many = Field(default=(), max_length=2_000)


class BriefingRecord(Value):
    """One briefing."""

    key: Key
    title: Text
    scheduled_for: DayOrOccasion | None = None
    moved: tuple[Move, ...] = ()
    cancelled: Annotated[Cancelled | None, BeforeValidator(_reason_alone)] = None
    held_on: DayOrOccasion | None = None
    place: Text | None = None
    chair: Person | None = None
    speakers: tuple[Person, ...] = Field(default=(), max_length=200)
    agenda: tuple[AgendaItem, ...] = Field(default=(), max_length=200)
    attendance: Annotated[Attendance | None, BeforeValidator(_split)] = None
    interventions: tuple[Annotated[Intervention, BeforeValidator(_figures)], ...] = Field(
        default=(), max_length=500
    )
    documents: tuple[DocumentEntry, ...] = Many
    issues_raised: tuple[IssueEntry, ...] = Many
    outcomes: tuple[Annotated[OutcomeEntry, BeforeValidator(_outcome_apart)], ...] = Many
    summary: Flag | None = None

    @property
    def holding(self) -> Holding | None:
        """That it was held, with the record's title and place."""
        if self.held_on is None:
            return None
        return Holding(title=self.title, when=self.held_on.when, place=self.held_on.place or self.place)

    @property
    def schedule(self) -> list[tuple[Occasion, str | None]]:
        """The days it was set for, in order, each with the reason for the move to it.

        The last of them is at the record's ``place`` unless it states its own; earlier ones state theirs.
        """
        if self.scheduled_for is None:
            return []
        days = [(self.scheduled_for, None), *((move.to, move.reason) for move in self.moved)]
        if days[-1][0].place is None:
            days[-1] = days[-1][0].model_copy(update={"place": self.place}), days[-1][1]
        return [next(same) for _, same in groupby(days, key=lambda day: day[0])]

    @property
    def is_summarised(self) -> bool:
        """Whether the summary is complete: held, something recorded, and not ``summary: false``."""
        said = self.interventions or self.attendance or self.issues_raised or self.outcomes
        return bool(self.held_on and said) and self.summary is not False


class RecordFile(Value):
    """A record's file: one briefing."""

    format: Literal[1] = 1
    briefing: BriefingRecord
