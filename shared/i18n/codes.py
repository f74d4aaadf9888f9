"""Words of fixed lists in the record's events, as they stand within a sentence, and the names of its fields."""

from collections.abc import Mapping
from typing import Final

from shared.i18n.outcomes import CODES as OF_OUTCOMES
from shared.i18n.outcomes import FIELDS as OF_AN_OUTCOME
from shared.i18n.regions import REGION_NAMES
from shared.i18n.speech import N_

CODES: Final[Mapping[str, str]] = {
    **OF_OUTCOMES["level"],
    **OF_OUTCOMES["state"],
    **REGION_NAMES,
    "coordinator": N_("coordinator"),
    "co_lead": N_("co-lead"),
    "member": N_("member"),
    "focal_point": N_("focal point"),
    "secretariat": N_("secretariat"),
}
"""Levels, statuses of a secondment, regions, roles in a network."""

FIELDS: Final[Mapping[str, str]] = {
    **OF_AN_OUTCOME,
    "title": N_("Title"),
    "when": N_("Date"),
    "place": N_("Place"),
    "on": N_("Date"),
    "post": N_("Post"),
    "status": N_("Status"),
    "outcome": N_("Outcome"),
}
"""What may be corrected, by the names of the fields."""
