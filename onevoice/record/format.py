"""The format of a briefing's record, as ``docs/record.md`` explains it.

The record is the whole truth of its briefing. What its source does not state is null or left out.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from onevoice.record.entries import (
    DocumentEntry,
    IssueEntry,
    OutcomeEntry,
    Reason,
    figures,
    outcome_apart,
    part,
    reason_alone,
    split,
)
from shared.contracts.consultations.facts import (
    AgendaItem,
    Arrangements,
    Attendance,
    Holding,
    Intervention,
    Mode,
    Names,
    Person,
    When,
)
from shared.contracts.consultations.items import Wording
from shared.texts import OWN_NAMES
from shared.values import Flag, Key, Language, Link, PartialDate, Text, Value


class Occasion(When):
    """A day, with times, time zone and place where they are stated. A day alone may be written as itself."""

    place: Text | None = None

    @property
    def when(self) -> When:
        """The day and times."""
        return part(self, When)


def _day_alone(value: object) -> object:
    return value if isinstance(value, Mapping | Occasion) else {"date": value}


DayOrOccasion = Annotated[Occasion, BeforeValidator(_day_alone)]


class Move(Value):
    """That a scheduled briefing was moved."""

    to: DayOrOccasion
    reason: Reason | None = None


class Off(Value):
    """That it was postponed or cancelled; the reason, or ``true``, may be written as itself."""

    reason: Reason | None = None


class Replaced(Value):
    """That another briefing takes its place."""

    by: Key
    reason: Reason | None = None


Many = Field(default=(), max_length=2_000)


class BriefingRecord(Value):
    """One briefing."""

    key: Key
    title: Text
    source: Text | None = None
    foreseen_for: PartialDate | None = None
    scheduled_for: DayOrOccasion | None = None
    moved: tuple[Move, ...] = ()
    postponed: Annotated[Off | None, BeforeValidator(reason_alone)] = None
    replaced: Replaced | None = None
    cancelled: Annotated[Off | None, BeforeValidator(reason_alone)] = None
    held_on: DayOrOccasion | None = None
    place: Text | None = None
    mode: Mode | None = None
    also_at: Names = ()
    webcast: Link | None = None
    recording: Link | None = None
    languages: tuple[Language, ...] = Field(default=(), max_length=20)
    chair: Person | None = None
    speakers: tuple[Person, ...] = Field(default=(), max_length=200)
    agenda: tuple[AgendaItem, ...] = Field(default=(), max_length=200)
    attendance: Annotated[Attendance | None, BeforeValidator(split)] = None
    interventions: tuple[Annotated[Intervention, BeforeValidator(figures)], ...] = Field(
        default=(), max_length=500
    )
    documents: tuple[DocumentEntry, ...] = Many
    issues_raised: tuple[IssueEntry, ...] = Many
    outcomes: tuple[Annotated[OutcomeEntry, BeforeValidator(outcome_apart)], ...] = Many
    summary: Flag | None = None
    wordings: tuple[Wording, ...] = Many

    @property
    def holding(self) -> Holding | None:
        """That it was held, with the record's title and place."""
        if self.held_on is None:
            return None
        place = self.held_on.place or self.place
        return Holding(title=self.title, when=self.held_on.when, place=place, source=self.source)

    @property
    def foreseen(self) -> dict[str, object]:
        """That it is announced for a month or a year."""
        return {"title": self.title, "on": self.foreseen_for, "place": self.place, "source": self.source}

    @property
    def arrangements(self) -> Arrangements:
        """How one takes part."""
        names = ("mode", "also_at", "webcast", "recording", "languages")
        return Arrangements(**{name: getattr(self, name) for name in names})

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


def texts_apart(value: object) -> object:
    """A record in which each text that is written in several languages is its English, and the others stand apart."""
    if not isinstance(value, Mapping):
        return value
    found: list[dict[str, str]] = []
    plain = _english(value, found)
    if found and isinstance(plain, dict):
        plain["wordings"] = [*plain.get("wordings", ()), *found]
    return plain


def _english(value: object, found: list[dict[str, str]]) -> object:
    if isinstance(value, list):
        return [_english(one, found) for one in value]
    if not isinstance(value, Mapping):
        return value
    if (
        "en" in value
        and value.keys() <= set(OWN_NAMES)
        and all(isinstance(one, str) for one in value.values())
    ):
        text = str(value["en"]).strip()
        others = (
            {"text": text, "language": tag, "version": one} for tag, one in value.items() if tag != "en"
        )
        found += (one for one in others if one not in found)
        return text
    return {name: _english(one, found) for name, one in value.items()}


class RecordFile(Value):
    """A record's file: one briefing."""

    format: Literal[1] = 1
    briefing: Annotated[BriefingRecord, BeforeValidator(texts_apart)]
