"""How an event of a briefing changes one of its outcomes: what the slices' reactions start from."""

from dataclasses import dataclass
from typing import Any

from shared.contracts.consultations.briefings import OutcomeCorrected, OutcomeRecorded, OutcomeWithdrawn
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.registry.evidence import BriefingOutcome


@dataclass(frozen=True)
class OutcomeChange:
    """An outcome before and after an event; None where it does not stand."""

    evidence: BriefingOutcome
    before: Outcome | None
    now: Outcome | None
    reason: str


def change(record: Recorded[Any]) -> OutcomeChange | None:
    """The change that the event makes; None for events that are not about an outcome."""
    match record.event:
        case OutcomeRecorded(key=key, outcome=now):
            return OutcomeChange(_evidence(record, key), None, now, "")
        case OutcomeCorrected(key=key, outcome=now, replaces=before):
            return OutcomeChange(_evidence(record, key), before, now, "the briefing's outcome was corrected")
        case OutcomeWithdrawn(key=key, outcome=before, reason=reason):
            return OutcomeChange(_evidence(record, key), before, None, reason)
    return None


def _evidence(record: Recorded[Any], key: str) -> BriefingOutcome:
    return BriefingOutcome(briefing=key_of(record.stream), outcome=key)
