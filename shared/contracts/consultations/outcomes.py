"""What a briefing can bring about: each kind with the fields its sources state.

A field that the source leaves open is null or empty; nothing is inferred.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from shared.contracts.consultations.facts import Names
from shared.contracts.consultations.outcomes_reached import REACHED, Result
from shared.forms import titled, worded
from shared.texts import N_
from shared.values import (
    Country,
    Flag,
    Level,
    Name,
    NetworkKey,
    PartialDate,
    Text,
    added,
    level_of,
    mistake,
)

LEVELS: Final = {
    "global": N_("global"),
    "regional": N_("regional"),
    "subregional": N_("sub-regional"),
    "country": N_("country"),
}
"""What the levels are called."""
STATES: Final = {"impending": N_("impending"), "in_post": N_("in post"), "ended": N_("ended")}
"""How far a secondment has come."""


class AcceptedChampion(Result):
    """A State accepted to be a champion country; ``since`` only where the source states it."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Champion country accepted")))
    kind: Literal["champion_accepted"] = "champion_accepted"
    country: Country = Field(title=N_("Country"))
    since: PartialDate | None = Field(None, title=N_("Since"))
    by: Name | None = added(title=N_("Accepted by"))


class StructureInProgress(Result):
    """A coordination structure is being set up; ``network`` only where the source names one."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Coordination structure in progress")))
    kind: Literal["coordination_structure_in_progress"] = "coordination_structure_in_progress"
    level: Level = Field(title=N_("Level"), json_schema_extra=worded(LEVELS))
    network: NetworkKey | None = Field(None, title=N_("Network"))

    @model_validator(mode="after")
    def _one_level(self) -> Self:
        if self.network and level_of(self.network) != self.level:
            raise mistake(
                "level",
                N_("the network {network} does not stand at the {level} level"),
                N_("level: {right_level} is right"),
                network=repr(self.network),
                level=self.level,
                right_level=level_of(self.network),
            )
        return self


class GuidanceToPublish(Result):
    """A piece of guidance will be published."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Guidance to be published")))
    kind: Literal["guidance_to_publish"] = "guidance_to_publish"
    item: Name = Field(title=N_("What"))


class ListPublished(Result):
    """A list is published; ``initial`` says whether for the first time."""

    model_config = ConfigDict(json_schema_extra=titled(N_("List published")))
    kind: Literal["list_published"] = "list_published"
    item: Name = Field(title=N_("What"))
    where: Name | None = Field(None, title=N_("Where"))
    initial: Flag | None = Field(None, title=N_("For the first time"))


class FeedbackInvited(Result):
    """Feedback is invited."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Feedback invited")))
    kind: Literal["feedback_invited"] = "feedback_invited"
    where: Name | None = Field(None, title=N_("Where"))
    until: PartialDate | None = added(title=N_("Until"))


class MptfReviewPlanned(Result):
    """The Migration MPTF's Steering Committee will review ``what`` was ``submitted_by`` somebody."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Migration MPTF review planned")))
    kind: Literal["mptf_review_planned"] = "mptf_review_planned"
    what: Text | None = Field(None, title=N_("What"))
    submitted_by: Name | None = Field(None, title=N_("Submitted by"))
    purpose: Text | None = Field(None, title=N_("Purpose"))


class MptfPipelinePlanned(Result):
    """A pipeline of the Migration MPTF's proposals is planned."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Migration MPTF pipeline planned")))
    kind: Literal["mptf_pipeline_planned"] = "mptf_pipeline_planned"
    rolling: Flag | None = Field(None, title=N_("Rolling"))
    use: Names = Field((), title=N_("Use"))


class ConsultationsPlanned(Result):
    """Informal consultations are planned: from when, in which season, with whom, feeding what."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Informal consultations planned")))
    kind: Literal["informal_consultations_planned"] = "informal_consultations_planned"
    starting: PartialDate | None = Field(None, title=N_("Starting"))
    season: Name | None = Field(None, title=N_("Season"))
    participants: Names = Field((), title=N_("Participants"))
    feeds: Name | None = Field(None, title=N_("Feeds"))


class ReportLaunchPlanned(Result):
    """The launch of the Secretary-General's report is planned."""

    model_config = ConfigDict(
        json_schema_extra=titled(N_("Launch of the Secretary-General's report planned"))
    )
    kind: Literal["sg_report_launch_planned"] = "sg_report_launch_planned"
    month: PartialDate | None = Field(None, title=N_("Month"))
    occasion: Text | None = Field(None, title=N_("Occasion"))


class BriefingsPlanned(Result):
    """More briefings are planned."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Briefings planned")))
    kind: Literal["briefings_planned"] = "briefings_planned"
    cities: Names = Field((), title=N_("Cities"))
    period: Name | None = Field(None, title=N_("Period"))
    date: PartialDate | None = added(title=N_("Date"))


class SecondmentAcknowledged(Result):
    """An agency's secondment of staff is acknowledged."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Secondment acknowledged")))
    kind: Literal["secondment_acknowledged"] = "secondment_acknowledged"
    agency: Name = Field(title=N_("Agency"))
    to: Name | None = Field(None, title=N_("To"))
    state: Literal["impending", "in_post", "ended"] | None = Field(
        None, title=N_("State"), json_schema_extra=worded(STATES)
    )
    post: Name | None = added(title=N_("Post"))
    since: PartialDate | None = added(title=N_("Since"))


class CoreWorkContinues(Result):
    """The Network's core work goes on in these areas."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Core work continues")))
    kind: Literal["core_work_continues"] = "core_work_continues"
    areas: Names = Field((), title=N_("Areas"))


AnyOutcome = (
    AcceptedChampion
    | StructureInProgress
    | GuidanceToPublish
    | ListPublished
    | FeedbackInvited
    | MptfReviewPlanned
    | MptfPipelinePlanned
    | ConsultationsPlanned
    | ReportLaunchPlanned
    | BriefingsPlanned
    | SecondmentAcknowledged
    | CoreWorkContinues
    | REACHED
)
Outcome = Annotated[AnyOutcome, Field(discriminator="kind")]
"""One outcome, told apart by its ``kind``."""
