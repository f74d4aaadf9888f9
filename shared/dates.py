"""Days, times and dates as precise as their source; ``shared.values`` passes them on."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from shared.forms import form
from shared.texts import N_

_DECEMBER = 12
_PARTIAL: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)

RECORDED: Final[Mapping[str, bool]] = {"recorded": True}
"""The validation context for what is already recorded: lists that change with the world (countries, time
zones) are checked when a thing is said, never when it is read back, so that every event decodes for ever."""


def mistake(code: str, wrong: str, right: str, /, **values: object) -> PydanticCustomError:
    """A validation error in two halves, ``wrong`` and ``right``, with values in braces where any are given.

    Both stand in its context with them, for ``shared.mistakes`` to say them in a reader's language.
    """
    said = f"{right}; {wrong}"
    told = said.format(**values) if values else said
    return PydanticCustomError(code, "{said}", {**values, "wrong": wrong, "right": right, "said": told})


def recorded(info: ValidationInfo) -> bool:
    """Whether the value is read back from a record rather than said now."""
    return bool((info.context or {}).get("recorded"))


def _written(form: str, example: str) -> BeforeValidator:
    # Text in one form only: pydantic alone would also take numbers for dates.
    def check(value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(form, value):
            raise mistake(
                "date",
                N_("{value} is not written in that way"),
                N_("{example} is right"),
                value=repr(value[:40]),
                example=example,
            )
        if not isinstance(value, str | dt.date | dt.time) or isinstance(value, dt.datetime):
            raise mistake(
                "date",
                N_("{value} is not a text of that form"),
                N_('"{example}" is right'),
                value=f"{value!r:.40}",
                example=example,
            )
        return value

    return BeforeValidator(check, json_schema_input_type=str)


Day = Annotated[
    dt.date, _written(r"\d{4}-\d\d-\d\d", "2020-03-04"), Field(json_schema_extra={"format": "date"})
]
"""A calendar day."""
TimeOfDay = Annotated[
    dt.time,
    _written(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", "15:30"),
    # Not JSON Schema's format "time": that wants an offset, which a wall-clock time has not.
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", **form("time")}),
]
"""A wall-clock time; its zone stands beside it or is not known."""


time_zones: Final = cache(available_timezones)
"""The zones of the IANA database, read once from the disk: it takes milliseconds."""


def _zone(value: str, info: ValidationInfo) -> str:
    if not recorded(info) and value not in time_zones():
        wrong = N_("{value} is not a time zone of the IANA database")
        right = N_("the name of an area and a city such as Europe/Zurich is right")
        raise mistake("time_zone", wrong, right, value=repr(value[:80]))
    return value


TimeZone = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80),
    AfterValidator(_zone),
    Field(json_schema_extra=form("time-zone")),
]
"""The name of a zone in the IANA database."""


def instant_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """When it is that time of that day in that zone, in UTC.

    Raises a validation error where clocks skip it or pass it twice, as they do when summer time begins or ends.
    """
    wall = dt.datetime.combine(day, time)
    try:
        moments = [wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
    except OverflowError:
        wrong = N_("{day} in {zone} is no day of UTC's calendar")
        raise mistake("wall_clock", wrong, N_("a day of our time is right"), day=day, zone=zone) from None
    if moments[0] != moments[1]:
        skipped = moments[0].astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall
        wrong = (
            N_("clocks in {zone} skip {time} on {day}")
            if skipped
            else N_("clocks in {zone} pass twice {time} on {day}")
        )
        right = N_("a time that is passed once, such as an hour later, is right")
        raise mistake("wall_clock", wrong, right, zone=zone, time=f"{time:%H:%M}", day=day)
    return moments[0]


class PartialDate(RootModel[str]):
    """A date as precise as its source: ``2020``, ``2020-03`` or ``2020-03-04``, written as that text.

    Comparisons say only what is certain: between ``2020-03`` and ``2020-03-04`` neither is before the other.
    """

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$",
            "examples": ["2020-03"],
            **form("partial-date"),
        },
    )

    @field_validator("root", mode="before")
    @classmethod
    def _read(cls, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value:04}"
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = value.isoformat()
        try:
            if isinstance(value, str) and _PARTIAL.fullmatch(value):
                dt.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
                return value
        except ValueError:
            pass
        wrong = N_("{value} is not a date of a year, a month or a day")
        right = N_('2020, "2020-03" or 2020-03-04 is right')
        raise mistake("partial_date", wrong, right, value=f"{value!r:.60}")

    @classmethod
    def of(cls, value: "dt.date | int | str") -> "PartialDate":
        """The partial date that is exactly this day, year or text."""
        return cls.model_validate(value)

    @classmethod
    def month_of(cls, day: dt.date) -> "PartialDate":
        """The month in which ``day`` lies."""
        return cls(day.isoformat()[:7])

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """How much of the date its source states."""
        return ("year", "month", "day")[len(self.root) // 3 - 1]

    @property
    def first(self) -> dt.date:
        """The earliest day it can mean."""
        return dt.date.fromisoformat(self.root + "-01-01"[len(self.root) - 4 :])

    @property
    def last(self) -> dt.date:
        """The latest day it can mean."""
        first = self.first
        if self.precision == "day":
            return first
        if self.precision == "year" or first.month == _DECEMBER:
            return dt.date(first.year, 12, 31)
        return dt.date(first.year, first.month + 1, 1) - dt.timedelta(days=1)

    def covers(self, day: dt.date) -> bool:
        """Whether it may mean ``day``."""
        return self.first <= day <= self.last

    def surely_before(self, other: "PartialDate | dt.date") -> bool:
        """Whether every day it can mean lies before every day the other can mean."""
        return self.last < (other.first if isinstance(other, PartialDate) else other)

    def surely_after(self, other: "PartialDate | dt.date") -> bool:
        """Whether every day it can mean lies after every day the other can mean."""
        return (other.last if isinstance(other, PartialDate) else other) < self.first

    def __str__(self) -> str:
        return self.root
