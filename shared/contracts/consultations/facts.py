"""The facts a briefing's record is made of: when, who, what was said, what was handed out."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.forms import LONG
from shared.texts import N_
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

    date: Day = Field(title=N_("Date"))
    start: TimeOfDay | None = Field(None, title=N_("Time"))
    time_zone: TimeZone | None = Field(None, title=N_("Time zone"))


class Holding(Value):
    """That a briefing was held: as what, when and where."""

    title: Text
    when: When
    place: Text | None = None


class Person(Value):
    """An office-holder named in the published record, as far as it names them."""

    role: Name | None = Field(None, title=N_("Role"))
    office: Name | None = Field(None, title=N_("Office"))
    agency: Name | None = Field(None, title=N_("Agency"))
    name: Name | None = Field(None, title=N_("Name"))

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.role or self.office or self.agency or self.name):
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


class Figure(Value):
    """A number that was said, and what it counts."""

    what: Name
    value: Number


class Intervention(Value):
    """What an agency or a working group said, point by point."""

    by: Name | None = Field(None, title=N_("Agency"))
    by_working_group: Key | None = Field(
        None, title=N_("Key of the working group"), description=N_("Where one spoke, and no agency.")
    )
    points: Annotated[tuple[Text, ...], AtMost(200)] = Field((), title=N_("Points"))
    figures: Annotated[tuple[Figure, ...], AtMost(200)] = Field(
        (),
        title=N_("Figures"),
        description=N_("One on each line, what it counts first, such as migrant_workers: 164000000."),
    )


class GroupCount(Value):
    """How many of one group were present."""

    group: Name = Field(title=N_("Group"))
    count: Count = Field(title=N_("How many"))


class Attendance(Value):
    """Who was present: the number, the groups, and the number of each group only where it is stated."""

    total: Count | None = Field(None, title=N_("How many were present"))
    groups: Names = Field((), title=N_("Groups that were present"))
    split: Annotated[tuple[GroupCount, ...], AtMost(200)] | None = Field(
        None, title=N_("How many of each group")
    )

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
        return self


class Document(Value):
    """A document in one language: where it is, and the hash of its content where a file was given."""

    title: Text = Field(title=N_("Title"))
    language: Language = Field(title=N_("Language"))
    link: Link | None = Field(None, title=N_("Address"))
    sha256: Sha256 | None = Field(
        None,
        title=N_("SHA-256 of its file"),
        description=N_("64 digits and letters, where the file is known."),
    )


class Issue(Value):
    """What was raised, and under which topic."""

    topic: Name = Field(title=N_("Topic"))
    text: Text = Field(title=N_("What was raised"), json_schema_extra=LONG)
