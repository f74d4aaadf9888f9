"""What a briefing can bring about: twelve kinds, each with the fields its sources state.

A field that the source leaves open is null or empty; nothing is inferred.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.values import (
    AtMost,
    Country,
    Flag,
    Level,
    Name,
    NetworkKey,
    PartialDate,
    Text,
    Value,
    level_of,
    mistake,
)

Names = Annotated[tuple[Name, ...], AtMost(200)]


class AcceptedChampion(Value):
    """A State accepted to be a champion country; ``since`` only where the source states it."""

    kind: Literal["champion_accepted"] = "champion_accepted"
    country: Country
    since: PartialDate | None = None


class StructureInProgress(Value):
    """A coordination structure is being set up; ``network`` only where the source names one."""

    kind: Literal["coordination_structure_in_progress"] = "coordination_structure_in_progress"
    level: Level
    network: NetworkKey | None = None

    @model_validator(mode="after")
    def _one_level(self) -> Self:
        if self.network and level_of(self.network) != self.level:
            wrong = f"the network {self.network!r} does not stand at the {self.level} level"
            raise mistake("level", wrong, f"level: {level_of(self.network)} is right")
        return self


class GuidanceToPublish(Value):
    """A piece of guidance will be published."""

    kind: Literal["guidance_to_publish"] = "guidance_to_publish"
    item: Name


class ListPublished(Value):
    """A list is published; ``initial`` says whether for the first time."""

    kind: Literal["list_published"] = "list_published"
    item: Name
    where: Name | None = None
    initial: Flag | None = None


class FeedbackInvited(Value):
    """Feedback is invited."""

    kind: Literal["feedback_invited"] = "feedback_invited"
    where: Name | None = None


class MptfReviewPlanned(Value):
    """The Migration MPTF's Steering Committee will review ``what`` was ``submitted_by`` somebody."""

    kind: Literal["mptf_review_planned"] = "mptf_review_planned"
    what: Text | None = None
    submitted_by: Name | None = None
    purpose: Text | None = None


class MptfPipelinePlanned(Value):
    """A pipeline of the Migration MPTF's proposals is planned."""

    kind: Literal["mptf_pipeline_planned"] = "mptf_pipeline_planned"
    rolling: Flag | None = None
    use: Names = ()


class ConsultationsPlanned(Value):
    """Informal consultations are planned: from when, in which season, with whom, feeding what."""

    kind: Literal["informal_consultations_planned"] = "informal_consultations_planned"
    starting: PartialDate | None = None
    season: Name | None = None
    participants: Names = ()
    feeds: Name | None = None


class ReportLaunchPlanned(Value):
    """The launch of the Secretary-General's report is planned."""

    kind: Literal["sg_report_launch_planned"] = "sg_report_launch_planned"
    month: PartialDate | None = None
    occasion: Text | None = None


class BriefingsPlanned(Value):
    """More briefings are planned."""

    kind: Literal["briefings_planned"] = "briefings_planned"
    cities: Names = ()
    period: Name | None = None


class SecondmentAcknowledged(Value):
    """An agency's secondment of staff is acknowledged."""

    kind: Literal["secondment_acknowledged"] = "secondment_acknowledged"
    agency: Name
    to: Name | None = None
    state: Literal["impending", "in_post", "ended"] | None = None


class CoreWorkContinues(Value):
    """The Network's core work goes on in these areas."""

    kind: Literal["core_work_continues"] = "core_work_continues"
    areas: Names = ()


Outcome = Annotated[
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
    | CoreWorkContinues,
    Field(discriminator="kind"),
]
"""One outcome, told apart by its ``kind``."""
