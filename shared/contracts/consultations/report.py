"""The events of a report of the Secretary-General, stream ``report-<key>``, and of its sections, ``section-<key>``.

A section's drafts are in a stream of its own: they are long, and their owners write at the same time.
"""

from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.concurrence import ConcurrenceEvent
from shared.contracts.consultations.items import Filed
from shared.contracts.consultations.questions import ProseVersions, Versions
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import BriefingOutcome
from shared.texts import N_
from shared.values import (
    AtMost,
    Count,
    Flag,
    Key,
    Link,
    Name,
    OfficialLanguage,
    PartialDate,
    Sha256,
    Text,
    Value,
)

Calls = Annotated[tuple[Key, ...], AtMost(50)]
"""The keys of the calls whose inputs feed a report."""
MOST_SECTIONS: Final = 200
"""As many as a draft has."""


class ReportTerms(Value):
    """What a report is: under which mandate, for which period, and which calls feed it."""

    title: Versions = Field(title=N_("Title"))
    mandate: Text | None = Field(
        None, title=N_("Mandate"), description=N_("The resolution that asks for it, such as A/RES/73/195.")
    )
    period: Name | None = Field(None, title=N_("Period"), description=N_("What it reports on."))
    launch: PartialDate | None = Field(None, title=N_("Launch planned for"))
    calls: Calls = Field(
        (), title=N_("Calls that feed it"), description=N_("The key of each, one on each line.")
    )


class ReportOpened(Event, type="onevoice.consultations.report-opened.v1"):
    """A cycle begins. ``example`` is for ever."""

    terms: ReportTerms
    example: Flag
    says = (N_("Work on “{it}” has begun"),)


class ReportRevised(Event, type="onevoice.consultations.report-revised.v1"):
    """Its mandate, period, plan or calls are stated otherwise."""

    terms: ReportTerms
    says = (N_("What is planned for “{it}” was stated anew"),)


class LaunchPlanned(Event, type="onevoice.consultations.launch-planned.v1"):
    """A briefing announced the launch, for a month if it said so; where there was no cycle, that opens one."""

    terms: ReportTerms
    month: PartialDate | None
    occasion: Text | None
    evidence: BriefingOutcome
    says = (
        N_("A briefing announced the launch of “{it}” for {month}"),
        N_("A briefing announced the launch of “{it}”"),
    )
    adds = (N_("Occasion: {occasion}"),)


class LaunchPlanRetracted(Event, type="onevoice.consultations.launch-plan-retracted.v1"):
    """The briefing's announcement no longer stands."""

    evidence: BriefingOutcome
    reason: Text
    says = (N_("The announcement of the launch of “{it}” was taken back: {reason}"),)


class ReportFrozen(Event, type="onevoice.consultations.report-frozen.v1"):
    """What was heard up to then is fixed: ``count`` inputs to these calls; ``sha256`` is the hash of their list."""

    calls: Calls
    count: Count
    sha256: Sha256
    at: AwareDatetime
    says = (N_("What was heard for “{it}” is fixed: {count} inputs"),)


class ReportPut(Event, type="onevoice.consultations.report-put.v1"):
    """A draft is put to the agencies for clearance: these sections, each in the draft of this number.

    What changed in it is for who takes part, as drafts are.
    """

    draft: Count
    sections: Annotated[dict[Key, Count], AtMost(MOST_SECTIONS, 1)]
    changes: Text | None
    says = (N_("Draft {draft} of “{it}” is put for clearance"),)


class ReportLaunched(Event, type="onevoice.consultations.report-launched.v1"):
    """It is published, under this symbol of the United Nations; said again, it corrects the symbol or the day."""

    symbol: Name
    on: PartialDate
    says = (N_("“{it}” is launched: {symbol} ({on})"),)


class VersionPublished(Event, type="onevoice.consultations.report-version-published.v1"):
    """It can be read in a language: at an address, as a file, or both."""

    language: OfficialLanguage
    link: Link | None
    file: Filed | None
    says = (N_("“{it}” can be read in one more language: {language}"),)


class VersionWithdrawn(Event, type="onevoice.consultations.report-version-withdrawn.v1"):
    """A language version was taken back."""

    language: OfficialLanguage
    reason: Text
    says = (N_("A language version of “{it}” was taken back ({language}): {reason}"),)


class ReportWithdrawn(Event, type="onevoice.consultations.report-withdrawn.v1"):
    """The cycle was begun by mistake, or is given up."""

    reason: Text
    says = (N_("Work on “{it}” has ended without a report: {reason}"),)


ReportEvent = Annotated[
    ReportOpened
    | ReportRevised
    | LaunchPlanned
    | LaunchPlanRetracted
    | ReportFrozen
    | ReportPut
    | ConcurrenceEvent
    | ReportLaunched
    | VersionPublished
    | VersionWithdrawn
    | ReportWithdrawn
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``report-…``."""


class SectionSet(Event, type="onevoice.consultations.section-set.v1"):
    """A section of a report: its title, who writes it until when, and its place among the others."""

    report: Key
    title: Versions
    owner: Name
    due: PartialDate | None
    place: Count
    says = (N_("{owner} writes the section “{it}” until {due}"), N_("{owner} writes the section “{it}”"))


class SectionDrafted(Event, type="onevoice.consultations.section-drafted.v1"):
    """A further draft of a section, and what changed in it."""

    draft: Count
    text: ProseVersions
    changes: Text | None
    by: Name
    says = (N_("Draft {draft} of the section “{it}” is written"),)
    adds = (N_("What changed: {changes}"),)


class SectionDropped(Event, type="onevoice.consultations.section-dropped.v1"):
    """The report is to have no such section."""

    reason: Text
    says = (N_("The section “{it}” is dropped: {reason}"),)


SectionEvent = Annotated[
    SectionSet | SectionDrafted | SectionDropped | ReactionRefused, Field(discriminator="type")
]
"""Every event of a stream ``section-…``."""
