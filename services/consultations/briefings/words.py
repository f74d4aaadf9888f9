"""What a briefing's pages call things, to be said in the reader's language."""

from typing import Final

from shared.i18n.speech import N_

STATUS: Final = {
    "absent": N_("not recorded"),
    "foreseen": N_("day not yet known"),
    "scheduled": N_("scheduled"),
    "postponed": N_("postponed"),
    "replaced": N_("replaced by another briefing"),
    "cancelled": N_("cancelled"),
    "held": N_("held"),
    "summarised": N_("summary complete"),
}
"""Of a briefing."""

STEPS: Final = {
    "foreseen": N_("Announced without a day"),
    "scheduled": N_("Scheduled"),
    "retitled": N_("Title changed"),
    "moved": N_("Moved"),
    "postponed": N_("Postponed"),
    "replaced": N_("Replaced by another briefing"),
    "cancelled": N_("Cancelled"),
}
"""Of its schedule."""

BECAME: Final = {
    "accepted": N_("is a champion country"),
    "announced": N_("a call for input was announced"),
    "drafted": N_("a call for input is being drafted"),
    "establishing": N_("is being set up"),
    "impending": N_("is impending"),
    "in_post": N_("is in post"),
    "launched": N_("the report is launched"),
    "opened": N_("work on the report has begun"),
    "ended": N_("ended"),
    "refused": N_("was refused"),
    "pending": N_("under way"),
    "noted": N_("noted"),
    "withdrawn": N_("withdrawn"),
}
"""What became of an outcome."""
