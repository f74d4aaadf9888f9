"""The events of a champion country, stream ``champion-<ISO 3166 alpha-3>``."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence
from shared.texts import N_
from shared.values import Country, Day, PartialDate, Text


class ChampionInvited(Event, type="onevoice.registry.champion-invited.v1"):
    """A State was invited to be a champion country; after a withdrawal, invited again."""

    country: Country
    on: PartialDate
    evidence: Evidence | None
    says = (N_("{it} was invited to be a champion country ({on})"),)


class ChampionAccepted(Event, type="onevoice.registry.champion-accepted.v1"):
    """A State is a champion country since ``since``; ``announced_on`` is only the day it was announced."""

    country: Country
    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("{it} is a champion country since {since}"),)


class EvidenceAdded(Event, type="onevoice.registry.champion-evidence-added.v1"):
    """More evidence for what is already so."""

    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("There is more evidence of {it} as champion country: since {since}"),)


class EvidenceCorrected(Event, type="onevoice.registry.champion-evidence-corrected.v1"):
    """Evidence was recorded with wrong dates."""

    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("The record of {it} as champion country was corrected: since {since}"),)


class EvidenceRetracted(Event, type="onevoice.registry.champion-evidence-retracted.v1"):
    """Evidence no longer stands; whether the acceptance does is another event's matter."""

    evidence: Evidence
    reason: Text
    says = (N_("Evidence of {it} as champion country was retracted: {reason}"),)


class AcceptanceUndone(Event, type="onevoice.registry.champion-acceptance-undone.v1"):
    """Nothing supports the acceptance any more; ``back_to`` is the status there was before it."""

    back_to: Literal["absent", "invited"]
    reason: Text
    says = (N_("{it} is not recorded as champion country any more: {reason}"),)


class ChampionActivated(Event, type="onevoice.registry.champion-activated.v1"):
    """The champion country has begun its work as one."""

    on: PartialDate
    note: Text | None
    says = (N_("{it} is active as champion country since {on}"),)
    adds = (N_("Note: {note}"),)


class ChampionWithdrawn(Event, type="onevoice.registry.champion-withdrawn.v1"):
    """The State is no longer a champion country."""

    on: PartialDate
    reason: Text | None
    says = (N_("{it} is no longer a champion country ({on})"),)
    adds = (N_("Reason: {reason}"),)


ChampionEvent = Annotated[
    ChampionInvited
    | ChampionAccepted
    | EvidenceAdded
    | EvidenceCorrected
    | EvidenceRetracted
    | AcceptanceUndone
    | ChampionActivated
    | ChampionWithdrawn
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``champion-…``."""
