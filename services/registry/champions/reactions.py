"""A briefing's outcomes accept champion countries, and their corrections undo what they accepted."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.registry.champions.commands import AcceptChampion, RetractEvidence
from shared.contracts.consultations.outcomes import AcceptedChampion, Outcome
from shared.contracts.envelope import Recorded
from shared.reactions.outcomes import change
from shared.reactions.reaction import Reaction
from shared.values import PartialDate


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says about champions. Where it states no date, the month of the briefing holds."""
    said = change(record)
    if said is None:
        return
    old, new = _country(said.before), _country(said.now)
    if old and old != new:
        yield f"champion-{old}", RetractEvidence(evidence=said.evidence, reason=said.reason)
    if new and isinstance(said.now, AcceptedChampion):
        day = record.event.announced_on
        since = said.now.since or PartialDate.month_of(day)
        command = AcceptChampion(country=new, evidence=said.evidence, since=since, announced_on=day)
        yield f"champion-{new}", command


def _country(outcome: Outcome | None) -> str | None:
    return outcome.country if isinstance(outcome, AcceptedChampion) else None


ACCEPT_CHAMPIONS = Reaction("registry.accept-champions", frozenset({"briefing"}), react)
