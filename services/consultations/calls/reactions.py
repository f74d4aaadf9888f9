"""A briefing that plans consultations drafts a call, which follows its outcome until somebody takes it in hand."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.consultations.calls.commands import DraftFromOutcome, DropDraft
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.outcomes import ConsultationsPlanned
from shared.contracts.envelope import Recorded
from shared.contracts.names import item_key, key_of
from shared.contracts.reactions import EventRef
from shared.reactions.reaction import Reaction


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says about a call."""
    match record.event:
        case (
            b.OutcomeRecorded(key=key, outcome=ConsultationsPlanned() as now)
            | b.OutcomeCorrected(key=key, outcome=ConsultationsPlanned() as now)
        ):
            cause = EventRef(stream=record.stream, version=record.version, id=record.id)
            yield _stream(record, key), DraftFromOutcome(outcome=now, cause=cause)
        case b.OutcomeCorrected(key=key, replaces=ConsultationsPlanned()):
            reason = "the briefing's outcome was corrected"
            yield _stream(record, key), DropDraft(reason=reason, at=record.at)
        case b.OutcomeWithdrawn(key=key, outcome=ConsultationsPlanned(), reason=reason):
            yield _stream(record, key), DropDraft(reason=reason, at=record.at)


def _stream(record: Recorded[Any], outcome: str) -> str:
    return f"call-{item_key(key_of(record.stream), outcome)}"


DRAFT_CALLS = Reaction("consultations.draft-calls", frozenset({"briefing"}), react)
