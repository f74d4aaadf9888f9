"""What the pages of findings call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from services.consultations.citations.findings.domain import Status
from shared.contracts.consultations.calls import AUDIENCES
from shared.contracts.consultations.citations import OUTCOME_KINDS, REMOVAL_REASONS
from shared.i18n.speech import N_

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that these pages share."""
STATUSES: Final[Mapping[Status, str]] = {
    "absent": N_("not recorded"),
    "recorded": N_("recorded"),
    "withdrawn": N_("taken back"),
}
"""Where a finding stands."""
WORDS: Final[Mapping[str, Mapping[Any, object]]] = {
    "audiences": AUDIENCES,
    "outcome_kinds": OUTCOME_KINDS,
    "removal_reasons": REMOVAL_REASONS,
    "statuses": STATUSES,
}
"""All of them, by the names that templates know them by."""
