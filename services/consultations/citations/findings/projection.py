"""The findings as everybody sees them, but for what is cited in them: what they say, and what came of each."""

from datetime import datetime
from typing import Any

from services.consultations.citations.findings.domain import ABSENT, Finding, Status, evolve
from services.consultations.citations.findings.links import href_of
from shared.contracts.consultations.citations import LedTo, OutcomeKind
from shared.contracts.consultations.questions import Versions
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of, name_of
from shared.i18n.speaker import Said, said
from shared.plain import plain
from shared.values import Value
from shared.views.view import View


class FindingOutcome(Value):
    """Something that came of a finding: its kind and key, and its page, where it has one."""

    kind: OutcomeKind
    target: str
    href: str | None


@plain
class FindingChange:
    """One step of a finding's history."""

    version: int
    at: datetime
    what: str
    said: Said
    by: str | None = None
    reason: str | None = None


class FindingState(Value):
    """A finding's entry. ``targets`` are what came of it, and the wholes of these, each as ``kind key``."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    text: Versions = {}  # noqa: RUF012 - frozen, and never changed
    call: str | None = None
    example: bool = False
    outcomes: tuple[FindingOutcome, ...] = ()
    targets: tuple[str, ...] = ()
    finding: Finding = ABSENT
    history: tuple[FindingChange, ...] = ()


def project(state: FindingState | None, record: Recorded[Any]) -> FindingState:
    """The entry after one more event."""
    before = state or FindingState(key=key_of(record.stream))
    now, fields = evolve(before.finding, record.event), vars(record.event)
    told = said(record, {"text": now.text})
    change = FindingChange(
        record.version, record.at, name_of(record.event), told, fields.get("by"), fields.get("reason")
    )
    return before.model_copy(
        update={
            "version": record.version,
            "listed": now.status == "recorded",
            "status": now.status,
            "text": now.text or {},
            "call": now.call,
            "example": now.example,
            "outcomes": tuple(
                FindingOutcome(kind=one.kind, target=one.target, href=href_of(one)) for one in now.outcomes
            ),
            "targets": tuple(dict.fromkeys(name for one in now.outcomes for name in targets_of(one))),
            "finding": now,
            "history": (*before.history, change),
        }
    )


def targets_of(one: LedTo) -> list[str]:
    """What it is looked up by: itself, and the whole that it is a part of."""
    return [target_name(one.kind, one.target), target_name(one.kind, one.whole)]


def target_name(kind: OutcomeKind, key: str) -> str:
    """How a whole or a part is looked up."""
    return f"{kind} {key}"


FINDINGS = View(
    name="findings",
    kinds=frozenset({"finding"}),
    state=FindingState,
    evolve=project,
    indexes=(("listed",), ("call",), ("targets",)),
)
