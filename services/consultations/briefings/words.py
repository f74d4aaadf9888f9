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
    "announced": N_("a call for input was announced"),
    "drafted": N_("a call for input is being drafted"),
    "establishing": N_("is being set up"),
    "impending": N_("is impending"),
    "in_post": N_("is in post"),
    "ended": N_("ended"),
    "refused": N_("was refused"),
    "pending": N_("under way"),
    "noted": N_("noted"),
    "withdrawn": N_("withdrawn"),
}
"""What became of an outcome."""
