"""What the registry's pages call things, to be said in the reader's language."""

from pathlib import Path
from typing import Final

from shared.i18n.speech import N_

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that the slices share."""

STATUS: Final = {
    "absent": N_("not recorded"),
    "invited": N_("invited"),
    "accepted": N_("accepted"),
    "active": N_("active"),
    "withdrawn": N_("withdrawn"),
    "planned": N_("planned"),
    "establishing": N_("being set up"),
    "established": N_("established"),
    "closed": N_("closed"),
    "impending": N_("impending"),
    "in_post": N_("in post"),
    "ended": N_("ended"),
}
"""Of champions, networks and secondments."""

LEVELS: Final = {
    "global": N_("Global level"),
    "regional": N_("Regional level"),
    "country": N_("Country level"),
}
"""At which a network stands."""

CHANGES: Final = {
    "champion-invited": N_("Invited"),
    "champion-accepted": N_("Accepted"),
    "champion-evidence-added": N_("More evidence"),
    "champion-evidence-corrected": N_("Evidence corrected"),
    "champion-evidence-retracted": N_("Evidence retracted"),
    "champion-acceptance-undone": N_("Acceptance undone"),
    "champion-activated": N_("Became active"),
    "champion-withdrawn": N_("Withdrew"),
    "network-planned": N_("Planned"),
    "network-establishment-started": N_("Setting up began"),
    "network-evidence-added": N_("More evidence"),
    "network-evidence-corrected": N_("Evidence corrected"),
    "network-establishment-retracted": N_("Evidence retracted"),
    "network-established": N_("Established"),
    "network-closed": N_("Closed"),
    "network-agency-joined": N_("An agency joined"),
    "network-agency-left": N_("An agency left"),
    "secondment-announced": N_("Announced"),
    "secondment-started": N_("In post"),
    "secondment-ended": N_("Ended"),
    "secondment-evidence-added": N_("More evidence"),
    "secondment-evidence-corrected": N_("Evidence corrected"),
    "secondment-evidence-retracted": N_("Evidence retracted"),
    "secondment-undone": N_("Undone"),
    "reaction-refused": N_("A consequence was refused"),
}
"""The events of a history, by their names."""
