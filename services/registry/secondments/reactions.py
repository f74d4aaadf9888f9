"""A briefing's outcomes tell of secondments; one that states no status acknowledges, and changes none."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from services.registry.secondments.commands import (
    AnnounceSecondment,
    EndSecondment,
    RetractSecondmentEvidence,
    StartSecondment,
    StateSecondment,
)
from shared.contracts.consultations.outcomes import Outcome, SecondmentAcknowledged
from shared.contracts.envelope import Recorded
from shared.contracts.registry.secondments import SecondmentStatus, secondment_key
from shared.reactions.outcomes import change
from shared.reactions.reaction import Reaction

_SAID: Final[dict[SecondmentStatus, type[StateSecondment]]] = {
    "impending": AnnounceSecondment,
    "in_post": StartSecondment,
    "ended": EndSecondment,
}


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says about a secondment. Post and date stay open: outcomes state neither."""
    said = change(record)
    if said is None:
        return
    old, new = _key(said.before), _key(said.now)
    if old and old != new:
        retract = RetractSecondmentEvidence(evidence=said.evidence, reason=said.reason)
        yield f"secondment-{old}", retract
    match said.now:
        case SecondmentAcknowledged(agency=agency, to=to, state=str(status)) if new:
            day = record.event.announced_on
            command = _SAID[status](key=new, agency=agency, to=to, announced_on=day, evidence=said.evidence)
            yield f"secondment-{new}", command


def _key(outcome: Outcome | None) -> str | None:
    match outcome:
        case SecondmentAcknowledged(agency=agency, to=to, state=str()):
            return secondment_key(agency, to)
    return None


FOLLOW_SECONDMENTS = Reaction("registry.follow-secondments", frozenset({"briefing"}), react)
