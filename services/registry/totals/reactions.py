"""A briefing's outcomes state totals, and their corrections and withdrawals change what they stated."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.registry.totals.commands import RetractTotal, StateTotal
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.consultations.outcomes_reached import Counted, TotalStated
from shared.contracts.envelope import Recorded
from shared.reactions.outcomes import change
from shared.reactions.reaction import Reaction
from shared.values import PartialDate


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says of a total. Where it states no date, it is as of the briefing's day."""
    said = change(record)
    if said is None:
        return
    old, new = _counted(said.before), _counted(said.now)
    if old and old != new:
        yield f"total-{old}", RetractTotal(what=old, evidence=said.evidence, reason=said.reason)
    if isinstance(said.now, TotalStated):
        as_of = said.now.as_of or PartialDate.of(record.event.announced_on)
        command = StateTotal(
            what=said.now.counted,
            total=said.now.total,
            at_least=bool(said.now.at_least),
            as_of=as_of,
            evidence=said.evidence,
        )
        yield f"total-{new}", command


def _counted(outcome: Outcome | None) -> Counted | None:
    return outcome.counted if isinstance(outcome, TotalStated) else None


RECORD_TOTALS = Reaction("registry.record-totals", frozenset({"briefing"}), react)
