"""The events of a notice, stream ``notice-<id of the event that it tells of>``."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from shared.contracts.envelope import Event
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.contracts.telling import Telling
from shared.texts import N_
from shared.values import Count, Country, Flag, Key, Name, OfficialLanguage, PartialDate, Region, added

Topic = Literal["briefings", "calls", "issues", "reports", "champions", "networks", "secondments"]
"""What can be followed."""


class NoticeIssued(Event, type="onevoice.notifications.notice-issued.v1"):
    """Something is worth telling to everybody who follows the topic, there or everywhere.

    ``region`` and ``country`` say whom it concerns; without either it concerns all. ``agencies`` are those that it
    concerns in particular, and where it is ``apart`` those alone. ``tells`` is the event, with all
    of its facts, and ``before`` what it says was recorded otherwise, by the same fields. ``about`` is the day or
    month of what is told, ``replaces`` the notice that is no longer right; ``after`` is the one of the same thing
    that was issued before, and leaves before it.
    """

    topic: Topic
    region: Region | None
    country: Country | None
    tells: Telling
    before: dict[str, JsonValue]
    about: PartialDate | None
    replaces: Key | None
    after: Key | None
    cause: EventRef
    at: AwareDatetime
    agencies: tuple[Name, ...] = added(())
    apart: Flag = added(default=False)
    says = (N_("A notice is issued"),)


class FanOutCompleted(Event, type="onevoice.notifications.fan-out-completed.v1"):
    """Everybody who followed it has a delivery; ``deliveries`` counts them by the language that was asked for."""

    deliveries: dict[OfficialLanguage, Count]
    says = (N_("Everybody who follows it has a delivery of the notice"),)


NoticeEvent = Annotated[NoticeIssued | FanOutCompleted | ReactionRefused, Field(discriminator="type")]
"""Every event of a stream ``notice-…``."""
