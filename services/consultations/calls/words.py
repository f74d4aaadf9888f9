"""What the pages of calls and inputs call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.consultations.calls.standing import Stage
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.values import REGIONS

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that the pages of inputs share."""

STAGES: Final[Mapping[Stage, str]] = {
    "coming": N_("not yet open"),
    "open": N_("open"),
    "late": N_("closed, late inputs are taken"),
    "closed": N_("closed"),
    "withdrawn": N_("withdrawn"),
}
"""Where a call stands at a moment."""

STEPS: Final[Mapping[str, str]] = {
    "call-drafted": N_("Drafted"),
    "call-revised": N_("Draft revised"),
    "call-announced": N_("Announced"),
    "call-extended": N_("Extended"),
    "call-closed-early": N_("Closing moved forward"),
    "call-reopened": N_("Reopened"),
    "call-withdrawn": N_("Withdrawn"),
    "call-marked": N_("Time passed"),
    "reaction-refused": N_("An effect was refused"),
}
"""The events of a call, by their names."""

MOVED: Final = frozenset(
    {"call-announced", "call-extended", "call-closed-early", "call-reopened", "call-withdrawn"}
)
"""Those that say when the call takes inputs."""


def network_words(network: str, t: Speech) -> str:
    """A network's place, by its key."""
    if network == "global":
        return t.say(N_("Worldwide"))
    return region_words(network, t) if network in REGIONS else t.country(network)
