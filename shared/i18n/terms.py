"""The words of the record's own lists, such as ``un_country_teams``, as they are said to people."""

from collections.abc import Mapping
from typing import Final

from shared.i18n.speech import N_, Own, Speech

TERMS: Final[Mapping[str, str]] = {
    "access_to_services": N_("Access to services"),
    "alternatives_to_detention": N_("Alternatives to detention"),
    "champion_countries": N_("Champion countries"),
    "civil_society": N_("Civil society"),
    "coordination": N_("Coordination"),
    "covid_19": N_("COVID-19"),
    "key_activities": N_("Key activities"),
    "knowledge": N_("Knowledge"),
    "knowledge_platform": N_("Knowledge platform"),
    "member_states": N_("Member States"),
    "migrants": N_("Migrants"),
    "migration_mptf": N_("Migration Multi-Partner Trust Fund"),
    "national_implementation": N_("National implementation"),
    "national_regional_support": N_("National and regional support"),
    "other_stakeholders": N_("Other stakeholders"),
    "regional_coordination_mechanisms": N_("Regional coordination mechanisms"),
    "regional_reviews": N_("Regional reviews"),
    "regular_pathways": N_("Regular pathways"),
    "secretariat": N_("Secretariat"),
    "sg_report": N_("Report of the Secretary-General"),
    "situations": N_("Situations"),
    "stakeholders": N_("Stakeholders"),
    "thematic_priorities": N_("Thematic priorities"),
    "un_country_teams": N_("United Nations country teams"),
    "un_network": N_("United Nations Network on Migration"),
    "working_groups": N_("Working groups"),
    "workplan": N_("Workplan"),
}
"""Those that briefings have used, by what they stand for; a record may use others."""
_SHORT: Final = frozenset(
    {
        "gcm",
        "ilo",
        "imrf",
        "iom",
        "mptf",
        "ohchr",
        "rec",
        "sdg",
        "sg",
        "un",
        "unct",
        "undp",
        "unhcr",
        "unicef",
    }
)


def term_words(word: str, t: Speech) -> str:
    """A term in the reader's language; one that is not known here as ``Own`` words, its abbreviations in capitals."""
    if word in TERMS:
        return t.say(TERMS[word])
    parts = (part.upper() if part in _SHORT else part for part in word.split("_"))
    return Own(" ".join(parts))
