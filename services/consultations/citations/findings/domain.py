"""A finding: a sentence that inputs support, corrected, taken back, and what came of it."""

from dataclasses import replace
from typing import Literal, assert_never

from services.consultations.citations.findings.commands import (
    CorrectFinding,
    FindingCommand,
    RecordFinding,
    TieOutcome,
    UntieOutcome,
    WithdrawFinding,
)
from shared.contracts.consultations import citations as e
from shared.contracts.consultations.citations import FindingEvent, LedTo
from shared.contracts.consultations.questions import Versions
from shared.contracts.reactions import ReactionRefused
from shared.plain import plain
from shared.values import Refused

Status = Literal["absent", "recorded", "withdrawn"]


@plain
class Finding:
    """A finding as its events have made it."""

    status: Status = "absent"
    text: Versions | None = None
    call: str | None = None
    example: bool = False
    outcomes: tuple[LedTo, ...] = ()


ABSENT = Finding()
"""The state before the first event."""


def decide(command: FindingCommand, finding: Finding) -> list[FindingEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case RecordFinding():
            return _recorded(command, finding)
        case _ if finding.status == "absent":
            raise Refused("no such finding is known: record it first")
        case WithdrawFinding(reason=reason, by=by):
            return [e.FindingWithdrawn(reason=reason, by=by)] if finding.status == "recorded" else []
        case _ if finding.status == "withdrawn":
            raise Refused("the finding was taken back: record another one")
        case CorrectFinding(text=text, by=by):
            return [e.FindingCorrected(text=text, by=by)] if text != finding.text else []
        case TieOutcome(kind=kind, target=target, by=by):
            tied = _led_to(command) in finding.outcomes
            return [] if tied else [e.OutcomeTied(kind=kind, target=target, by=by)]
        case UntieOutcome(kind=kind, target=target, reason=reason, by=by):
            tied = _led_to(command) in finding.outcomes
            return [e.OutcomeUntied(kind=kind, target=target, reason=reason, by=by)] if tied else []
        case _:
            assert_never(command)


def _recorded(said: RecordFinding, finding: Finding) -> list[FindingEvent]:
    if finding.status == "absent":
        return [e.FindingRecorded(text=said.text, call=said.call, example=said.example, by=said.by)]
    same = (said.text, said.call, said.example) == (finding.text, finding.call, finding.example)
    if not same or finding.status == "withdrawn":
        raise Refused("this finding was recorded already: correct it, or use another key")
    return []


def _led_to(said: LedTo | e.OutcomeTied | e.OutcomeUntied) -> LedTo:
    return LedTo.model_construct(kind=said.kind, target=said.target)


def evolve(finding: Finding, event: FindingEvent) -> Finding:
    """The state after ``event``."""
    match event:
        case e.FindingRecorded(text=text, call=call, example=example):
            return Finding("recorded", text, call, example)
        case e.FindingCorrected(text=text):
            return replace(finding, text=text)
        case e.FindingWithdrawn():
            return replace(finding, status="withdrawn")
        case e.OutcomeTied():
            return replace(finding, outcomes=(*finding.outcomes, _led_to(event)))
        case e.OutcomeUntied():
            gone = _led_to(event)
            return replace(finding, outcomes=tuple(one for one in finding.outcomes if one != gone))
        case ReactionRefused():
            return finding
        case _:
            assert_never(event)
