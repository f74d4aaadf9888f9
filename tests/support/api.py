"""The briefings' API in memory: what a plan's steps are sent to, and what is shown afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any

from onevoice.record.shown import BriefingShown
from onevoice.record.steps import Step
from services.consultations.briefings import commands as c
from services.consultations.briefings.domain import ABSENT, decide, evolve
from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from shared.contracts.envelope import Recorded
from shared.values import Command
from tests.support.streams import recorded

_OF_BRIEFING: Mapping[str, type[Command]] = {
    "schedule": c.ScheduleBriefing,
    "move": c.MoveBriefing,
    "cancel": c.CancelBriefing,
    "hold": c.HoldBriefing,
    "correct-holding": c.CorrectHolding,
    "foresee": c.ForeseeBriefing,
    "postpone": c.PostponeBriefing,
    "replace": c.ReplaceBriefing,
    "arrangements": c.SetArrangements,
    "wordings": c.SetWordings,
    "programme": c.SetProgramme,
    "proceedings": c.RecordProceedings,
    "summarise": c.SummariseBriefing,
}
_OF_ITEM: Mapping[tuple[str, str], type[Command]] = {
    ("documents", "attach"): c.AttachDocument,
    ("documents", "correct"): c.CorrectDocument,
    ("documents", "withdraw"): c.WithdrawDocument,
    ("documents", "withdraw-file"): WithdrawFile,
    ("issues", "raise"): c.RaiseIssue,
    ("issues", "correct"): c.CorrectIssue,
    ("issues", "withdraw"): c.WithdrawIssue,
    ("outcomes", "record"): c.RecordOutcome,
    ("outcomes", "correct"): c.CorrectOutcome,
    ("outcomes", "follow-up"): c.FollowUpOutcome,
    ("outcomes", "withdraw"): c.WithdrawOutcome,
}


class Api:
    """One briefing behind the routes of ``/consultations/api/briefings/{key}``; keyed commands included."""

    def __init__(self, key: str) -> None:
        self.prefix = f"/consultations/api/briefings/{key}/"
        self.stream = f"briefing-{key}"
        self.records: list[Recorded[Any]] = []
        self.answered: dict[str, tuple[str, Any]] = {}
        self.briefing = ABSENT
        self.state: BriefingState | None = None

    def send(self, steps: Iterable[Step]) -> int:
        """Answer the steps; how many events they added. A refusal is the domain's Refused, and no answer."""
        before = len(self.records)
        for step in steps:
            said = (step.path, dict(step.body))
            if step.idempotency_key not in self.answered:
                self._handle(self._command(step))
                self.answered[step.idempotency_key] = said
            elif self.answered[step.idempotency_key] != said:
                raise AssertionError(f"one key for two requests: {step.path}")
        return len(self.records) - before

    def say(self, command: Any) -> None:
        """What somebody else says meanwhile."""
        self._handle(command)

    def _command(self, step: Step) -> Any:
        action, *rest = step.path.removeprefix(self.prefix).split("/")
        if not rest:
            return _OF_BRIEFING[action].model_validate(step.body)
        key, verb = rest
        if step.file:
            kept = {"media_type": "application/pdf", "size": 9, "sha256": step.body["received"]}
            return FileDocument(key=key, **kept, **step.body)
        return _OF_ITEM[action, verb].model_validate({**step.body, "key": key})

    def _handle(self, command: Any) -> None:
        for event in decide(command, self.briefing):
            self.records = recorded(self.stream, [event], self.records)
            record = self.records[-1]
            self.briefing = evolve(self.briefing, record.event)
            self.state = BRIEFINGS.evolve(self.state, record)

    @property
    def shown(self) -> BriefingShown | None:
        """What the loader reads, None where the briefing is not listed."""
        listed = self.state and self.state.listed
        return BriefingShown.read(self.state.model_dump_json()) if self.state and listed else None
