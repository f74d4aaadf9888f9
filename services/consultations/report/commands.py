"""The commands of a report and of its sections; routes fill in the moment, who acts, and what was counted."""

from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from services.consultations.concurrence.commands import ConcurrenceCommand
from shared.contracts.consultations.calls import WallClock
from shared.contracts.consultations.items import Filed
from shared.contracts.consultations.outcomes import ReportLaunchPlanned
from shared.contracts.consultations.questions import ProseVersions, Versions
from shared.contracts.consultations.report import Calls, ReportTerms
from shared.contracts.registry.evidence import BriefingOutcome
from shared.forms import GROUP, LONG, Form
from shared.texts import N_
from shared.values import (
    AtMost,
    Command,
    Count,
    Flag,
    Key,
    Link,
    Name,
    OfficialLanguage,
    PartialDate,
    Reason,
    Sha256,
    Text,
)

UNDER_WAY: Final = ("drafting", "concurring", "agreed")
_MOMENT: Final = frozenset({"at"})


class OpenReport(Command):
    """Begin the cycle of a report; said of one under way, it says this of it instead."""

    FORM = Form(
        N_("Begin a report of the Secretary-General"),
        begins=True,
        when=(*UNDER_WAY, "withdrawn"),
        replaces=("terms", "example"),
    )
    terms: ReportTerms
    example: Flag = Field(
        default=False, title=N_("An example, not a real report"), description=N_("Said once, and for ever.")
    )


class PlanLaunch(Command):
    """A briefing announced the launch."""

    outcome: ReportLaunchPlanned
    evidence: BriefingOutcome


class RetractPlan(Command):
    """The briefing's announcement no longer stands."""

    evidence: BriefingOutcome
    reason: Text


class FreezeReport(Command):
    """Fix what was heard, of whatever is received by now: who asks again learns nothing new."""

    FORM = Form(N_("Fix what was heard"), when=UNDER_WAY)
    UNSAID = frozenset({"at", "count", "sha256", "calls"})
    calls: Calls
    count: Count
    sha256: Sha256
    at: AwareDatetime


class PutForClearance(Command):
    """Put the sections as they stand to the agencies for clearance.

    Of those who were asked before, only those are asked anew whom the change touches, and who asked for one.
    """

    FORM = Form(N_("Put it for clearance"), when=("drafting", "concurring"))
    UNSAID = frozenset({"at", "sections"})
    changes: Text | None = Field(None, title=N_("What changed"), json_schema_extra=LONG)
    touched: Annotated[tuple[Name, ...], AtMost(50)] = Field(
        (),
        title=N_("Whom the change touches"),
        description=N_("They are asked anew, beside those who asked for a change."),
    )
    due: WallClock | None = Field(None, title=N_("Until"), json_schema_extra=GROUP)
    sections: dict[Key, Count]
    at: AwareDatetime


class LaunchReport(Command):
    """It is published; said again, it corrects the symbol or the day."""

    FORM = Form(N_("Launch it"), when=("drafting", "agreed", "launched"), replaces=("symbol", "on"))
    symbol: Name = Field(title=N_("Symbol"), description=N_("Such as A/75/542."))
    on: PartialDate = Field(title=N_("Date"))


class PublishVersion(Command):
    """Say where it can be read in a language."""

    FORM = Form(N_("Add a language version"), when=("agreed", "launched"))
    language: OfficialLanguage = Field(title=N_("Language"))
    link: Link = Field(title=N_("Address"))


class FileVersion(Command, Filed):
    """Give a language version its file."""

    UNSAID = frozenset({"media_type", "size", "sha256"})
    language: OfficialLanguage

    @property
    def file(self) -> Filed:
        """The file itself."""
        return Filed(**{name: getattr(self, name) for name in Filed.model_fields})


class WithdrawVersion(Command):
    """Take a language version back."""

    FORM = Form(N_("Take it back"), beside="versions")
    language: OfficialLanguage = Field(title=N_("Language"))
    reason: Reason


class WithdrawReport(Command):
    """Give the cycle up, or say that it was begun by mistake."""

    FORM = Form(N_("Give the report up"), when=UNDER_WAY)
    reason: Reason


ReportCommand = (
    OpenReport
    | PlanLaunch
    | RetractPlan
    | FreezeReport
    | PutForClearance
    | ConcurrenceCommand
    | LaunchReport
    | PublishVersion
    | FileVersion
    | WithdrawVersion
    | WithdrawReport
)
"""Every command a report answers."""


class SetSection(Command):
    """Say what a section is, who writes it and until when; said again, it says this instead."""

    FORM = Form(
        N_("Set a section"),
        begins=True,
        when=("set", "drafted", "dropped"),
        replaces=("report", "title", "owner", "due", "place"),
    )
    report: Key = Field(title=N_("Report"), description=N_("The report's key."))
    title: Versions = Field(title=N_("Title"))
    owner: Name = Field(title=N_("Who writes it"), description=N_("An agency, such as IOM."))
    due: PartialDate | None = Field(None, title=N_("Until"))
    place: Count = Field(title=N_("Its place in the report"), description=N_("1 for the first section."))


class DraftSection(Command):
    """Write a further draft of the section."""

    FORM = Form(N_("Write a draft"), when=("set", "drafted"), replaces=("text",))
    text: ProseVersions = Field(title=N_("Text"), json_schema_extra=LONG)
    changes: Text | None = Field(None, title=N_("What changed"), json_schema_extra=LONG)
    by: Name


class DropSection(Command):
    """The report is to have no such section."""

    FORM = Form(N_("Drop the section"), when=("set", "drafted"))
    reason: Reason


SectionCommand = SetSection | DraftSection | DropSection
"""Every command a section answers."""
