"""What the pages of calls and inputs call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.consultations.calls.standing import Stage
from shared.i18n.speech import N_

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

MOVED: Final = frozenset(
    {"call-announced", "call-extended", "call-closed-early", "call-reopened", "call-withdrawn"}
)
"""Those that say when the call takes inputs."""
