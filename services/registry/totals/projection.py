"""The totals that others state, folded from their streams: a document for each thing that is counted."""

from dataclasses import dataclass
from typing import Any

from services.registry.totals.domain import ABSENT, StatedTotal, Status, Totals, evolve
from shared.contracts.consultations.outcomes_reached import COUNTED
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.history import Change, change
from shared.views.view import View


class TotalState(Value):
    """The entry as everybody sees it."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    title: str = ""
    statements: tuple[StatedTotal, ...] = ()
    totals: Totals = ABSENT
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalFolded:
    """The totals of one thing, and their history."""

    totals: Totals = ABSENT
    history: tuple[Change, ...] = ()


def fold(before: TotalFolded | None, record: Recorded[Any]) -> TotalFolded:
    """All of it after one more event."""
    before = before or TotalFolded()
    history = (*before.history, change(record, before.history))
    return TotalFolded(evolve(before.totals, record.event), history)


def show(stream: str, version: int, folded: TotalFolded) -> TotalState:
    """The entry."""
    stated = folded.totals.statements
    return TotalState(
        version=version,
        key=key_of(stream),
        listed=bool(stated),
        status="stated" if stated else "absent",
        title={str(what): words for what, words in COUNTED.items()}.get(key_of(stream), ""),
        statements=stated,
        totals=folded.totals,
        history=folded.history,
    )


TOTALS = View(
    name="totals",
    kinds=frozenset({"total"}),
    state=TotalState,
    evolve=fold,
    folded=TotalFolded,
    show=show,
    indexes=(("listed",),),
)
