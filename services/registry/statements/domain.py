"""A joint statement of several States: made, corrected, withdrawn."""

from dataclasses import replace
from typing import Any, Literal, assert_never

from services.registry.statements.commands import (
    CorrectStatement,
    MakeStatement,
    StatementCommand,
    WithdrawStatement,
)
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.statements import (
    JointStatementCorrected,
    JointStatementMade,
    JointStatementWithdrawn,
    StatementEvent,
)
from shared.plain import plain
from shared.values import Country, Language, Link, PartialDate, Refused

Status = Literal["absent", "made", "withdrawn"]


@plain
class JointStatement:
    """A joint statement as its events have made it."""

    status: Status = "absent"
    title: str = ""
    on: PartialDate | None = None
    countries: tuple[Country, ...] = ()
    link: Link | None = None
    language: Language | None = None


ABSENT = JointStatement()
"""The state before the first event."""


def decide(command: StatementCommand, statement: JointStatement) -> list[StatementEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case MakeStatement():
            made = JointStatementMade(**_said(command))
            if statement.status != "made":
                return [made]
            if evolve(statement, made) != statement:
                raise Refused("a joint statement is recorded under this key: correct it, or take another key")
            return []
        case CorrectStatement():
            if statement.status != "made":
                raise Refused("no joint statement stands under this key: record it first")
            corrected = JointStatementCorrected(**_said(command))
            return [corrected] if evolve(statement, corrected) != statement else []
        case WithdrawStatement(reason=reason):
            if statement.status == "absent":
                raise Refused("no joint statement stands under this key: record it first")
            return [JointStatementWithdrawn(reason=reason)] if statement.status == "made" else []
        case _:
            assert_never(command)


def _said(command: MakeStatement | CorrectStatement) -> dict[str, Any]:
    """Each State once, in one order: who says the same in another says nothing new."""
    return {**dict(command), "countries": tuple(sorted(set(command.countries)))}


def evolve(statement: JointStatement, event: StatementEvent) -> JointStatement:
    """The state after ``event``."""
    match event:
        case JointStatementMade() | JointStatementCorrected():
            return JointStatement("made", event.title, event.on, event.countries, event.link, event.language)
        case JointStatementWithdrawn():
            return replace(statement, status="withdrawn")
        case ReactionRefused():
            return statement
        case _:
            assert_never(event)
