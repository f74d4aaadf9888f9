"""What the pages of the floor call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.consultations.registration.words import FOLDER as SHARED
from services.consultations.registration.words import WORDS as OF_REGISTRATION
from shared.contracts.consultations.floor import ASKED, TURNS

FOLDERS: Final = (Path(__file__).with_name("templates"), SHARED)
WORDS: Final[Mapping[str, Mapping[Any, object]]] = {**OF_REGISTRATION, "asked": ASKED, "turns": TURNS}
"""All of them, by the names that templates know them by."""
