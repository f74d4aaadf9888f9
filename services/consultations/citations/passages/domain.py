"""A passage of an input: marked once, however many officers mark it, and cited in findings."""

from dataclasses import replace
from typing import assert_never

from services.consultations.citations.passages.commands import MarkPassage, PassageCommand, RemovePassage
from shared.contracts.consultations.citations import PassageEvent, PassageMarked, PassageRemoved, PassageTied
from shared.contracts.reactions import ReactionRefused
from shared.plain import plain
from shared.values import Refused


@plain
class Passage:
    """A passage as its events have made it: what was marked, and the findings that it is cited in now."""

    marked: PassageMarked | None = None
    findings: tuple[str, ...] = ()


ABSENT = Passage()
"""The state before the first event."""


def decide(command: PassageCommand, passage: Passage) -> list[PassageEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case MarkPassage(finding=finding) if finding in passage.findings:
            return []
        case MarkPassage(finding=finding) if passage.marked:
            return [PassageTied(input=passage.marked.input, finding=finding, by=command.by)]
        case MarkPassage():
            return [PassageMarked.model_validate(dict(command))]
        case RemovePassage() if passage.marked is None:
            raise Refused("there is no such passage: look at the marks of its input")
        case RemovePassage(finding=finding, reason=reason, by=by):
            cited = finding in passage.findings
            return [PassageRemoved(finding=finding, reason=reason, by=by)] if cited else []
        case _:
            assert_never(command)


def evolve(passage: Passage, event: PassageEvent) -> Passage:
    """The state after ``event``."""
    match event:
        case PassageMarked(finding=finding):
            return Passage(event, (finding,))
        case PassageTied(finding=finding):
            return replace(passage, findings=(*passage.findings, finding))
        case PassageRemoved(finding=gone):
            return replace(passage, findings=tuple(one for one in passage.findings if one != gone))
        case ReactionRefused():
            return passage
        case _:
            assert_never(event)
