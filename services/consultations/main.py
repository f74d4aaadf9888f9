"""Consultations: what the Network hears. Every part of the service, and how it is wired, on one screen."""

from services.consultations.attachments import api as attachments
from services.consultations.briefings import api as briefings
from services.consultations.briefings import pages as briefing_pages
from services.consultations.briefings.effects import OUTCOME_EFFECTS
from services.consultations.briefings.projection import BRIEFINGS
from shared.runtime.service import Service
from shared.vault import FORGET

SERVICE = Service(
    name="consultations",
    summary="What the UN Network on Migration hears: briefings, their outcomes, and what became of them.",
    slices=(briefings.BRIEFING,),
    views=(BRIEFINGS, OUTCOME_EFFECTS),
    duties=(FORGET,),
    routes=(briefings.routes, attachments.routes),
    pages=(briefing_pages.routes,),
)
