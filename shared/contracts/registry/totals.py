"""The events of totals that others state, stream ``total-<what>``: never mixed with what the record itself counts."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.consultations.outcomes_reached import Counted
from shared.contracts.envelope import Event, Sentences
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence
from shared.texts import N_
from shared.values import Count, Flag, PartialDate, Text


class TotalRecorded(Event, type="onevoice.registry.total-recorded.v1"):
    """Evidence says how many there were on a date; ``at_least``: there may have been more.

    The same outcome of a briefing, or the same document of the same date, says this instead of what it said before.
    """

    what: Counted
    total: Count
    at_least: Flag
    as_of: PartialDate
    evidence: Evidence
    says_by = "at_least"
    says: ClassVar[Mapping[object, Sentences]] = {
        False: (N_("A total was stated: {what}, {total} ({as_of})"),),
        True: (N_("A total was stated: {what}, at least {total} ({as_of})"),),
    }


class TotalRetracted(Event, type="onevoice.registry.total-retracted.v1"):
    """It says no such thing."""

    what: Counted
    as_of: PartialDate
    evidence: Evidence
    reason: Text
    says = (N_("A stated total was taken back: {what} ({as_of}): {reason}"),)


TotalEvent = Annotated[TotalRecorded | TotalRetracted | ReactionRefused, Field(discriminator="type")]
"""Every event of a stream ``total-…``."""
