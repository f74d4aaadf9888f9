"""The public entry of a joint statement, folded from its stream."""

from dataclasses import dataclass
from typing import Any

from services.registry.statements.domain import ABSENT, JointStatement, Status, evolve
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import PartialDate, Value
from shared.views.history import Change, change
from shared.views.view import View


class StatementState(Value):
    """The entry as everybody sees it. One that was withdrawn is not ``listed``."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    title: str = ""
    on: PartialDate | None = None
    countries: tuple[str, ...] = ()
    link: str | None = None
    language: str | None = None
    statement: JointStatement = ABSENT
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementFolded:
    """A joint statement and its history."""

    statement: JointStatement = ABSENT
    history: tuple[Change, ...] = ()


def fold(before: StatementFolded | None, record: Recorded[Any]) -> StatementFolded:
    """All of it after one more event."""
    before = before or StatementFolded()
    return StatementFolded(
        evolve(before.statement, record.event), (*before.history, change(record, before.history))
    )


def show(stream: str, version: int, folded: StatementFolded) -> StatementState:
    """The entry."""
    said = folded.statement
    return StatementState(
        version=version,
        key=key_of(stream),
        listed=said.status == "made",
        **{name: getattr(said, name) for name in ("status", "title", "on", "countries", "link", "language")},
        statement=said,
        history=folded.history,
    )


STATEMENTS = View(
    name="statements",
    kinds=frozenset({"statement"}),
    state=StatementState,
    evolve=fold,
    folded=StatementFolded,
    show=show,
    indexes=(("listed", "countries"),),
)
