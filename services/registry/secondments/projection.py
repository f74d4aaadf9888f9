"""The public entry of a secondment, folded from its stream."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.registry.secondments.domain import ABSENT, evolve
from services.registry.secondments.terms import Secondment, SecondmentSupport, Status
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.reactions import ReactionRefused
from shared.values import PartialDate, Value
from shared.views.history import Change, Refusal, change, refused
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


@dataclass(frozen=True, slots=True)
class SecondmentFolded:
    """A secondment, whom its events name, what was refused to it, and its history."""

    secondment: Secondment = ABSENT
    agency: str | None = None
    to: str | None = None
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


def fold(before: SecondmentFolded | None, record: Recorded[Any]) -> SecondmentFolded:
    """All of it after one more event."""
    before, event = before or SecondmentFolded(), record.event
    named = before if isinstance(event, ReactionRefused) else event
    return SecondmentFolded(
        evolve(before.secondment, event),
        named.agency,
        named.to,
        before.refusals + refused(record),
        (*before.history, change(record, before.history)),
    )


def show(stream: str, version: int, folded: SecondmentFolded) -> SecondmentState:
    """The entry."""
    secondment = folded.secondment
    term = secondment.term
    return SecondmentState(
        version=version,
        key=key_of(stream),
        listed=term.status != "absent",
        agency=folded.agency,
        to=folded.to,
        post=term.post,
        status=term.status,
        on=term.on(term.status),
        announced_on=term.announced_on,
        evidence=term.support,
        secondment=secondment,
        refusals=folded.refusals,
        history=folded.history,
    )


SECONDMENTS = View(
    name="secondments",
    kinds=frozenset({"secondment"}),
    state=SecondmentState,
    evolve=fold,
    folded=SecondmentFolded,
    show=show,
    indexes=(("listed", "status", "agency"), ("agency",)),
)
