"""The events of a call for input, stream ``call-<key>``."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AwareDatetime, Field, ValidationInfo, model_validator

from shared.contracts.consultations.questions import Question, Versions
from shared.contracts.envelope import Event, Sentences
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.dates import instant_of, recorded
from shared.forms import GROUP, LONG, form, worded
from shared.texts import N_
from shared.values import (
    REGION_NAMES,
    AtMost,
    Day,
    Flag,
    Name,
    Region,
    Text,
    TimeOfDay,
    TimeZone,
    Value,
    mistake,
)

Audience = Literal["member_states", "migrants", "stakeholders", "un_country_teams", "regional_mechanisms"]
"""Whom a call addresses, and for whom an input speaks."""
AUDIENCES: Final[Mapping[Audience, str]] = {
    "member_states": N_("Member States"),
    "migrants": N_("Migrants"),
    "stakeholders": N_("Stakeholders"),
    "un_country_teams": N_("UN country teams"),
    "regional_mechanisms": N_("Regional coordination mechanisms"),
}
"""What each is called."""
Objective = Annotated[int, Field(strict=True, ge=1, le=23, json_schema_extra=form("objective"))]
"""An objective of the Global Compact (A/RES/73/195)."""


class WallClock(Value):
    """A time on the clock of a place; it must be passed there exactly once."""

    date: Day = Field(title=N_("Date"))
    time: TimeOfDay = Field(title=N_("Time"))
    time_zone: TimeZone = Field(title=N_("Time zone"))

    @model_validator(mode="after")
    def _once(self, info: ValidationInfo) -> Self:
        if not recorded(info):
            instant_of(self.date, self.time, self.time_zone)
        return self


class Deadline(WallClock):
    """A wall-clock time and the instant that it is by the rules of its zone when it was set."""

    instant: AwareDatetime

    def __str__(self) -> str:
        at = f"{self.instant:%Y-%m-%d %H:%M:%S}"
        return f"{self.time:%H:%M} on {self.date} ({self.time_zone}), which is {at} UTC"

    @classmethod
    def of(cls, wall: WallClock) -> "Deadline":
        """The deadline at this time."""
        instant = instant_of(wall.date, wall.time, wall.time_zone)
        return cls(date=wall.date, time=wall.time, time_zone=wall.time_zone, instant=instant)


class Terms(Value):
    """What a call says and allows. What is asked of people beyond the questions has its reason stated."""

    title: Versions = Field(title=N_("Title"))
    context: Versions | None = Field(None, title=N_("Context"), json_schema_extra=LONG)
    questions: Annotated[tuple[Question, ...], AtMost(50)] = Field((), title=N_("Questions"))
    audiences: Annotated[tuple[Audience, ...], AtMost(5)] = Field(
        (), title=N_("Addressed to"), json_schema_extra=worded(AUDIENCES)
    )
    region: Region | None = Field(
        None, title=N_("Region"), description=N_("Empty for all."), json_schema_extra=worded(REGION_NAMES)
    )
    objectives: Annotated[tuple[Objective, ...], AtMost(23)] = Field(
        (), title=N_("Objectives of the Compact")
    )
    opens: WallClock | None = Field(None, title=N_("Opens"), json_schema_extra=GROUP)
    closes: WallClock | None = Field(None, title=N_("Closes"), json_schema_extra=GROUP)
    late: Flag = Field(default=False, title=N_("Takes inputs after closing, marked late"))
    pseudonymous: Flag = Field(default=False, title=N_("Takes inputs without a name"))
    moderated: Flag = Field(default=False, title=N_("A moderator looks at each input"))
    why_location: Versions | None = Field(
        None, title=N_("Why it asks where somebody is"), json_schema_extra=LONG
    )
    why_legal_status: Versions | None = Field(
        None, title=N_("Why it asks for somebody's legal status"), json_schema_extra=LONG
    )

    @model_validator(mode="after")
    def _sound(self, info: ValidationInfo) -> Self:
        for what, wrong, keys in (
            ("questions", N_("one of the questions stands there twice"), [one.key for one in self.questions]),
            ("audiences", N_("one of the audiences stands there twice"), list(self.audiences)),
            ("objectives", N_("one of the objectives stands there twice"), list(self.objectives)),
        ):
            if len(set(keys)) < len(keys):
                raise mistake(what, wrong, N_("each once is right"))
        if recorded(info) or self.opens is None or self.closes is None:
            return self
        if Deadline.of(self.opens).instant >= Deadline.of(self.closes).instant:
            raise mistake("closes", N_("the call closes before it opens"), N_("a later closes is right"))
        return self


class CallDrafted(Event, type="onevoice.consultations.call-drafted.v1"):
    """A call is being prepared; ``cause`` is the outcome that it follows from. ``example`` is for ever."""

    terms: Terms
    cause: EventRef | None
    example: Flag
    says = (N_("The call for input “{it}” is drafted"),)


class CallRevised(Event, type="onevoice.consultations.call-revised.v1"):
    """The draft says something else."""

    terms: Terms
    says = (N_("The draft of the call for input “{it}” says something else"),)


class CallAnnounced(Event, type="onevoice.consultations.call-announced.v1"):
    """The call is public: it takes inputs from ``opens`` on and until ``closes``."""

    opens: Deadline
    closes: Deadline
    by: Name
    says = (N_("The call for input “{it}” is announced: it is open from {opens} until {closes}"),)


class _ClosingMoved(Event):
    closes: Deadline
    before: Deadline
    reason: Text
    by: Name
    at: AwareDatetime
    adds = (N_("Deadline now: {closes}"), N_("Deadline before: {before}"), N_("Reason: {reason}"))


class CallExtended(_ClosingMoved, type="onevoice.consultations.call-extended.v1"):
    """The call closes later than was said."""

    says = (N_("The call for input “{it}” is extended until {closes}"),)


class CallClosedEarly(_ClosingMoved, type="onevoice.consultations.call-closed-early.v1"):
    """The call closes sooner than was said."""

    says = (N_("The call for input “{it}” closes earlier than was said: {closes}"),)


class CallReopened(_ClosingMoved, type="onevoice.consultations.call-reopened.v1"):
    """The call had closed and takes inputs again."""

    says = (N_("The call for input “{it}” is open again until {closes}"),)


class CallWithdrawn(Event, type="onevoice.consultations.call-withdrawn.v1"):
    """The call is taken back: it takes no inputs from then on."""

    reason: Text
    by: Name
    at: AwareDatetime
    says = (N_("The call for input “{it}” is withdrawn"),)
    adds = (N_("It takes no inputs."), N_("Reason: {reason}"))


Mark = Literal["opened", "closing_in_7_days", "closing_in_1_day", "closed"]
"""What becomes due in the life of a call by time alone."""


REMINDERS: Mapping[Mark, dt.timedelta] = {
    "closing_in_7_days": dt.timedelta(days=7),
    "closing_in_1_day": dt.timedelta(days=1),
}
"""How long before a call's end each reminder is due."""


def marks(opens: Deadline, closes: Deadline) -> list[tuple[Mark, dt.datetime]]:
    """When each mark is due, in order; a reminder that would come before opening is none."""
    ahead = [(mark, closes.instant - before) for mark, before in REMINDERS.items()]
    reminders = [(mark, when) for mark, when in ahead if when > opens.instant]
    return [("opened", opens.instant), *reminders, ("closed", closes.instant)]


class CallMarked(Event, type="onevoice.consultations.call-marked.v1"):
    """Time has brought the call there, ``due`` at that instant for the deadlines that hold.

    ``missed``: nobody could be told in time, as the call had closed before it was recorded.
    """

    mark: Mark
    due: AwareDatetime
    closes: Deadline
    missed: Flag
    says_by = "mark"
    says: ClassVar[Mapping[object, Sentences]] = {
        "opened": (N_("The call for input “{it}” is open until {closes}"),),
        "closing_in_7_days": (N_("The call for input “{it}” closes soon: {closes}"),),
        "closing_in_1_day": (N_("The call for input “{it}” closes soon: {closes}"),),
        "closed": (N_("The call for input “{it}” has closed"),),
    }
    adds = (N_("Deadline: {closes}"),)


CallEvent = Annotated[
    CallDrafted
    | CallRevised
    | CallAnnounced
    | CallExtended
    | CallClosedEarly
    | CallReopened
    | CallWithdrawn
    | CallMarked
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``call-…``."""

SOON: dt.timedelta = dt.timedelta(minutes=1)
"""How far ahead a deadline must lie when it is moved, so that every process has read it by then."""
