"""What the pages of registration call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.consultations.registration.domain import Standing
from shared.contracts.consultations.registration import GROUPS, MODES
from shared.i18n.speech import N_

FOLDER: Final = Path(__file__).with_name("templates")
STANDINGS: Final[Mapping[Standing, str]] = {
    "registered": N_("registered"),
    "waiting": N_("on the waiting list"),
    "to_approve": N_("to be approved by the mission"),
    "cancelled": N_("cancelled"),
}
"""Where a participant stands."""
WORDS: Final[Mapping[str, Mapping[Any, object]]] = {
    "groups": GROUPS,
    "ways": MODES,
    "participant_standings": STANDINGS,
}
"""All of them, by the names that templates know them by."""
