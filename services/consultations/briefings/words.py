"""What a briefing's pages call things, to be said in the reader's language."""

from typing import Final

from shared.i18n.speech import N_

STATUS: Final = {
    "absent": N_("not recorded"),
    "scheduled": N_("scheduled"),
    "cancelled": N_("cancelled"),
    "held": N_("held"),
    "summarised": N_("summary complete"),
}
"""Of a briefing."""

BECAME: Final = {
    "accepted": N_("is a champion country"),
    "establishing": N_("is being set up"),
    "impending": N_("is impending"),
    "in_post": N_("is in post"),
    "ended": N_("ended"),
    "refused": N_("was refused"),
    "pending": N_("on its way"),
    "noted": N_("noted"),
    "withdrawn": N_("withdrawn"),
}
"""What became of an outcome."""

CHANGES: Final = {
    "briefing-scheduled": N_("Scheduled"),
    "briefing-retitled": N_("Title changed"),
    "briefing-moved": N_("Moved"),
    "briefing-cancelled": N_("Cancelled"),
    "briefing-held": N_("Held"),
    "holding-corrected": N_("Holding corrected"),
    "programme-set": N_("Programme set"),
    "proceedings-recorded": N_("Proceedings recorded"),
    "document-attached": N_("Document attached"),
    "document-corrected": N_("Document corrected"),
    "document-withdrawn": N_("Document withdrawn"),
    "issue-raised": N_("Issue raised"),
    "issue-corrected": N_("Issue corrected"),
    "issue-withdrawn": N_("Issue withdrawn"),
    "outcome-recorded": N_("Outcome recorded"),
    "outcome-corrected": N_("Outcome corrected"),
    "outcome-withdrawn": N_("Outcome withdrawn"),
    "briefing-summarised": N_("Summary complete"),
}
"""The events of a history, by their names."""

FIELDS: Final = {
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

CODES: Final = {
    "level": {"global": N_("global"), "regional": N_("regional"), "country": N_("country")},
    "state": {"impending": N_("impending"), "in_post": N_("in post"), "ended": N_("ended")},
}
"""The values of fields that are one of a few."""
