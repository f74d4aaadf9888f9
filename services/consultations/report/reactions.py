"""A briefing that announces the launch of a report opens its cycle, which follows until somebody takes it in hand."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.consultations.report.commands import PlanLaunch, RetractPlan
from shared.contracts.consultations.outcomes import Outcome, ReportLaunchPlanned
from shared.contracts.envelope import Recorded
from shared.contracts.names import item_key
from shared.reactions.outcomes import change
from shared.reactions.reaction import Reaction


def report_key(briefing: str, outcome: str, planned: ReportLaunchPlanned) -> str:
    """The report's key: the year of its launch, so that all briefings of a cycle speak of one; else the outcome's."""
    return str(planned.month)[:4] if planned.month else item_key(briefing, outcome)


def react(record: Recorded[Any]) -> Iterator[tuple[str, BaseModel]]:
    """What an outcome says about a report."""
    if (said := change(record)) is None:
        return
    before, now = (
        _stream(said.evidence.briefing, said.evidence.outcome, one) for one in (said.before, said.now)
    )
    if before and before != now:
        yield before, RetractPlan(evidence=said.evidence, reason=said.reason)
    if now and isinstance(said.now, ReportLaunchPlanned):
        yield now, PlanLaunch(outcome=said.now, evidence=said.evidence)


def _stream(briefing: str, key: str, outcome: Outcome | None) -> str | None:
    return (
        f"report-{report_key(briefing, key, outcome)}" if isinstance(outcome, ReportLaunchPlanned) else None
    )


OPEN_REPORTS = Reaction("consultations.open-reports", frozenset({"briefing"}), react)
