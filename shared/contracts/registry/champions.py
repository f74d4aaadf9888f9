"""The events of a champion country, stream ``champion-<ISO 3166 alpha-3>``."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence, Source
from shared.texts import N_
from shared.values import Country, Day, Language, Link, Name, PartialDate, Text, mistake


def _year(value: PartialDate) -> PartialDate:
    if value.precision != "year":
        wrong = N_("{value} is not a year")
        raise mistake("year", wrong, N_("a year such as 2026 is right"), value=repr(value.root))
    return value


Year = Annotated[PartialDate, AfterValidator(_year)]
"""A year, as a date that says no more."""


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


class ConfirmationRecorded(Event, type="onevoice.registry.champion-confirmation-recorded.v1"):
    """A document by which the State confirmed it; said again of that title in that language, it says this instead."""

    title: Text
    language: Language
    link: Link | None
    on: PartialDate | None
    says = (
        N_("{it} confirmed that it is a champion country ({on}): {title}"),
        N_("{it} confirmed that it is a champion country: {title}"),
    )


class ConfirmationRetracted(Event, type="onevoice.registry.champion-confirmation-retracted.v1"):
    """The document is none, or another country's."""

    title: Text
    language: Language
    reason: Text
    says = (N_("A document that confirms {it} as champion country was taken back: {reason}"),)


class SupportRecorded(Event, type="onevoice.registry.champion-support-recorded.v1"):
    """What an agency does for the champion country; said again of the same, it says these dates instead."""

    agency: Name
    what: Text
    since: PartialDate | None
    until: PartialDate | None
    says = (
        N_("{agency} supports {it} ({since} to {until}): {what}"),
        N_("{agency} supports {it} since {since}: {what}"),
        N_("{agency} supports {it} until {until}: {what}"),
        N_("{agency} supports {it}: {what}"),
    )


class SupportRetracted(Event, type="onevoice.registry.champion-support-retracted.v1"):
    """It was recorded by mistake; support that came to its end is recorded with that date."""

    agency: Name
    what: Text
    reason: Text
    says = (N_("Support of {it} by {agency} was taken back: {reason}"),)


class CoChairElected(Event, type="onevoice.registry.champion-co-chair-elected.v1"):
    """The champion country is one of the champions' co-chairs in a year."""

    year: Year
    source: Source
    says = (N_("{it} is a co-chair of the champion countries in {year}"),)


class CoChairRetracted(Event, type="onevoice.registry.champion-co-chair-retracted.v1"):
    """It was recorded by mistake."""

    year: Year
    reason: Text
    says = (N_("{it} is not recorded as a co-chair in {year} any more: {reason}"),)


ChampionEvent = Annotated[
    ChampionInvited
    | ChampionAccepted
    | EvidenceAdded
    | EvidenceCorrected
    | EvidenceRetracted
    | AcceptanceUndone
    | ChampionActivated
    | ChampionWithdrawn
    | ConfirmationRecorded
    | ConfirmationRetracted
    | SupportRecorded
    | SupportRetracted
    | CoChairElected
    | CoChairRetracted
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``champion-…``."""
