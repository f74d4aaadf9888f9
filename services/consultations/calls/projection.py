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
from shared.plain import plain
from shared.values import Value
from shared.views.view import View


@plain
class CallChange:
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
    return before.model_copy(
        update={
            **vars(call),
            "version": record.version,
            "listed": call.opens is not None,
            "cause": vars(event).get("cause") or before.cause,
            "waiting": any(one not in call.marks for one in dates(call)),
            "marks": tuple(sorted(call.marks, key=lambda one: (one[1], one[0]))),
            "history": history,
        }
    )


def _change(record: Recorded[Any], call: Call) -> CallChange:
    terms = call.terms if call.opens else None
    told = said(record, {"title": terms.title}) if terms else None
    more = {name: vars(record.event).get(name) for name in ("by", "reason", "closes", "before")}
    return CallChange(record.version, record.at, name_of(record.event), told, **more)


CALLS = View(
    name="calls",
    kinds=frozenset({"call"}),
    state=CallState,
    evolve=project,
    indexes=(("listed",), ("status",), ("waiting",)),
)
