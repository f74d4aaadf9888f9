"""The facts a briefing's record is made of: when, who, what was said, what was handed out."""

from typing import Annotated, Self

from pydantic import model_validator

from shared.values import (
    AtMost,
    Count,
    Day,
    Key,
    Language,
    Link,
    Name,
    Number,
    Sha256,
    Text,
    TimeOfDay,
    TimeZone,
    Value,
    mistake,
)

Names = Annotated[tuple[Name, ...], AtMost(200)]


class When(Value):
    """A day, with the time it starts and that time's zone where the source states them."""

    date: Day
    start: TimeOfDay | None = None
    time_zone: TimeZone | None = None


class Holding(Value):
    """That a briefing was held: as what, when and where."""

    title: Text
    when: When
    place: Text | None = None


class Person(Value):
    """An office-holder named in the published record, as far as it names them."""

    role: Name | None = None
    office: Name | None = None
    agency: Name | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.role or self.office or self.agency or self.name):
            raise mistake("nobody", "nobody is named", "a role, office, agency or name is right")
        return self


class AgendaItem(Value):
    """A point of the agenda; ``mandate`` is the symbol of the resolution that asks for it."""

    key: Key
    title: Text
    covers: Names = ()
    mandate: Name | None = None


class Figure(Value):
    """A number that was said, and what it counts."""

    what: Name
    value: Number


class Intervention(Value):
    """What an agency or a working group said, point by point."""

    by: Name | None = None
    by_working_group: Key | None = None
    points: Annotated[tuple[Text, ...], AtMost(200)] = ()
    figures: Annotated[tuple[Figure, ...], AtMost(200)] = ()


class GroupCount(Value):
    """How many of one group were present."""

    group: Name
    count: Count


class Attendance(Value):
    """Who was present: the number, the groups, and the number of each group only where it is stated."""

    total: Count | None = None
    groups: Names = ()
    split: Annotated[tuple[GroupCount, ...], AtMost(200)] | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        counted = [part.group for part in self.split or ()]
        if len(set(counted)) < len(counted):
            raise mistake("split", "the split counts a group twice", "each group once is right")
        if self.split and self.total is not None:
            whole = bool(self.groups) and set(self.groups) <= set(counted)
            total = sum(part.count for part in self.split)
            if total > self.total or (whole and total < self.total):
                wrong = f"the split adds up to {total}, the total is {self.total}"
                raise mistake(
                    "split", wrong, f"a split that adds up to {self.total}, or none (null), is right"
                )
        return self


class Document(Value):
    """A document in one language: where it is, and the hash of its content where a file was given."""

    title: Text
    language: Language
    link: Link | None = None
    sha256: Sha256 | None = None


class Issue(Value):
    """What was raised, and under which topic."""

    topic: Name
    text: Text
