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

FIELDS: Final[Mapping[str, str]] = {
    "country": N_("Country"),
    "since": N_("Since"),
    "level": N_("Level"),
    "network": N_("Network"),
    "item": N_("What"),
    "where": N_("Where"),
    "initial": N_("For the first time"),
    "what": N_("What"),
    "submitted_by": N_("Submitted by"),
    "purpose": N_("Purpose"),
    "rolling": N_("Rolling"),
    "use": N_("Use"),
    "starting": N_("Starting"),
    "season": N_("Season"),
    "participants": N_("Participants"),
    "feeds": N_("Feeds"),
    "month": N_("Month"),
    "occasion": N_("Occasion"),
    "cities": N_("Cities"),
    "period": N_("Period"),
    "agency": N_("Agency"),
    "to": N_("To"),
    "state": N_("State"),
    "areas": N_("Areas"),
}
"""The fields of outcomes."""

CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "level": {"global": N_("global"), "regional": N_("regional"), "country": N_("country")},
    "state": {"impending": N_("impending"), "in_post": N_("in post"), "ended": N_("ended")},
}
"""The values of fields that are one of a few."""


def kind_words(kind: str, t: Speech) -> str:
    """What an outcome of this kind is called."""
    return t.say(KINDS[kind])
