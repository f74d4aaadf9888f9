"""The facts a briefing's record is made of: when, who, what was said, what was handed out."""

import datetime as dt
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfoNotFoundError

from pydantic import Field, model_validator

from shared.dates import instant_of
from shared.forms import worded
from shared.money import Currency
from shared.texts import N_
from shared.values import (
    AtMost,
    Count,
    Country,
    Day,
    Key,
    Language,
    Link,
    Name,
    Number,
    Text,
    TimeOfDay,
    TimeZone,
    Value,
    added,
    mistake,
)

Names = Annotated[tuple[Name, ...], AtMost(200)]
SOURCE: Final = N_("Source")
STATED: Final = N_("Where it is stated: an address, or what the source is called.")
MODES: Final = {
    "in_person": N_("in person"),
    "virtual": N_("online"),
    "hybrid": N_("in person and online"),
}
"""How one takes part."""
Mode = Annotated[Literal["in_person", "virtual", "hybrid"], Field(json_schema_extra=worded(MODES))]


def source() -> Text | None:
    """The field of a fact that names where it is stated."""
    said: Text | None = added(title=SOURCE, description=STATED)
    return said


class When(Value):
    """A day, with the times it begins and ends and their zone where the source states them."""

    date: Day = Field(title=N_("Date"))
    start: TimeOfDay | None = Field(None, title=N_("Time"))
    time_zone: TimeZone | None = Field(None, title=N_("Time zone"))
    end: TimeOfDay | None = added(title=N_("End"))

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.end and not (self.start and self.start < self.end):
            wrong = N_("it ends at {end}, which is not after it begins")
            raise mistake("end", wrong, N_("an end after the time at which it begins is right"), end=self.end)
        return self

    @property
    def begins(self) -> dt.date | dt.datetime:
        """The moment in UTC; the day where none is known: no time, no zone, or one whose clocks skip or repeat it."""
        return self._moment(self.start) or self.date

    @property
    def ends(self) -> dt.datetime | None:
        """The moment in UTC, where it is known."""
        return self._moment(self.end)

    def _moment(self, time: dt.time | None) -> dt.datetime | None:
        if time and self.time_zone:
            try:
                return instant_of(self.date, time, self.time_zone)
            except (ZoneInfoNotFoundError, OSError, ValueError, OverflowError):
                pass  # a zone that is known no more, too
        return None


class Arrangements(Value):
    """How one takes part in a briefing and follows it; whoever registers is told where to join."""

    mode: Mode | None = Field(None, title=N_("In person or online"))
    also_at: Names = Field(
        (), title=N_("Also at"), description=N_("Other duty stations that take part, one on each line.")
    )
    webcast: Link | None = Field(None, title=N_("Webcast"))
    recording: Link | None = Field(None, title=N_("Recording"))
    languages: Annotated[tuple[Language, ...], AtMost(20)] = Field(
        (), title=N_("Languages of interpretation"), description=N_("Tags such as en, one on each line.")
    )
    source: Text | None = source()


class Holding(Value):
    """That a briefing was held: as what, when and where."""

    title: Text
    when: When
    place: Text | None = None
    source: Text | None = added()


class Person(Value):
    """An office-holder named in the published record, as far as it names them."""

    role: Name | None = Field(None, title=N_("Role"))
    office: Name | None = Field(None, title=N_("Office"))
    agency: Name | None = Field(None, title=N_("Agency"))
    name: Name | None = Field(None, title=N_("Name"))
    country: Country | None = added(title=N_("Country"))

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.role or self.office or self.agency or self.name or self.country):
            raise mistake("nobody", N_("nobody is named"), N_("a role, office, agency or name is right"))
        return self


class AgendaItem(Value):
    """A point of the agenda; ``mandate`` is the symbol of the resolution that asks for it."""

    key: Key = Field(title=N_("Key"))
    title: Text = Field(title=N_("Title"))
    covers: Names = Field((), title=N_("What it covers"))
    mandate: Name | None = Field(
        None, title=N_("Mandate"), description=N_("The resolution that asks for it, such as A/RES/73/326.")
    )
    speaker: Name | None = added(title=N_("Who speaks"))
    source: Text | None = source()


class Figure(Value):
    """A number that was said, and what it counts."""

    what: Name
    value: Number
    currency: Currency | None = added(title=N_("Currency"))
    source: Text | None = source()


class Intervention(Value):
    """What an agency, a working group or a State said, point by point, and to which point of the agenda."""

    by: Name | None = Field(None, title=N_("Agency"))
    by_working_group: Key | None = Field(
        None, title=N_("Key of the working group"), description=N_("Where one spoke, and no agency.")
    )
    points: Annotated[tuple[Text, ...], AtMost(200)] = Field((), title=N_("Points"))
    figures: Annotated[tuple[Figure, ...], AtMost(200)] = Field(
        (),
        title=N_("Figures"),
        description=N_(
            "One on each line, what it counts first, such as migrant_workers: 164000000, or"
            " budget: 12000000 USD | page 2 with a currency and a source."
        ),
    )
    by_country: Country | None = added(
        title=N_("State"), description=N_("Where a State spoke: its statement is the State's.")
    )
    speaker: Name | None = added(
        title=N_("Who spoke"), description=N_("The office, or the name where it is published.")
    )
    capacity: Name | None = added(
        title=N_("In which capacity"), description=N_("Such as champion country, or for a group of States.")
    )
    item: Key | None = added(title=N_("Point of the agenda"), description=N_("Its key."))
    source: Text | None = source()


class GroupCount(Value):
    """How many of one group were present."""

    group: Name = Field(title=N_("Group"))
    count: Count = Field(title=N_("How many"))


class Attendance(Value):
    """Who was present: the number, the groups, and the number of each group only where it is stated.

    ``at_least``: the source says so many and more, as in "150+".
    """

    total: Count | None = Field(None, title=N_("How many were present"))
    groups: Names = Field((), title=N_("Groups that were present"))
    split: Annotated[tuple[GroupCount, ...], AtMost(200)] | None = Field(
        None, title=N_("How many of each group")
    )
    at_least: Count | None = added(title=N_("At least so many were present"))
    in_person: Count | None = added(title=N_("How many in the room"))
    online: Count | None = added(title=N_("How many online"))
    source: Text | None = source()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        counted = [part.group for part in self.split or ()]
        if len(set(counted)) < len(counted):
            raise mistake("split", N_("the split counts a group twice"), N_("each group once is right"))
        if self.split and self.total is not None:
            whole = bool(self.groups) and set(self.groups) <= set(counted)
            total = sum(part.count for part in self.split)
            if total > self.total or (whole and total < self.total):
                wrong = N_("the split adds up to {sum}, the total is {total}")
                right = N_("a split that adds up to {total}, or none (null), is right")
                raise mistake("split", wrong, right, sum=total, total=self.total)
        apart = (self.in_person or 0) + (self.online or 0)
        if self.total is not None and apart > self.total:
            wrong = N_("in the room and online are {sum}, the total is {total}")
            raise mistake("apart", wrong, N_("no more than {total} is right"), sum=apart, total=self.total)
        return self
