"""A briefing as the API shows it: what a record is compared with. Fields not needed here are ignored."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

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
from shared.values import RECORDED


class Shown(BaseModel):
    """Base of what is read from the API."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ShownWithdrawal(Shown):
    """Why an item was withdrawn."""

    reason: str


class ShownItem(Shown):
    """What every item shows: the version that last set it, and whether it still stands."""

    key: str
    version: int
    withdrawn: ShownWithdrawal | None = None


class ShownDocument(ShownItem):
    """A document."""

    title: str
    language: str
    link: str | None
    sha256: str | None

    @property
    def content(self) -> Document:
        """The document itself."""
        return Document.model_construct(
            title=self.title, language=self.language, link=self.link, sha256=self.sha256
        )


class ShownIssue(ShownItem):
    """An issue raised."""

    topic: str
    text: str

    @property
    def content(self) -> Issue:
        """The issue itself."""
        return Issue.model_construct(topic=self.topic, text=self.text)


class ShownFate(Shown):
    """What became of an outcome, and why it was refused."""

    state: str
    reason: str | None = None


class ShownOutcome(ShownItem):
    """An outcome."""

    outcome: Outcome
    became: ShownFate | None = None

    @property
    def content(self) -> Outcome:
        """The outcome itself."""
        return self.outcome


class ShownEntry(Shown):
    """One step of the schedule."""

    what: str
    when: When | None = None
    place: str | None = None


class ShownVersions(Shown):
    """The versions that last set the parts of the record."""

    schedule: int | None = None
    holding: int | None = None
    programme: int | None = None
    proceedings: int | None = None
    summary: int | None = None


class BriefingShown(Shown):
    """The briefing."""

    status: Literal["absent", "scheduled", "cancelled", "held", "summarised"]
    title: str | None = None
    when: When | None = None
    place: str | None = None
    schedule: tuple[ShownEntry, ...] = ()
    chair: Person | None = None
    speakers: tuple[Person, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    attendance: Attendance | None = None
    documents: tuple[ShownDocument, ...] = ()
    issues_raised: tuple[ShownIssue, ...] = ()
    outcomes: tuple[ShownOutcome, ...] = ()
    versions: ShownVersions = ShownVersions()

    @classmethod
    def read(cls, body: bytes | str) -> "BriefingShown":
        """From the body of the API's answer; pydantic's ValidationError where it is not one."""
        return cls.model_validate_json(body, context=RECORDED)

    @property
    def was_held(self) -> bool:
        """Whether it is recorded as held."""
        return self.status in {"held", "summarised"}

    @property
    def holding(self) -> Holding | None:
        """That it was held."""
        if not self.was_held or self.title is None or self.when is None:
            return None
        return Holding(title=self.title, when=self.when, place=self.place)

    @property
    def days(self) -> list[tuple[When, str | None]]:
        """The days and places it was set for since it was last announced."""
        days: list[tuple[When, str | None]] = []
        for entry in self.schedule:
            if entry.what == "scheduled":
                days = []
            if entry.when is not None:
                days.append((entry.when, entry.place))
        return days
