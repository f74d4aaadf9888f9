"""A section of a report: who writes it, and its drafts."""

from dataclasses import replace
from typing import Literal, assert_never

from services.consultations.report.commands import DraftSection, DropSection, SectionCommand, SetSection
from shared.contracts.consultations.questions import ProseVersions, Versions
from shared.contracts.consultations.report import SectionDrafted, SectionDropped, SectionEvent, SectionSet
from shared.contracts.reactions import ReactionRefused
from shared.plain import plain
from shared.values import PartialDate, Refused

Status = Literal["absent", "set", "drafted", "dropped"]


@plain
class Section:
    """A section as its events have made it; ``text`` is the latest draft's, in language versions."""

    status: Status = "absent"
    report: str = ""
    title: Versions | None = None
    owner: str = ""
    due: PartialDate | None = None
    place: int = 0
    draft: int = 0
    text: ProseVersions | None = None


ABSENT = Section()
"""The state before the first event."""


def decide(command: SectionCommand, section: Section) -> list[SectionEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case SetSection():
            if section.report and command.report != section.report:
                raise Refused(
                    "this is a section of the report {report}: use another key", report=section.report
                )
            said = SectionSet(**dict(command))
            return [said] if evolve(section, said) != section else []
        case DraftSection(text=text, changes=changes, by=by):
            _there(section)
            if text == section.text:
                return []
            if section.draft and not changes:
                raise Refused("changes: say what changed since draft {draft}", draft=section.draft)
            return [SectionDrafted(draft=section.draft + 1, text=text, changes=changes, by=by)]
        case DropSection(reason=reason):
            if section.status == "dropped":
                return []
            _there(section)
            return [SectionDropped(reason=reason)]
        case _:
            assert_never(command)


def _there(section: Section) -> None:
    if section.status not in {"set", "drafted"}:
        raise Refused("the report has no such section: set it first")


def evolve(section: Section, event: SectionEvent) -> Section:
    """The state after ``event``."""
    match event:
        case SectionSet(report=report, title=title, owner=owner, due=due, place=place):
            status: Status = "drafted" if section.draft else "set"
            return replace(
                section, status=status, report=report, title=title, owner=owner, due=due, place=place
            )
        case SectionDrafted(draft=draft, text=text):
            return replace(section, status="drafted", draft=draft, text=text)
        case SectionDropped():
            return replace(section, status="dropped")
        case ReactionRefused():
            return section
        case _:
            assert_never(event)
