"""Words of fixed lists in the record's events, as they stand within a sentence, and the names of its fields."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.consultations.outcomes import LEVELS, STATES
from shared.contracts.consultations.outcomes_reached import COUNTED
from shared.contracts.registry.networks import ROLES
from shared.i18n.outcomes import FIELDS as OF_AN_OUTCOME
from shared.i18n.speech import N_
from shared.values import REGION_NAMES

CODES: Final[Mapping[str, str]] = {
    **LEVELS,
    "subregional": N_("sub-regional"),
    **STATES,
    **COUNTED,
    **REGION_NAMES,
    **{str(role): name for role, name in ROLES.items()},
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
    "countries": N_("Countries"),
    "outcome": N_("Outcome"),
}
"""What may be corrected, by the names of the fields."""
