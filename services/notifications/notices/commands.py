"""What can be said about a notice; the stream is named by the id of the event that it tells of."""

from pydantic import AwareDatetime, JsonValue

from shared.contracts.notifications.notices import Topic
from shared.contracts.reactions import EventRef
from shared.contracts.telling import Telling
from shared.values import Command, Count, Country, Key, Name, OfficialLanguage, PartialDate, Region


class IssueNotice(Command):
    """Tell everybody concerned."""

    topic: Topic
    region: Region | None = None
    country: Country | None = None
    tells: Telling
    before: dict[str, JsonValue]
    about: PartialDate | None
    replaces: Key | None = None
    after: Key | None = None
    cause: EventRef
    at: AwareDatetime
    agencies: tuple[Name, ...] = ()
    apart: bool = False


class CompleteFanOut(Command):
    """Everybody who followed it has a delivery."""

    deliveries: dict[OfficialLanguage, Count]


NoticeCommand = IssueNotice | CompleteFanOut
"""Every command a notice answers."""
