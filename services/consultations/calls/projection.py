"""The calls as everybody sees them: their terms, when they open and close, and how that came about."""

from datetime import datetime
from typing import Any

from services.consultations.calls.domain import ABSENT, Call, Status, dates, evolve
from shared.clock import Moment
from shared.contracts.consultations import calls as e
from shared.contracts.consultations.calls import Deadline, Mark, Terms
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of, name_of
from shared.contracts.reactions import EventRef
from shared.i18n.speaker import Said, said
from shared.values import Value
from shared.views.view import View


class CallChange(Value):
    """One step of a call's history; ``closes`` and ``before`` of a moved closing.

    ``said`` is null for the steps of its draft: what that said is not for everybody.
    """

    version: int
    at: datetime
    what: str
    said: Said | None = None
    by: str | None = None
    reason: str | None = None
    closes: Deadline | None = None
    before: Deadline | None = None


class CallState(Value):
    """A call's entry. One that is not ``listed`` was never announced, and only the secretariat sees it.

    ``waiting``: time will bring something about that is not recorded yet.
    """

    version: int = 0
    key: str
    status: Status = "absent"
    listed: bool = False
    example: bool = False
    terms: Terms | None = None
    opens: Deadline | None = None
    closes: Deadline | None = None
    cause: EventRef | None = None
    marks: tuple[tuple[Mark, Moment], ...] = ()
    waiting: bool = False
    history: tuple[CallChange, ...] = ()

    def folded(self) -> Call:
        """As the domain knows it."""
        return Call(
            self.status, self.terms, self.cause, self.example, self.opens, self.closes, frozenset(self.marks)
        )


def project(state: CallState | None, record: Recorded[Any]) -> CallState:
    """The entry after one more event."""
    event = record.event
    before = state or CallState(key=key_of(record.stream))
    call = evolve(before.folded() if state else ABSENT, event)
    history = before.history
    if not isinstance(event, e.CallMarked):
        history = (*history, _change(record, call))
    return CallState(
        version=record.version,
        key=before.key,
        status=call.status,
        listed=call.opens is not None,
        example=call.example,
        terms=call.terms,
        opens=call.opens,
        closes=call.closes,
        cause=getattr(event, "cause", None) or before.cause,
        waiting=any(one not in call.marks for one in dates(call)),
        marks=tuple(sorted(call.marks, key=lambda one: (one[1], one[0]))),
        history=history,
    )


def _change(record: Recorded[Any], call: Call) -> CallChange:
    event = record.event
    terms = call.terms if call.opens else None
    told = said(record, terms.model_dump(mode="json", include={"title"})) if terms else None
    more = {name: getattr(event, name, None) for name in ("by", "reason", "closes", "before")}
    return CallChange(version=record.version, at=record.at, what=name_of(event), said=told, **more)


CALLS = View(
    name="calls",
    kinds=frozenset({"call"}),
    state=CallState,
    evolve=project,
    indexes=(("listed",), ("status",), ("waiting",)),
)
