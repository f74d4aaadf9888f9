"""The events of a champion country, stream ``champion-<ISO 3166 alpha-3>``."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence
from shared.texts import N_
from shared.values import Country, Day, PartialDate, Text


class ChampionInvited(Event):
    """A State was invited to be a champion country; after a withdrawal, invited again."""

    type: Literal["onevoice.registry.champion-invited.v1"] = "onevoice.registry.champion-invited.v1"
    country: Country
    on: PartialDate
    evidence: Evidence | None
    says = (N_("{it} was invited to be a champion country ({on})"),)


class ChampionAccepted(Event):
    """A State is a champion country since ``since``; ``announced_on`` is only the day it was announced."""

    type: Literal["onevoice.registry.champion-accepted.v1"] = "onevoice.registry.champion-accepted.v1"
    country: Country
    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("{it} is a champion country since {since}"),)


class EvidenceAdded(Event):
    """More evidence for what is already so."""

    type: Literal["onevoice.registry.champion-evidence-added.v1"] = (
        "onevoice.registry.champion-evidence-added.v1"
    )
    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("There is more evidence of {it} as champion country: since {since}"),)


class EvidenceCorrected(Event):
    """Evidence was recorded with wrong dates."""

    type: Literal["onevoice.registry.champion-evidence-corrected.v1"] = (
        "onevoice.registry.champion-evidence-corrected.v1"
    )
    evidence: Evidence
    since: PartialDate
    announced_on: Day | None
    says = (N_("The record of {it} as champion country was corrected: since {since}"),)


class EvidenceRetracted(Event):
    """Evidence no longer stands; whether the acceptance does is another event's matter."""

    type: Literal["onevoice.registry.champion-evidence-retracted.v1"] = (
        "onevoice.registry.champion-evidence-retracted.v1"
    )
    evidence: Evidence
    reason: Text
    says = (N_("Evidence of {it} as champion country was retracted: {reason}"),)


class AcceptanceUndone(Event):
    """Nothing supports the acceptance any more; ``back_to`` is the status there was before it."""

    type: Literal["onevoice.registry.champion-acceptance-undone.v1"] = (
        "onevoice.registry.champion-acceptance-undone.v1"
    )
    back_to: Literal["absent", "invited"]
    reason: Text
    says = (N_("{it} is not recorded as champion country any more: {reason}"),)


class ChampionActivated(Event):
    """The champion country has begun its work as one."""

    type: Literal["onevoice.registry.champion-activated.v1"] = "onevoice.registry.champion-activated.v1"
    on: PartialDate
    note: Text | None
    says = (N_("{it} is active as champion country since {on}"),)
    adds = (N_("Note: {note}"),)


class ChampionWithdrawn(Event):
    """The State is no longer a champion country."""

    type: Literal["onevoice.registry.champion-withdrawn.v1"] = "onevoice.registry.champion-withdrawn.v1"
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
