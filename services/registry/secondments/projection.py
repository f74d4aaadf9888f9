"""The public entry of a secondment, folded from its stream."""

import datetime as dt
from typing import Any

from services.registry.history import Change, change
from services.registry.refusals import Refusal, refused
from services.registry.secondments.domain import ABSENT, evolve
from services.registry.secondments.terms import Secondment, SecondmentSupport, Status
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.reactions import ReactionRefused
from shared.values import PartialDate, Value
from shared.views.view import View


class SecondmentState(Value):
    """The entry as everybody sees it; ``agency`` is null where a reaction was refused and no more.

    ``on`` and ``announced_on`` are those of the status, ``evidence`` is what the current term rests on.
    """

    version: int = 0
    key: str
    listed: bool = False
    agency: str | None = None
    to: str | None = None
    post: str | None = None
    status: Status = "absent"
    on: PartialDate | None = None
    announced_on: dt.date | None = None
    evidence: tuple[SecondmentSupport, ...] = ()
    secondment: Secondment = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


def project(state: SecondmentState | None, record: Recorded[Any]) -> SecondmentState:
    """The entry after one more event."""
    event = record.event
    before = state or SecondmentState(key=key_of(record.stream))
    secondment = evolve(before.secondment, event)
    term = secondment.term
    named = before if isinstance(event, ReactionRefused) else event
    return SecondmentState(
        version=record.version,
        key=before.key,
        listed=term.status != "absent",
        agency=named.agency,
        to=named.to,
        post=term.post,
        status=term.status,
        on=term.on(term.status),
        announced_on=term.announced_on,
        evidence=term.support,
        secondment=secondment,
        refusals=before.refusals + refused(record),
        history=(*before.history, change(record)),
    )


SECONDMENTS = View(
    name="secondments",
    kinds=frozenset({"secondment"}),
    state=SecondmentState,
    evolve=project,
    indexes=(("listed", "status", "agency"), ("agency",)),
)
