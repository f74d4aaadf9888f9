"""What the pages of issues call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.consultations.issues.shown import STAGES
from services.consultations.issues.shown import WORDS as SAID
from shared.contracts.consultations.concurrence import SILENCES

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that other pages share."""
WORDS: Final[Mapping[str, Mapping[Any, object]]] = {
    "issue_stages": STAGES,
    "concurrence_words": SAID,
    "silences": SILENCES,
}
"""All of them, by the names that templates know them by."""
