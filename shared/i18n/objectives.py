"""The 23 objectives of the Global Compact for Migration, by their numbers in A/RES/73/195.

The titles are short labels of our own; the resolution's are a sentence each.
"""

from collections.abc import Mapping
from typing import Final

from shared.i18n.speech import N_, Speech

OBJECTIVES: Final[Mapping[int, str]] = {
    1: N_("Data"),
    2: N_("Drivers"),
    3: N_("Information"),
    4: N_("Identity papers"),
    5: N_("Regular pathways"),
    6: N_("Fair recruitment and decent work"),
    7: N_("Vulnerability"),
    8: N_("Saving lives and missing migrants"),
    9: N_("Smuggling"),
    10: N_("Trafficking"),
    11: N_("Borders"),
    12: N_("Screening and referral"),
    13: N_("Detention as a last resort"),
    14: N_("Consular help"),
    15: N_("Basic services"),
    16: N_("Inclusion"),
    17: N_("Anti-discrimination and narrative"),
    18: N_("Skills recognition"),
    19: N_("Diaspora"),
    20: N_("Remittances"),
    21: N_("Return and reintegration"),
    22: N_("Portable benefits"),
    23: N_("Partnership"),
}


def objective_words(number: int, t: Speech) -> str:
    """An objective's number and title in the reader's language: ``5. Regular pathways``."""
    return f"{t.number(number)}. {t.say(OBJECTIVES[number])}"
