"""A briefing's outcomes set up the networks they name; those that name none set up nothing."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.registry.networks.commands import RetractEstablishing, StartEstablishing
from shared.contracts.consultations.outcomes import Outcome, StructureInProgress
from shared.contracts.envelope import Recorded
from shared.reactions.outcomes import change
from shared.reactions.reaction import Reaction


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says about a network. ``on`` stays open: outcomes state no date for it."""
    said = change(record)
    if said is None:
        return
    old, new = _named(said.before), _named(said.now)
    if old and old != new:
        yield f"network-{old}", RetractEstablishing(evidence=said.evidence, reason=said.reason)
    if new:
        day = record.event.announced_on
        yield f"network-{new}", StartEstablishing(network=new, evidence=said.evidence, announced_on=day)


def _named(outcome: Outcome | None) -> str | None:
    return outcome.network if isinstance(outcome, StructureInProgress) else None


START_NETWORKS = Reaction("registry.start-networks", frozenset({"briefing"}), react)
