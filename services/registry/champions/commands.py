"""What can be said about a champion country; the stream is named by its ISO 3166 alpha-3 code."""

from shared.contracts.registry.evidence import Evidence
from shared.values import Command, Country, Day, PartialDate, Text


class InviteChampion(Command):
    """Invite a State to be a champion country."""

    country: Country
    on: PartialDate
    evidence: Evidence | None = None


class AcceptChampion(Command):
    """Accept a State as champion country on evidence; said again with other dates, it corrects them."""

    country: Country
    evidence: Evidence
    since: PartialDate
    announced_on: Day | None = None


class RetractEvidence(Command):
    """Take evidence back; an acceptance that nothing else supports is undone."""

    evidence: Evidence
    reason: Text


class ActivateChampion(Command):
    """Record that an accepted champion country has begun its work as one."""

    on: PartialDate
    note: Text | None = None


class WithdrawChampion(Command):
    """Record that a State is no longer a champion country."""

    on: PartialDate
    reason: Text | None = None


ChampionCommand = InviteChampion | AcceptChampion | RetractEvidence | ActivateChampion | WithdrawChampion
"""Every command a champion country answers."""
