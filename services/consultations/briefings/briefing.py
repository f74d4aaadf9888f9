"""A briefing as its events have made it, and what may still be said of it."""

from dataclasses import dataclass, field
from typing import Literal

from services.consultations.briefings.commands import RecordProceedings, SetProgramme
from services.consultations.briefings.items import Items
from shared.contracts.consultations.briefings import BriefingForeseen
from shared.contracts.consultations.facts import Arrangements, Holding
from shared.contracts.consultations.items import Document, Filed, FollowUp, Issue, Wording
from shared.contracts.consultations.outcomes import Outcome
from shared.texts import Word
from shared.values import Refused

Status = Literal[
    "absent", "foreseen", "scheduled", "postponed", "replaced", "cancelled", "held", "summarised"
]


@dataclass(frozen=True)
class FileVersion:
    """A version of a document's file: its place in their row, and whether it was taken back."""

    file: Filed
    withdrawn: bool = False


@dataclass(frozen=True)
class Briefing:
    """A briefing as its events have made it."""

    status: Status = "absent"
    foreseen: BriefingForeseen | None = None  # what was last said while its day was not known
    is_: Holding | None = None  # title, day and place: as scheduled, once held as held
    arrangements: Arrangements = field(default_factory=Arrangements)
    wordings: tuple[Wording, ...] = ()
    programme: SetProgramme = field(default_factory=SetProgramme)
    proceedings: RecordProceedings = field(default_factory=RecordProceedings)
    documents: Items[Document] = field(default_factory=lambda: Items("document"))
    files: dict[str, tuple[FileVersion, ...]] = field(default_factory=dict)
    issues: Items[Issue] = field(default_factory=lambda: Items("issue"))
    outcomes: Items[Outcome] = field(default_factory=lambda: Items("outcome"))
    followed: dict[str, FollowUp] = field(default_factory=dict)


ABSENT = Briefing()
"""The state before the first event."""


def known(briefing: Briefing) -> None:
    """Raises Refused for one that nobody announced or held."""
    if briefing.status == "absent":
        raise Refused("no such briefing is known: schedule it, or record that it was held")


def coming(briefing: Briefing, done: str) -> None:
    """Raises Refused for one that is not to come any more, and so cannot be ``done``."""
    known(briefing)
    if briefing.status in {"cancelled", "replaced"}:
        raise Refused(
            "the briefing was cancelled and cannot be {done}: schedule it again first", done=Word(done)
        )
    if briefing.status in {"held", "summarised"}:
        raise Refused(
            "the briefing was held and can no longer be {done}: correct the holding instead", done=Word(done)
        )


def scheduled(briefing: Briefing, done: str) -> Holding:
    """Title, day and place of one that is to come and has, or had, a day; Refused for any other."""
    coming(briefing, done)
    if briefing.is_ is None:
        raise Refused("the briefing has no day yet and cannot be {done}: schedule it first", done=Word(done))
    return briefing.is_


def held(briefing: Briefing) -> Holding:
    """As what, when and where it was held; Refused for one that was not."""
    if briefing.is_ is None or briefing.status not in {"held", "summarised"}:
        raise Refused("the briefing was not held yet: record first that it was held")
    return briefing.is_
