"""The totals that others state of one thing: each by its evidence, and those of a document by their dates."""

from typing import Literal, assert_never

from services.registry.totals.commands import RetractTotal, StateTotal, TotalCommand
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import BriefingOutcome, Evidence
from shared.contracts.registry.totals import TotalEvent, TotalRecorded, TotalRetracted
from shared.plain import plain
from shared.values import PartialDate

Status = Literal["absent", "stated"]


@plain
class StatedTotal:
    """How many there were on a date, by this evidence."""

    total: int
    at_least: bool
    as_of: PartialDate
    evidence: Evidence

    def is_of(self, as_of: PartialDate | None, evidence: Evidence) -> bool:
        """Whether it is what this evidence says; an outcome says one number, a document one of each date."""
        same = self.evidence.id == evidence.id
        return same and (isinstance(evidence, BriefingOutcome) or self.as_of == as_of)


@plain
class Totals:
    """The totals of one thing as their events have made them."""

    statements: tuple[StatedTotal, ...] = ()


ABSENT = Totals()
"""The state before the first event."""


def decide(command: TotalCommand, totals: Totals) -> list[TotalEvent]:
    """The events that answer ``command``; none where it says nothing new."""
    match command:
        case StateTotal():
            stated = TotalRecorded(**dict(command))
            return [stated] if evolve(totals, stated) != totals else []
        case RetractTotal(what=what, as_of=as_of, evidence=evidence, reason=reason):
            gone = [one for one in totals.statements if one.is_of(as_of, evidence)]
            return [
                TotalRetracted(what=what, as_of=one.as_of, evidence=one.evidence, reason=reason)
                for one in gone
            ]
        case _:
            assert_never(command)


def evolve(totals: Totals, event: TotalEvent) -> Totals:
    """The state after ``event``; the latest date comes first."""
    if isinstance(event, ReactionRefused):
        return totals
    kept = [one for one in totals.statements if not one.is_of(event.as_of, event.evidence)]
    if isinstance(event, TotalRecorded):
        kept.append(StatedTotal(event.total, event.at_least, event.as_of, event.evidence))
    kept.sort(key=lambda one: one.evidence.id)
    kept.sort(key=lambda one: (one.as_of.last, one.as_of.root), reverse=True)
    return Totals(tuple(kept))
