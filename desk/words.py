"""What the desk calls the events that a command would add."""

from typing import Final

from shared.i18n.speech import N_

EVENTS: Final = {
    "briefing-scheduled": N_("The briefing is scheduled"),
    "briefing-retitled": N_("The briefing has another title"),
    "briefing-moved": N_("The briefing is moved"),
    "briefing-cancelled": N_("The briefing is cancelled"),
    "briefing-held": N_("The briefing was held"),
    "holding-corrected": N_("Title, day or place of the briefing are corrected"),
    "programme-set": N_("The programme is set"),
    "proceedings-recorded": N_("The proceedings are recorded"),
    "document-attached": N_("A document is attached"),
    "document-corrected": N_("A document is corrected"),
    "document-withdrawn": N_("A document is withdrawn"),
    "issue-raised": N_("An issue is recorded"),
    "issue-corrected": N_("An issue is corrected"),
    "issue-withdrawn": N_("An issue is withdrawn"),
    "outcome-recorded": N_("An outcome is recorded"),
    "outcome-corrected": N_("An outcome is corrected"),
    "outcome-withdrawn": N_("An outcome is withdrawn"),
    "briefing-summarised": N_("The summary is complete"),
    "call-drafted": N_("The call is drafted"),
    "call-revised": N_("The draft says something else"),
    "call-announced": N_("The call is announced"),
    "call-extended": N_("The call closes later"),
    "call-closed-early": N_("The call closes sooner"),
    "call-reopened": N_("The call is open again"),
    "call-withdrawn": N_("The call is taken back"),
    "champion-invited": N_("The country is invited"),
    "champion-accepted": N_("The country is a champion country"),
    "champion-evidence-added": N_("More evidence is recorded"),
    "champion-evidence-corrected": N_("Evidence is corrected"),
    "champion-evidence-retracted": N_("Evidence is retracted"),
    "champion-acceptance-undone": N_("The acceptance is undone"),
    "champion-activated": N_("The country is active"),
    "champion-withdrawn": N_("The country has withdrawn"),
    "network-planned": N_("The network is planned"),
    "network-establishment-started": N_("The network is being set up"),
    "network-evidence-added": N_("More evidence is recorded"),
    "network-evidence-corrected": N_("Evidence is corrected"),
    "network-establishment-retracted": N_("Evidence is retracted"),
    "network-established": N_("The network is established"),
    "network-closed": N_("The network is closed"),
    "network-agency-joined": N_("An agency is added"),
    "network-agency-left": N_("An agency is removed"),
    "secondment-announced": N_("The secondment is announced"),
    "secondment-started": N_("The secondment is in post"),
    "secondment-ended": N_("The secondment has ended"),
    "secondment-evidence-added": N_("More evidence is recorded"),
    "secondment-evidence-corrected": N_("Evidence is corrected"),
    "secondment-evidence-retracted": N_("Evidence is retracted"),
    "secondment-undone": N_("The secondment is undone"),
}
"""By the names of their types."""


def event_words(type_name: str) -> str:
    """What an event of this type is called, such as ``onevoice.registry.champion-accepted.v1``."""
    return EVENTS[type_name.split(".")[-2]]
