"""The kinds of outcomes of a briefing, by their names."""

from collections.abc import Mapping
from typing import Final

from shared.i18n.speech import N_, Speech

KINDS: Final[Mapping[str, str]] = {
    "champion_accepted": N_("Champion country accepted"),
    "coordination_structure_in_progress": N_("Coordination structure in progress"),
    "guidance_to_publish": N_("Guidance to be published"),
    "list_published": N_("List published"),
    "feedback_invited": N_("Feedback invited"),
    "mptf_review_planned": N_("Migration MPTF review planned"),
    "mptf_pipeline_planned": N_("Migration MPTF pipeline planned"),
    "informal_consultations_planned": N_("Informal consultations planned"),
    "sg_report_launch_planned": N_("Launch of the Secretary-General's report planned"),
    "briefings_planned": N_("Briefings planned"),
    "secondment_acknowledged": N_("Secondment acknowledged"),
    "core_work_continues": N_("Core work continues"),
}


def kind_words(kind: str, t: Speech) -> str:
    """What an outcome of this kind is called."""
    return t.say(KINDS[kind])
